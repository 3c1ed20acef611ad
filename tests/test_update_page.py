"""A lead updates the progress of an action."""

import html
import uuid
from datetime import date

import pytest

from actions.models import ProgressUpdate
from tests.conftest import TODAY
from wres.audit import verification


@pytest.fixture
def led(action, amara, make_lead):
    """Action 1, which Amara leads."""
    make_lead("Recruitment Team", amara, action)
    return action


def page_of(action):
    return f"/RKE/actions/{action.pk}/update/"


def form_for(action, **values):
    """What the browser sends when nothing but the words is filled in; dates as `name=date`."""
    given = {
        "version": action.version,
        "submission": uuid.uuid4(),
        "status": "in_progress",
        "delivery": "on_track",
        "happened": "The panel met.",
        "target_date": action.target_date,
        "review_date": action.review_date,
    }
    return posted(given | values)


def posted(values):
    """Dates become the three inputs of the page."""
    data = {}
    for name, value in values.items():
        if name.endswith("_date"):
            data |= {f"{name}_{part}": getattr(value, part) for part in PARTS} if value else {}
        else:
            data[name] = value
    return data


PARTS = ("day", "month", "year")


def text_of(response):
    return html.unescape(response.content.decode())


def intact():
    return list(verification.problems()) == []


def test_amara_updates_her_action(led, amara, sign_in):
    response = sign_in(amara).post(page_of(led), form_for(led), follow=True)
    assert f"Progress of “{led.title}” saved. It is now on track." in text_of(response)
    led.refresh_from_db()
    assert (led.status, led.stated_delivery, led.updated_on) == ("in_progress", "on_track", TODAY)
    assert ProgressUpdate.objects.get().author == amara
    assert intact()


def test_ife_updates_any_action(action, ife, sign_in):
    assert sign_in(ife).post(page_of(action), form_for(action)).status_code == 302
    assert ProgressUpdate.objects.get().author == ife


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("who", ["ben", "esi", "ada"])
def test_who_does_not_lead_it_may_not(led, who, method, make_lead, make_action, sign_in, request):
    person = request.getfixturevalue(who)
    make_lead("Another team", person, make_action("Another action"))
    assert getattr(sign_in(person), method)(page_of(led)).status_code == 403
    assert not ProgressUpdate.objects.exists()


def test_an_action_of_another_trust_is_not_found(action, noor, sign_in):
    assert sign_in(noor).get(f"/ZE1/actions/{action.pk}/update/").status_code == 404


def test_a_stranger_signs_in_first(action, client):
    assert client.get(page_of(action)).url.startswith("/accounts/login/")


def test_the_form_starts_from_where_the_action_stands(make_action, ife, sign_in):
    action = make_action(
        target_date=date(2025, 8, 31), target_is_month=True, review_date=date(2026, 5, 4)
    )
    page = text_of(sign_in(ife).get(page_of(action)))
    assert "Now the end of August 2025" in page
    assert "Now 4 May 2026" in page


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"happened": " "}, "Say what happened since the last update"),
        ({"status": ""}, "Select the status of the action"),
        ({"delivery": ""}, "Select whether it is on track, at risk or off track"),
        ({"delivery": "not_stated"}, "Select a valid choice"),
        ({"evidence_link": "javascript:alert(1)"}, "beginning with https:// or http://"),
        ({"evidence_link": "ftp://example.org/minutes"}, "beginning with https:// or http://"),
        ({"happened": "x" * 5_001}, "5,000 characters or fewer. You have entered 5,001"),
        ({"target_date_day": "31", "target_date_month": "4"}, "Target date must be a real date"),
        ({"submission": "not one"}, "Enter a valid UUID"),
        ({"version": ""}, "This page was not complete"),
    ],
)
def test_what_is_wrong_is_said_and_the_words_are_kept(action, ife, sign_in, values, words):
    data = form_for(action, next_steps="Report to the board.") | values
    page = text_of(sign_in(ife).post(page_of(action), data))
    assert words in page
    assert "Error: Update progress" in page
    assert "Report to the board." in page
    assert not ProgressUpdate.objects.exists()


def test_a_later_target_asks_why(action, ife, sign_in):
    data = form_for(action, target_date=date(2026, 6, 30))
    page = text_of(sign_in(ife).post(page_of(action), data))
    assert "Say why the target date moves from 31 March 2026 to 30 June 2026" in page
    data |= {"reason": "The supplier is late"}
    assert sign_in(ife).post(page_of(action), data).status_code == 302
    action.refresh_from_db()
    assert (action.target_date, action.slips) == (date(2026, 6, 30), 1)
    assert action.history.first().history_change_reason == "The supplier is late"


@pytest.fixture
def reviewed(make_action):
    """An action due on 31 March 2026 and reviewed in that month."""
    month = {"review_date": date(2026, 3, 31), "review_is_month": True}
    return make_action(target_date=date(2026, 3, 31), **month)


@pytest.mark.parametrize(
    ("dates", "words"),
    [
        ({"target_date": None}, "Say why the target date 31 March 2026 is taken away"),
        (
            {"review_date": date(2026, 6, 30)},
            "Say why the review date moves from March 2026 to 30 June 2026",
        ),
        ({"review_date": None}, "Say why the review date March 2026 is taken away"),
        (
            {"target_date": date(2026, 4, 30), "review_date": None},
            "Say why the target date moves from 31 March 2026 to 30 April 2026 "
            "and the review date March 2026 is taken away",
        ),
    ],
)
def test_a_date_that_moves_later_or_is_taken_away_asks_why(reviewed, ife, sign_in, dates, words):
    data = form_for(reviewed, **dates)
    page = text_of(sign_in(ife).post(page_of(reviewed), data))
    assert words in page
    assert "Why a date moves" in page
    sign_in(ife).post(page_of(reviewed), data | {"reason": "The guardian was away"})
    assert "The guardian was away" in text_of(sign_in(ife).get(reviewed.get_absolute_url()))


@pytest.mark.parametrize("day", [date(2026, 3, 31), date(2026, 3, 20)])
def test_a_review_date_that_stays_or_comes_earlier_asks_nothing(reviewed, ife, sign_in, day):
    data = form_for(reviewed, review_date=day)
    assert sign_in(ife).post(page_of(reviewed), data).status_code == 302


def test_a_date_that_another_made_earlier_meanwhile_is_shown_not_asked_for(
    led, amara, ife, sign_in
):
    amaras = form_for(led)
    sign_in(ife).post(page_of(led), form_for(led, target_date=date(2026, 3, 20)))
    response = sign_in(amara).post(page_of(led), amaras)
    assert response.status_code == 409
    assert "Say why" not in text_of(response)


def test_a_target_that_stays_keeps_its_month(make_action, ife, sign_in):
    action = make_action(target_date=date(2026, 8, 31), target_is_month=True)
    sign_in(ife).post(page_of(action), form_for(action))
    action.refresh_from_db()
    assert action.target_is_month


def test_delivery_is_not_asked_of_a_completed_action(action, ife, sign_in):
    data = form_for(action, status="completed", delivery="", evidence_link="https://nhs.uk/x")
    assert sign_in(ife).post(page_of(action), data).status_code == 302
    action.refresh_from_db()
    assert (action.completed_on, action.stated_delivery) == (TODAY, "not_stated")
    assert action.has_evidence


def test_a_double_click_gives_one_update(action, ife, sign_in):
    data = form_for(action)
    answers = [sign_in(ife).post(page_of(action), data) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert ProgressUpdate.objects.count() == 1
    assert intact()


def test_going_back_and_writing_something_else_loses_no_word(action, ife, sign_in):
    data = form_for(action)
    sign_in(ife).post(page_of(action), data)
    response = sign_in(ife).post(page_of(action), data | {"happened": "It met twice."})
    assert response.status_code == 409
    assert "You changed it in another window on" in text_of(response)
    again = sent_again(response, happened="It met twice.")
    assert sign_in(ife).post(page_of(action), again).status_code == 302
    assert ProgressUpdate.objects.count() == 2


def sent_again(response, **values):
    """The form of a page as the browser would send it."""
    form = response.context["form"]
    return {**form.data.dict(), **values}


def test_a_form_used_for_another_action_is_refused(action, make_action, ife, sign_in):
    data, other = form_for(action), make_action("Another action")
    sign_in(ife).post(page_of(action), data)
    used = form_for(other, submission=data["submission"])
    page = text_of(sign_in(ife).post(page_of(other), used))
    assert "This form has been used" in page


def test_of_two_people_one_saves_and_the_other_keeps_every_word(led, amara, ife, sign_in):
    amaras = form_for(
        led, happened="Amara's words", next_steps="Amara's plan", evidence_link="https://nhs.uk/a"
    )
    ifes = form_for(led, status="completed", delivery="", happened="Ife's words")
    ifes["no_evidence_reason"] = "The panel saw it"
    sign_in(ife).post(page_of(led), ifes)
    response = sign_in(amara).post(page_of(led), amaras)
    assert response.status_code == 409
    page = text_of(response)
    assert "Error: Update progress" in page
    assert "changed it on" in page
    for words in ("Amara's words", "Amara's plan", "https://nhs.uk/a", "Ife's words", "Completed"):
        assert words in page
    assert [update.author for update in ProgressUpdate.objects.all()] == [ife]
    assert sign_in(amara).post(page_of(led), sent_again(response)).status_code == 302
    assert ProgressUpdate.objects.filter(happened="Amara's words").exists()
    assert intact()


def test_what_the_other_changed_and_i_did_not_stays_as_they_saved_it(led, amara, ife, sign_in):
    amaras = form_for(led, status="in_progress")
    moved = form_for(led, target_date=date(2026, 9, 30), reason="The supplier is late")
    sign_in(ife).post(page_of(led), moved)
    response = sign_in(amara).post(page_of(led), amaras)
    page = text_of(response)
    assert "31 March 2026" in page
    assert "30 September 2026" in page
    sign_in(amara).post(page_of(led), sent_again(response))
    led.refresh_from_db()
    assert (led.target_date, led.slips) == (date(2026, 9, 30), 1)


BACK = "/RKE/plan/2025/?status=ongoing&page=2#action-7"


def test_saving_brings_back_to_where_one_came_from(action, ife, sign_in):
    page = text_of(sign_in(ife).get(page_of(action), {"next": BACK}))
    assert f'value="{BACK}"' in page
    assert sign_in(ife).post(page_of(action), form_for(action, next=BACK)).url == BACK


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "\x01/"],
)
def test_next_cannot_leave_the_site(action, ife, sign_in, elsewhere):
    page = text_of(sign_in(ife).get(page_of(action), {"next": elsewhere}))
    assert "evil" not in page
    assert "alert" not in page
    response = sign_in(ife).post(page_of(action), form_for(action, next=elsewhere))
    assert response.url == action.get_absolute_url()


@pytest.mark.parametrize("count", [40, 400])
def test_the_form_needs_few_queries(crowded_plan, count, ife, sign_in, queries):
    action = crowded_plan(count).actions.last()
    client = sign_in(ife)
    with queries() as seen:
        assert client.get(page_of(action)).status_code == 200
    assert len(seen) <= 12
