"""Nia of the staff network reads everything, challenges, and changes nothing else."""

import uuid

import pytest
from django.apps import apps

from actions.models import CalendarFeed, Challenge
from tests.test_access import PAGES, address_of
from wres.accounts.access import Role
from wres.accounts.models import Invitation
from wres.audit.models import Tracked

__all__ = ["address_of"]  # a fixture

ASKED = {"action_challenge", "indicator_challenge"}
HERS = {"calendar"}  # an address of a calendar of her own
READ_BY_ALL = {"esi", "nia", "amara", "ben", "ife", "ada"}


def rows_of_history():
    tracked = [model for model in apps.get_models() if issubclass(model, Tracked)]
    return {model.__name__: model.history.count() for model in tracked}


def test_she_starts_with_the_summary(plan, nia, sign_in):
    page = sign_in(nia).get("/RKE/", follow=True)
    assert page.redirect_chain == [("/RKE/plan/2025/summary/", 302)]
    assert "Nia, staff network or Freedom to Speak Up guardian" in page.content.decode()


def test_she_reads_what_any_reader_may(address_of, nia, sign_in):
    client = sign_in(nia)
    for page, door in PAGES.items():
        if door.read >= READ_BY_ALL:
            assert client.get(address_of(page)).status_code in (200, 302), page


def test_nothing_that_she_sends_changes_anything_of_the_trusts(address_of, nia, sign_in):
    client, before = sign_in(nia), rows_of_history()
    for page in PAGES.keys() - ASKED - HERS:
        sent = {"submission": str(uuid.uuid4()), "question": "Why?", "name": "Mine"}
        assert client.post(address_of(page), sent).status_code < 500, page
    assert rows_of_history() == before


def test_she_may_have_a_calendar_of_her_own(address_of, nia, sign_in):
    client, before = sign_in(nia), rows_of_history()
    assert client.post(address_of("calendar")).status_code == 302
    after = rows_of_history()
    assert {name for name in after if after[name] != before[name]} == {"CalendarFeed"}
    assert CalendarFeed.objects.get().membership.user == nia


def test_her_challenges_are_the_one_thing_that_she_adds(address_of, nia, sign_in):
    client, before = sign_in(nia), rows_of_history()
    for page in ASKED:
        sent = {"submission": str(uuid.uuid4()), "question": f"Why, of {page}?"}
        assert client.post(address_of(page), sent).status_code == 302
    after = rows_of_history()
    assert {name for name in after if after[name] != before[name]} == {"Challenge"}
    assert Challenge.objects.filter(asked_by=nia).count() == 2


@pytest.mark.parametrize("role", [Role.NETWORK, Role.EXECUTIVE])
def test_an_administrator_gives_the_role_but_a_network_leads_nothing(
    role, plan, ada, make_lead, sign_in
):
    lead = make_lead("Recruitment Team")
    person = {"name": "Nell Example", "email": "nell@example.nhs.uk", "role": role}
    answer = sign_in(ada).post("/RKE/people/add/", person | {"leads": [lead.pk]})
    is_refused = "A staff network member or guardian changes nothing" in answer.content.decode()
    assert is_refused == (role == Role.NETWORK)
    if is_refused:
        assert sign_in(ada).post("/RKE/people/add/", person).status_code == 302
    assert Invitation.objects.get(email="nell@example.nhs.uk").role == role
