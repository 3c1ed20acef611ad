"""Adding an organisation: both it and its first administrator, or neither."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from audit import verification
from organisations.models import Membership, Organisation, User


def add(code="ABC", name="Seaside NHS Trust", email="Pat@example.nhs.uk", person="Pat O'Brien"):
    said = StringIO()
    facts = [code, name, "--administrator", email, "--name", person]
    call_command("add_organisation", *facts, stdout=said)
    return said.getvalue()


def test_pat_administers_the_new_organisation(db):
    said = add()
    membership = Membership.objects.get()
    assert (membership.organisation.name, membership.role) == ("Seaside NHS Trust", "administrator")
    assert (membership.user.email, membership.user.name) == ("pat@example.nhs.uk", "Pat O'Brien")
    assert "sets a password with “I have forgotten my password”" in said
    assert list(verification.problems()) == []


def test_pat_is_sent_a_link_to_set_a_password(db, client, mailoutbox):
    add()
    client.post("/accounts/password/reset/", {"email": "pat@example.nhs.uk"})
    assert [mail.to for mail in mailoutbox] == [["pat@example.nhs.uk"]]


def test_noor_administers_a_second_organisation_as_herself(other_trust, noor):
    assert "password" not in add(email=noor.email, person="Somebody Else")
    assert User.objects.get(pk=noor.pk).name == "Noor"
    assert {m.organisation_id for m in noor.memberships.all()} == {"ZE1", "ABC"}


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"code": "abc"}, "3 to 6 capitals and digits"),
        ({"code": "RKE"}, "already exists"),
        ({"name": ""}, "cannot be blank"),
        ({"email": "pat"}, "valid email address"),
    ],
)
def test_what_cannot_be_added_leaves_nothing(trust, facts, words):
    with pytest.raises(CommandError, match=words):
        add(**facts)
    assert not User.objects.filter(name="Pat O'Brien").exists()
    assert Organisation.objects.count() == 1
