"""An inclusion lead opens a quarter of the plan, and leads see what is asked of them."""

import html
from datetime import date

import pytest

from actions.models import ProgressUpdate, Quarter
from actions.quarter import opened as opening
from actions.quarters import Quarter as NhsQuarter
from tests.test_update_page import form_for, page_of

OPEN = "/RKE/plan/2025/quarters/2025-Q4/open/"
DUE = date(2026, 4, 24)


def due(day=DUE, **values):
    parts = {"day": day.day, "month": day.month, "year": day.year}
    return {f"updates_due_{part}": value for part, value in parts.items()} | values


def text_of(response):
    return html.unescape(response.content.decode())


@pytest.fixture
def opened(plan, ife, sign_in):
    sign_in(ife).post(OPEN, due())
    return plan.quarters.get(number=4)


def test_a_stranger_signs_in_first(plan, client):
    assert client.get(OPEN).url.startswith("/accounts/login/")


@pytest.mark.parametrize("who", ["amara", "esi", "ada"])
def test_others_may_not_open_a_quarter(plan, who, sign_in, request):
    assert sign_in(request.getfixturevalue(who)).post(OPEN, due()).status_code == 403
    assert plan.quarters.get(number=4).updates_due is None


def test_ife_opens_a_quarter_that_an_early_update_made(plan, ife, sign_in):
    response = sign_in(ife).post(OPEN, due(), follow=True)
    assert "Q4 2025/26 is open. Updates are due by 24 April 2026." in text_of(response)
    row = plan.quarters.get(number=4)
    assert (row.opened_on, row.updates_due) == (date(2026, 3, 16), DUE)


def test_ife_opens_a_quarter_of_which_nothing_is_written(plan, ife, sign_in):
    response = sign_in(ife).post(OPEN.replace("Q4", "Q3"), due(date(2026, 1, 30)))
    assert response.status_code == 302
    assert plan.quarters.get(number=3).updates_due == date(2026, 1, 30)


@pytest.mark.parametrize(
    ("day", "is_fine"),
    [
        (date(2025, 12, 31), False),
        (date(2026, 1, 1), True),
        (date(2026, 5, 31), True),
        (date(2026, 6, 1), False),
    ],
)
def test_updates_are_due_in_the_quarter_or_two_months_after_it(plan, ife, sign_in, day, is_fine):
    response = sign_in(ife).post(OPEN, due(day))
    assert (response.status_code == 302) == is_fine
    assert is_fine or "must be from 1 January 2026 to 31 May 2026" in text_of(response)


def test_the_last_day_of_the_third_quarter_is_that_of_february():
    assert opening.last_due_day(NhsQuarter(2027, 3)) == date(2028, 2, 29)
    assert opening.last_due_day(NhsQuarter(2025, 2)) == date(2025, 11, 30)


def test_another_date_asks_why(opened, ife, sign_in):
    data = due(date(2026, 5, 1), shown="2026-04-24")
    assert "Say why 24 April 2026 changes" in text_of(sign_in(ife).post(OPEN, data))
    sign_in(ife).post(OPEN, data | {"reason": "The board meets later"})
    opened.refresh_from_db()
    assert (opened.opened_on, opened.updates_due) == (date(2026, 3, 16), date(2026, 5, 1))
    assert opened.history.first().history_change_reason == "The board meets later"


def test_a_double_click_opens_it_once(opened, ife, sign_in):
    before = opened.history.count()
    assert sign_in(ife).post(OPEN, due()).status_code == 302
    assert opened.history.count() == before


def test_who_opens_it_after_another_is_told(opened, ife, sign_in):
    response = sign_in(ife).post(OPEN, due(date(2026, 4, 30)))
    assert "is now 24 April 2026" in text_of(response)
    opened.refresh_from_db()
    assert opened.updates_due == DUE


def test_a_quarter_that_has_not_begun_cannot_be_opened(plan, ife, sign_in, settings):
    settings.TODAY = date(2025, 12, 31)
    response = sign_in(ife).post(OPEN, due())
    assert "It begins on 1 January 2026" in text_of(response)
    assert plan.quarters.get(number=4).updates_due is None


def test_a_closed_quarter_cannot_be_opened(plan, ife, sign_in, changing):
    row = plan.quarters.get(number=4)
    row.state = Quarter.CLOSED
    with changing(plan.organisation):
        row.save()
    assert "reopen it first" in text_of(sign_in(ife).post(OPEN, due()))


@pytest.mark.parametrize("slug", ["2024-Q4", "2027-Q1"])
def test_a_quarter_of_another_plan_is_not_found(plan, ife, sign_in, slug):
    assert sign_in(ife).get(OPEN.replace("2025-Q4", slug)).status_code == 404


def test_after_its_end_an_opened_quarter_still_takes_the_first_update(
    opened, action, ife, sign_in, settings
):
    settings.TODAY = date(2026, 4, 10)
    sign_in(ife).post(page_of(action), form_for(action))
    assert ProgressUpdate.objects.get().quarter == opened


def test_an_answer_after_the_end_counts_in_the_quarter_that_asked_and_in_no_other(
    opened, action, ife, sign_in, settings
):
    settings.TODAY = date(2026, 4, 10)
    sign_in(ife).post(page_of(action), form_for(action))
    action.refresh_from_db()
    assert action.updated_on == date(2026, 3, 31)
    assert action.status_changed_on == date(2026, 3, 31)
    assert ProgressUpdate.objects.get().day == date(2026, 4, 10)


def test_once_updates_were_due_the_next_quarter_takes_them(opened, action, ife, sign_in, settings):
    settings.TODAY = date(2026, 4, 25)
    sign_in(ife).post(page_of(action), form_for(action))
    assert str(ProgressUpdate.objects.get().quarter) == "Q1 2026/27"


def test_of_two_quarters_that_ask_the_earlier_is_answered_first(
    opened, plan, action, ife, sign_in, settings
):
    settings.TODAY = date(2026, 4, 10)
    sign_in(ife).post("/RKE/plan/2025/quarters/2026-Q1/open/", due(date(2026, 6, 12)))
    for _ in range(3):
        action.refresh_from_db()
        sign_in(ife).post(page_of(action), form_for(action))
    told = ProgressUpdate.objects.order_by("pk").values_list("quarter__number", flat=True)
    assert list(told) == [4, 1, 1]


def test_my_actions_says_what_an_earlier_quarter_still_asks(
    opened, amara, make_lead, action, sign_in, settings
):
    make_lead("Recruitment Team", amara, action)
    settings.TODAY = date(2026, 4, 10)
    page = text_of(sign_in(amara).get("/RKE/my-actions/"))
    assert "Updates for Q4 2025/26 are due by 24 April 2026." in page
    assert "Update due by 24 April 2026" in page
