"""What people with bad intentions, or bad luck, have tried."""

import uuid
from functools import partial

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from actions.models import Lead, ProgressUpdate
from tests.patience import times_as_long
from wres.accounts.access import Role
from wres.accounts.models import Invitation, User

UPDATE = {"version": 1, "status": "in_progress", "delivery": "on_track", "happened": "It began"}
DATES = {"target_date_day": "31", "target_date_month": "3", "target_date_year": "2026"}


@pytest.fixture
def post_update(action, ife, sign_in):
    """`post_update(next="…")`: the update form of the action, sent by Ife."""
    client = sign_in(ife)

    def post(**fields):
        sent = UPDATE | DATES | {"version": action.version, "submission": str(uuid.uuid4())}
        return client.post(f"/RKE/actions/{action.pk}/update/", sent | fields)

    return post


def test_a_text_that_is_slow_to_compose_is_refused_by_its_length_first(post_update):
    """Composing it takes more than a minute."""
    slow = "a" + "\u0315\u0300" * 100_000
    assert "You have entered 200,001" in post_update(happened=slow).content.decode()
    sent, plain = (partial(post_update, happened=text) for text in (slow, "a" * len(slow)))
    assert times_as_long(sent, plain) < 20


@pytest.mark.parametrize("back", ["foo", "plan", "action_edit", "?a", "#", "[", "start"])
def test_a_way_back_that_is_no_address_leads_to_the_action(post_update, action, back):
    assert post_update(next=back).url == action.get_absolute_url()
    assert ProgressUpdate.objects.count() == 1


def test_a_lead_sent_twice_is_added_once(action, ife, make_lead, sign_in):
    lead = make_lead("Recruitment Team")
    fields = {"version": action.version, "title": action.title, "section": action.section_id}
    fields |= {"status": "ongoing", "leads": [lead.pk, lead.pk]} | DATES
    fields |= {f"indicator_{n}": "" for n in range(1, 20)}
    sign_in(ife).post(f"/RKE/actions/{action.pk}/edit/", fields)
    assert [link.lead for link in action.action_leads.all()] == [lead]


@pytest.mark.parametrize("email", ["nobody@example.nhs.uk", "system@wres-tracker.invalid"])
def test_a_reset_for_an_unknown_address_answers_like_any_other(client, ada, email):
    known = client.post("/accounts/password/reset/", {"email": ada.email})
    unknown = client.post("/accounts/password/reset/", {"email": email})
    assert (unknown.status_code, unknown.url) == (known.status_code, known.url)


@pytest.mark.parametrize(
    "query", ["title__regex=(", "pk__regex=(", "id__range=1", "organisation__code=ZE1"]
)
def test_the_records_take_no_lookups_from_the_address(ada, action, sign_in, query):
    assert sign_in(ada).get(f"/admin/actions/action/?{query}").status_code == 400


def test_the_records_lead_to_no_page_of_another_trust(ada, noor, sign_in):
    theirs = noor.memberships.get()
    for kind in range(1, 40):
        assert sign_in(ada).get(f"/admin/r/{kind}/{theirs.pk}/").status_code == 404


def test_the_records_change_a_password_on_the_throttled_page_only(ada, sign_in):
    response = sign_in(ada).post("/admin/password_change/", {"old_password": "guess"})
    assert response.url == "/accounts/password/change/"


@pytest.mark.parametrize(
    "fields",
    [
        {"email": "a@xn--\u0660.com"},
        {"email": "a@" + "\u0130" * 40 + ".com"},
        {"email": "system@wres-tracker.invalid"},
        {"name": "\u200b"},
        {"name": "Kit\r\nVisit example.org"},
        {"leads": "9223372036854775808"},
        {"leads": "9" * 30},
    ],
)
def test_a_person_who_cannot_be_is_refused_in_words(ada, sign_in, fields):
    new = {"name": "Kit", "email": "kit@example.nhs.uk", "role": Role.EXECUTIVE} | fields
    response = sign_in(ada).post("/RKE/people/add/", new)
    assert "There is a problem" in response.content.decode()
    assert not Invitation.objects.exists()


def test_the_lead_of_another_trust_cannot_be_given(ada, noor, other_trust, changing, sign_in):
    with changing(other_trust):
        theirs = Lead.objects.create(organisation=other_trust, name="Their team")
    new = {"name": "Kit", "email": "kit@example.nhs.uk", "role": Role.EXECUTIVE}
    sign_in(ada).post("/RKE/people/add/", new | {"leads": [theirs.pk]})
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("plan_date", ["9999-12-31", "0001-01-01"])
def test_a_plan_date_far_from_the_plans_year_is_refused(trust, plan_date):
    system = User.objects.system().email
    with pytest.raises(CommandError, match="--plan-date"):
        call_command(
            "load_plan",
            "actions/samples/plan.csv",
            *["--organisation", "RKE", "--as", system],
            *["--year", "2025", "--plan-date", plan_date],
        )


def test_a_form_in_another_encoding_gets_a_page_in_words(db):
    client = Client(enforce_csrf_checks=True)
    client.cookies["csrftoken"] = "c" * 32
    response = client.post(
        "/accounts/login/",
        data=b"a=b",
        content_type="application/x-www-form-urlencoded; charset=utf-16",
        headers={"X-CSRFToken": "c" * 32},
    )
    assert response.status_code == 400
    assert "WRES tracker" in response.content.decode()
