"""A lead updates several actions on one page, keeps drafts, and says "No change" with one click."""

import html
import uuid
from datetime import date

import pytest

from actions.models import ProgressUpdate, UpdateDraft
from tests.conftest import TODAY
from tests.test_update_page import form_for, page_of
from tests.traces import traced
from wres.audit import verification

SEVERAL = "/RKE/my-actions/update/"


@pytest.fixture
def three(make_action, make_lead, amara):
    """Three actions that Amara leads: one on track, one at risk, one that nobody has rated."""
    told = {"status": "in_progress", "updated_on": date(2025, 11, 3)}
    actions = [
        make_action("Panels", stated_delivery="on_track", **told),
        make_action("Mentors", stated_delivery="at_risk", **told),
        make_action("Guides"),
    ]
    make_lead("Recruitment Team", amara, *actions)
    return actions


def asked(action, **values):
    """What the browser sends of one action's form; by itself, what it was opened with."""
    opened = {
        "version": action.version,
        "submission": uuid.uuid4(),
        "status": action.status if action.status != "not_stated" else "",
        "happened": "",
    }
    if action.stated_delivery != "not_stated":
        opened["delivery"] = action.stated_delivery
    return {f"action-{action.pk}-{name}": value for name, value in (opened | values).items()}


def sent(*forms, actions, **more):
    data = {"actions": [action.pk for action in actions]} | more
    for form in forms:
        data |= form
    return data


def text_of(response):
    return html.unescape(response.content.decode())


def test_a_stranger_signs_in_first(plan, client):
    assert client.get(SEVERAL).url.startswith("/accounts/login/")


def test_another_trust_has_its_own(plan, noor, sign_in):
    assert sign_in(noor).get(SEVERAL).status_code == 404


def test_who_leads_nothing_updates_nothing(three, esi, sign_in):
    data = sent(asked(three[0], happened="It met."), actions=three)
    sign_in(esi).post(SEVERAL, data)
    assert not ProgressUpdate.objects.exists()


def test_the_page_asks_about_what_waits_alone(three, amara, sign_in):
    sign_in(amara).post(page_of(three[0]), form_for(three[0]))
    page = text_of(sign_in(amara).get(SEVERAL))
    assert "2 actions of yours wait for an update for Q4 2025/26" in page
    assert "Mentors" in page
    assert f"action-{three[0].pk}-happened" not in page


def test_only_what_was_touched_is_saved(three, amara, sign_in):
    data = sent(
        asked(three[0], happened="The panel met."),
        asked(three[1]),
        asked(three[2], status="in_progress", delivery="on_track", happened="Begun."),
        actions=three,
    )
    response = sign_in(amara).post(SEVERAL, data, follow=True)
    assert "2 updates saved." in text_of(response)
    told = ProgressUpdate.objects.values_list("action__title", flat=True)
    assert sorted(told) == ["Guides", "Panels"]
    assert list(verification.problems()) == []


def test_what_is_wrong_is_said_by_action_and_the_others_are_saved(three, amara, sign_in):
    data = sent(
        asked(three[0], happened="The panel met."),
        asked(three[1], next_steps="Ask the board."),
        asked(three[2]),
        actions=three,
    )
    page = text_of(sign_in(amara).post(SEVERAL, data))
    assert "Mentors: Say what happened since the last update" in page
    assert "Ask the board." in page
    assert "1 update saved." in page
    assert "Guides: " not in page
    assert ProgressUpdate.objects.get().action == three[0]


def test_a_conflict_in_one_does_not_lose_the_others(three, amara, ife, sign_in):
    data = sent(
        asked(three[0], happened="Amara's words"),
        asked(three[1], happened="The mentors met."),
        actions=three[:2],
    )
    sign_in(ife).post(page_of(three[0]), form_for(three[0], happened="Ife's words"))
    response = sign_in(amara).post(SEVERAL, data)
    page = text_of(response)
    assert response.status_code == 409
    assert "Amara's words" in page
    assert "Ife's words" in page
    assert ProgressUpdate.objects.filter(action=three[1], author=amara).exists()
    assert not ProgressUpdate.objects.filter(action=three[0], author=amara).exists()
    form = response.context["page"].left[0].form
    again = form.data.copy()
    again.setlist("actions", [three[0].pk])
    assert sign_in(amara).post(SEVERAL, again).status_code == 302
    assert ProgressUpdate.objects.filter(happened="Amara's words").exists()


def test_what_another_changed_meanwhile_is_not_taken_for_touched(three, amara, ife, sign_in):
    data = sent(asked(three[0]), actions=three[:1])
    sign_in(ife).post(page_of(three[0]), form_for(three[0], status="paused", delivery="at_risk"))
    page = text_of(sign_in(amara).post(SEVERAL, data))
    assert "Nothing was filled in, so nothing was saved." in page
    assert ProgressUpdate.objects.count() == 1


def test_a_double_click_saves_each_once(three, amara, sign_in):
    data = sent(
        asked(three[0], happened="The panel met."),
        asked(three[1], no_change="on"),
        actions=three[:2],
    )
    for _ in range(2):
        assert sign_in(amara).post(SEVERAL, data).status_code == 302
    assert ProgressUpdate.objects.count() == 2


def test_no_change_on_the_page_asks_for_nothing_more(three, amara, sign_in):
    data = sent(asked(three[0], no_change="on"), actions=three[:1])
    sign_in(amara).post(SEVERAL, data)
    assert ProgressUpdate.objects.get().is_no_change


def test_no_change_with_words_is_questioned(three, amara, sign_in):
    data = sent(asked(three[0], no_change="on", happened="It met."), actions=three[:1])
    page = text_of(sign_in(amara).post(SEVERAL, data))
    assert "Either tick “No change”, or say what has changed: not both" in page
    assert not ProgressUpdate.objects.exists()


@pytest.mark.parametrize("numbers", [["x"], ["-1"], ["9" * 30], ["٣"], []])
def test_numbers_that_are_none_change_nothing(three, amara, sign_in, numbers):
    assert sign_in(amara).post(SEVERAL, {"actions": numbers}).status_code == 200


# Drafts


def test_a_draft_is_no_update_and_opens_again(three, amara, ben, sign_in):
    data = form_for(three[0], happened="Half a sen", status="", draft="1")
    assert sign_in(amara).post(page_of(three[0]), data).status_code == 302
    assert not ProgressUpdate.objects.exists()
    page = text_of(sign_in(amara).get(page_of(three[0])))
    assert "Half a sen" in page
    assert "This is your draft of" in page
    assert "There is a problem" not in page
    three[0].refresh_from_db()
    assert three[0].updated_on == date(2025, 11, 3)


def test_nobody_else_sees_the_draft(three, amara, ife, sign_in):
    sign_in(amara).post(page_of(three[0]), form_for(three[0], happened="Half a sen", draft="1"))
    assert "Half a sen" not in text_of(sign_in(ife).get(page_of(three[0])))


def test_who_may_not_update_keeps_no_draft(three, esi, sign_in):
    response = sign_in(esi).post(page_of(three[0]), form_for(three[0], draft="1"))
    assert response.status_code == 403
    assert not UpdateDraft.objects.exists()


def test_a_draft_goes_when_it_is_sent(three, amara, sign_in):
    sign_in(amara).post(page_of(three[0]), form_for(three[0], draft="1"))
    sign_in(amara).post(page_of(three[0]), form_for(three[0]))
    assert not UpdateDraft.objects.exists()
    assert ProgressUpdate.objects.count() == 1


def test_a_draft_meets_what_came_after_it(three, amara, ife, sign_in):
    sign_in(amara).post(page_of(three[0]), form_for(three[0], happened="Mine", draft="1"))
    sign_in(ife).post(page_of(three[0]), form_for(three[0], happened="Ife's words"))
    form = sign_in(amara).get(page_of(three[0])).context["form"]
    response = sign_in(amara).post(page_of(three[0]), form.data.dict())
    assert response.status_code == 409
    assert "Ife's words" in text_of(response)


def test_drafts_of_several_are_kept_together_and_a_date_stays(three, amara, changing, sign_in):
    three[0].target_date = date(2026, 3, 31)
    with changing(three[0].organisation):
        three[0].save()
    data = sent(asked(three[0], happened="Half"), asked(three[1]), actions=three, draft="1")
    assert "1 draft saved." in text_of(sign_in(amara).post(SEVERAL, data, follow=True))
    assert "Half" in text_of(sign_in(amara).get(SEVERAL))
    page = text_of(sign_in(amara).get(page_of(three[0])))
    assert "Half" in page
    assert 'name="target_date_year" value="2026"' in page


def test_a_draft_with_dates_is_opened_on_its_own_page(three, amara, sign_in):
    data = form_for(three[0], target_date=date(2026, 3, 31), draft="1")
    sign_in(amara).post(page_of(three[0]), data)
    page = text_of(sign_in(amara).get(SEVERAL))
    assert "Open your draft of" in page
    assert f"action-{three[0].pk}-happened" not in page


def test_a_draft_of_a_book_is_refused(three, amara, sign_in):
    data = form_for(three[0], happened="x" * 10_001, draft="1")
    page = text_of(sign_in(amara).post(page_of(three[0]), data))
    assert "5,000 characters or fewer" in page
    assert not UpdateDraft.objects.exists()


# No change


def no_change(action):
    return f"/RKE/actions/{action.pk}/no-change/"


def test_no_change_is_one_click_and_an_update(three, amara, sign_in):
    page = text_of(sign_in(amara).get("/RKE/my-actions/"))
    assert no_change(three[0]) in page
    assert no_change(three[2]) not in page
    sign_in(amara).post(no_change(three[0]), {"version": three[0].version})
    update = ProgressUpdate.objects.get()
    assert (update.status, update.delivery) == ("in_progress", "on_track")
    assert update.happened == "No change since 3 November 2025"
    assert update.is_no_change
    three[0].refresh_from_db()
    assert three[0].updated_on == TODAY
    assert list(verification.problems()) == []


def test_a_double_click_on_no_change_gives_one(three, amara, sign_in):
    for _ in range(2):
        response = sign_in(amara).post(no_change(three[0]), {"version": three[0].version})
        assert response.url == three[0].get_absolute_url()
    assert ProgressUpdate.objects.count() == 1


def test_no_change_of_what_nobody_rated_asks_how_it_goes(three, amara, sign_in):
    data = {"version": three[2].version}
    response = sign_in(amara).post(no_change(three[2]), data, follow=True)
    assert "Select its status and delivery" in text_of(response)
    assert response.redirect_chain[0][0] == page_of(three[2])
    assert not ProgressUpdate.objects.exists()


def test_no_change_of_what_is_completed_is_refused(make_action, ife, sign_in):
    done = make_action("Done", status="completed")
    response = sign_in(ife).post(no_change(done), {"version": done.version}, follow=True)
    assert "“Done” is completed: nothing is asked of it" in text_of(response)
    assert not ProgressUpdate.objects.exists()


@pytest.mark.parametrize("version", ["0", "", "x"])
def test_no_change_of_what_has_changed_meanwhile_is_refused(three, amara, sign_in, version):
    response = sign_in(amara).post(no_change(three[0]), {"version": version}, follow=True)
    assert "has changed since the page was opened" in text_of(response)
    assert not ProgressUpdate.objects.exists()


@pytest.mark.parametrize("who", ["ben", "esi", "ada"])
def test_who_does_not_lead_it_may_not_say_so(three, who, sign_in, request):
    client = sign_in(request.getfixturevalue(who))
    assert client.post(no_change(three[0]), {"version": three[0].version}).status_code == 403


@pytest.mark.parametrize("count", [40, 400])
def test_the_page_needs_few_queries(crowded_plan, plan, count, amara, changing, sign_in, queries):
    crowded_plan(count)
    with changing(plan.organisation):
        plan.organisation.leads.get(name="Team 07").members.create(user=amara)
        plan.quarters.create(year=2026, number=1, state="open", updates_due=date(2026, 6, 1))
    client = sign_in(amara)
    with queries() as seen:
        assert client.get(SEVERAL).status_code == 200
    assert len(seen) <= 12


def test_each_of_several_updates_leaves_its_trace(three, amara, sign_in):
    data = sent(*(asked(each, happened="It met.") for each in three[:2]), actions=three)
    client = sign_in(amara)
    with traced(amara, f"POST {SEVERAL}"):
        client.post(SEVERAL, data)
    assert ProgressUpdate.objects.count() == 2
