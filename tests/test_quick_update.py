"""Status, rating and a line of what happened, sent from the row of a list and back to it."""

import uuid
from datetime import date

import pytest
from bs4 import BeautifulSoup

from actions.models import UpdateDraft
from tests.conftest import TODAY
from tests.test_update_page import text_of
from wres.audit import verification

LIST = "/RKE/plan/2025/?status=not_stated"


@pytest.fixture
def led(action, make_lead, amara):
    make_lead("Recruitment Team", amara, action)
    return action


def rows(client, there):
    return BeautifulSoup(client.get(there).content, "html.parser").select(
        ".app-actions__quick form"
    )


def sent(form, **values):
    """What the browser sends of the form in the row, with what was typed and chosen."""
    data = {field["name"]: field.get("value", "") for field in form.select("input[name]")}
    for select in form.select("select"):
        chosen = select.select("option[selected]")
        data[select["name"]] = chosen[0]["value"] if chosen else ""
    return data | values


def test_amara_says_in_the_list_how_it_goes_and_is_back_at_the_row(led, amara, sign_in):
    client = sign_in(amara)
    (form,) = rows(client, LIST)
    said = {"status": "in_progress", "delivery": "at_risk", "happened": "Two panels are trained"}
    answer = client.post(form["action"], sent(form, **said))
    assert answer.url == f"{LIST}#action-{led.pk}"
    led.refresh_from_db()
    assert (led.status, led.stated_delivery, led.updated_on) == ("in_progress", "at_risk", TODAY)
    assert led.updates.get().happened == "Two panels are trained"
    assert "saved. It is now at risk" in text_of(client.get("/RKE/plan/2025/"))
    assert list(verification.problems()) == []


def test_what_stands_is_chosen_already_in_my_actions_too(led, amara, sign_in, changing):
    with changing(led.organisation):
        led.status, led.stated_delivery = "ongoing", "on_track"
        led.save()
    (form,) = rows(sign_in(amara), "/RKE/my-actions/")
    data = sent(form)
    assert (data["status"], data["delivery"]) == ("ongoing", "on_track")
    assert data["next"] == f"/RKE/my-actions/#action-{led.pk}"


def test_the_same_row_sent_twice_gives_one_update(led, amara, sign_in):
    client = sign_in(amara)
    (form,) = rows(client, LIST)
    data = sent(form, status="ongoing", delivery="on_track", happened="Done as planned")
    assert [client.post(form["action"], data).status_code for _ in "ab"] == [302, 302]
    assert led.updates.count() == 1


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"happened": ""}, "Say what happened since the last update"),
        ({"delivery": ""}, "Select whether it is on track, at risk or off track"),
        ({"status": "completed"}, "Give evidence that the action is complete"),
    ],
)
def test_what_is_missing_is_asked_on_a_page_that_leads_back(led, amara, sign_in, said, words):
    client = sign_in(amara)
    (form,) = rows(client, LIST)
    whole = {"status": "ongoing", "delivery": "on_track", "happened": "Two are trained"}
    page = client.post(form["action"], sent(form, **whole | said))
    assert words in text_of(page)
    assert page.context["back"] == f"{LIST}#action-{led.pk}"
    assert not led.updates.exists()


def test_what_another_changed_meanwhile_comes_first_and_no_word_is_lost(
    led, amara, ife, sign_in, changing
):
    client = sign_in(amara)
    (form,) = rows(client, LIST)
    with changing(led.organisation, ife):
        led.status = "ongoing"
        led.save()
    said = {"status": "in_progress", "delivery": "at_risk", "happened": "Two panels are trained"}
    page = client.post(form["action"], sent(form, **said))
    assert (page.status_code, "Two panels are trained" in page.content.decode()) == (409, True)
    assert not led.updates.exists()


def test_a_longer_draft_stays(led, amara, sign_in):
    UpdateDraft.objects.create(action=led, person=amara, values={"happened": "At length"})
    client = sign_in(amara)
    (form,) = rows(client, LIST)
    client.post(form["action"], sent(form, status="ongoing", delivery="on_track", happened="Short"))
    assert (led.updates.count(), UpdateDraft.objects.count()) == (1, 1)


def test_ben_who_does_not_lead_it_is_not_asked(led, ben, sign_in):
    client = sign_in(ben)
    assert rows(client, "/RKE/plan/2025/") == []
    there = f"/RKE/actions/{led.pk}/quick/"
    assert client.post(there, {"submission": uuid.uuid4()}).status_code == 403


def test_a_date_that_is_set_stays(led, amara, sign_in):
    client = sign_in(amara)
    (form,) = rows(client, LIST)
    client.post(form["action"], sent(form, status="ongoing", delivery="on_track", happened="On"))
    led.refresh_from_db()
    assert (led.target_date, led.slips) == (date(2026, 3, 31), 0)
