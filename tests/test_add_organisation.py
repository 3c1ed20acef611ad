"""Adding an organisation: both it and the invitation of its first administrator, or neither."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.conftest import delivered
from wres.accounts.models import Invitation, Organisation, User
from wres.audit import verification


def add(code="ABC", name="Seaside NHS Trust", email="Pat@example.nhs.uk", person="Pat O'Brien"):
    said = StringIO()
    facts = [code, name, "--administrator", email, "--name", person]
    call_command("add_organisation", *facts, stdout=said)
    return said.getvalue()


def link_in(text):
    return next(word for word in text.split() if "/accounts/invitation/" in word)


def test_pat_is_invited_to_administer_the_new_organisation(db):
    said = add()
    invitation = Invitation.objects.get()
    assert (invitation.organisation.name, invitation.role) == ("Seaside NHS Trust", "administrator")
    assert [letter.to for letter in delivered()] == [["pat@example.nhs.uk"]]
    assert link_in(said) == link_in(delivered()[0].body)
    assert list(verification.problems()) == []


def test_pat_accepts_and_administers_it(db, client):
    client.get(link_in(add()))
    client.post("/accounts/invitation/", {"name": "Pat O'Brien", "password": "three random words"})
    pat = User.objects.get(email="pat@example.nhs.uk")
    assert pat.memberships.get().role == "administrator"


def test_the_link_is_printed_when_the_mail_server_is_down(db, mail_is_down):
    said = add()
    assert "once a worker runs" in said
    assert delivered() == []
    assert link_in(said)


def test_noor_administers_a_second_organisation_once_she_accepts(other_trust, noor, sign_in):
    link = link_in(add(email=noor.email, person="Somebody Else"))
    assert {m.organisation_id for m in noor.memberships.all()} == {"ZE1"}
    client = sign_in(noor)
    client.get(link)
    client.post("/accounts/invitation/")
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
    assert not Invitation.objects.exists()
    assert Organisation.objects.count() == 1
