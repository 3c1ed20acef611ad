"""What is held on one person can be printed for them, without secrets and without the others."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests import test_access
from wres.audit.models import Entry

address_of = test_access.address_of


def person_data(email, by):
    said = StringIO()
    call_command("person_data", email, "--as", by, stdout=said)
    return json.loads(said.getvalue())


@pytest.fixture
def held(address_of, amara, ada):
    """What is held on Amara, who has made an update and added evidence."""
    return person_data(amara.email, ada.email)


def test_it_tells_who_the_person_is_and_what_they_may_do(held):
    assert held["person"][0]["email"] == "amara@example.nhs.uk"
    assert [each["role"] for each in held["membership"]] == ["action_lead"]


def test_it_tells_what_the_person_wrote(held):
    assert [each["happened"] for each in held["progress update"]] == ["Done."]
    assert [each["as"] for each in held["evidence"]] == ["added_by"]


def test_it_holds_no_secret_and_nobody_else(held):
    text = json.dumps(held)
    assert "argon2" not in text
    assert "md5$" not in text
    assert "%PDF" not in text
    assert "ife@example.nhs.uk" not in text


def test_that_it_was_asked_for_stands_in_the_log(held, amara, ada):
    entry = Entry.objects.filter(kind="exported").latest("pk")
    assert (entry.person, entry.label) == (ada, f"What is held on person {amara.pk}")


def test_nobody_of_that_address_is_said(db, ada):
    with pytest.raises(CommandError, match="Nobody has the address"):
        person_data("nobody@example.nhs.uk", ada.email)
