"""Ife says once what becomes of many dates that the new plan took over."""

import re
from datetime import date

import pytest
from bs4 import BeautifulSoup

from actions.models import Action, Plan
from tests.conftest import TODAY
from tests.test_carry_forward import PAGE as CARRY
from tests.test_carry_forward import form_of
from tests.traces import traced
from wres.audit import verification

DATES = "/RKE/plan/2026/dates/"
REASON = {"reason": "Agreed with the leads"}
YEAR_END = {"what": "move", "date_day": "31", "date_month": "3", "date_year": "2027"}


@pytest.fixture
def as_ife(published, ife, sign_in):
    client = sign_in(ife)
    client.post(CARRY, form_of(client.get(CARRY)))
    return client


@pytest.fixture
def new(as_ife):
    return Plan.objects.get(year=2026)


def ticks(page):
    """The ticks of the page by the words of their group, and what it was shown."""
    soup = BeautifulSoup(page.content, "html.parser")
    groups = {}
    for fieldset in soup("fieldset"):
        boxes = fieldset.find_all("input", type="checkbox")
        if boxes:
            words = " ".join(fieldset.legend.get_text().split())
            groups[words] = {boxes[0]["name"]: [box["value"] for box in boxes]}
    return groups, {"shown": soup.find("input", {"name": "shown"})["value"]}


def test_who_may_not_edit_the_plan_cannot_settle_its_dates(client, new, sign_in, esi, amara):
    client.logout()
    assert client.post(DATES, YEAR_END).status_code == 302
    for person in (esi, amara):
        assert sign_in(person).get(DATES).status_code == 403
        assert sign_in(person).post(DATES, YEAR_END).status_code == 403


def test_dates_stand_together_by_the_day_they_name(as_ife, new):
    groups, _ = ticks(as_ife.get(DATES))
    assert list(groups)[:2] == ["Target date 31 January 2026", "Target date 31 March 2026"]
    assert sum(len(ids) for group in groups.values() for ids in group.values()) == (
        new.questions.count()
    )


def test_one_answer_moves_many_dates_in_one_change(as_ife, new, ife):
    groups, shown = ticks(as_ife.get(DATES))
    chosen = groups["Target date 31 March 2026"]
    count = len(*chosen.values())
    answer = as_ife.post(DATES, chosen | shown | YEAR_END | REASON, follow=True)
    assert f"{count} dates settled" in answer.content.decode()
    moved = Action.objects.filter(plan=new, target_date=date(2027, 3, 31), slips=1)
    assert moved.count() == count > 1
    settled = new.questions.filter(settled_by=ife, settled_on=TODAY)
    assert {q.answer for q in settled} == {"Now 31 March 2027: Agreed with the leads"}
    assert settled.count() == count
    newest = [action.history.first() for action in moved]
    assert {row.history_change_reason for row in newest} == {"Agreed with the leads"}
    assert len({row.request_id for row in newest}) == 1
    assert list(verification.problems()) == []


@pytest.mark.parametrize(
    ("what", "day", "words"),
    [("keep", date(2026, 3, 31), "Kept as it is"), ("drop", None, "Taken away")],
)
def test_dates_may_stay_or_be_taken_away(as_ife, new, what, day, words):
    groups, shown = ticks(as_ife.get(DATES))
    chosen = groups["Review date 31 March 2026"]
    no_date = {"what": what, "date_day": "", "date_month": "", "date_year": ""}
    assert as_ife.post(DATES, chosen | shown | no_date | REASON).status_code == 302
    settled = new.questions.exclude(settled_on=None).select_related("action")
    assert {question.action.review_date for question in settled} == {day}
    assert {question.answer for question in settled} == {f"{words}: Agreed with the leads"}


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"what": ""}, "Select what becomes of the ticked dates"),
        ({"date_day": "", "date_month": "", "date_year": ""}, "Enter the new date"),
        ({"date_year": "2025"}, "New date must be today or in the future"),
        ({"reason": ""}, "Enter the reason, for the record of these actions"),
        ({"dates_0": []}, "Select the dates that this answer is for"),
    ],
)
def test_what_is_missing_is_asked_for_in_words(as_ife, new, typed, words):
    groups, shown = ticks(as_ife.get(DATES))
    chosen = groups["Target date 31 January 2026"]
    page = as_ife.post(DATES, chosen | shown | YEAR_END | REASON | typed).content.decode()
    assert words in page
    assert "<title>Error: " in page
    assert not new.questions.exclude(settled_on=None).exists()


def test_dates_that_changed_meanwhile_are_shown_again(as_ife, new, changing):
    groups, shown = ticks(as_ife.get(DATES))
    with changing(new.organisation):
        new.questions.first().action.save()
    page = as_ife.post(DATES, groups["Target date 31 March 2026"] | shown | YEAR_END | REASON)
    assert page.status_code == 409
    assert "have changed since this page was opened" in page.content.decode()
    assert not new.questions.exclude(settled_on=None).exists()


def test_carrying_forward_leads_to_the_page_and_so_does_the_plan(as_ife, new):
    assert re.search(
        rf'href="{DATES}">Dates carried forward to settle \(\d+\)',
        as_ife.get("/RKE/plan/2026/").content.decode(),
    )
    assert (
        "No date that was carried forward" in as_ife.get("/RKE/plan/2025/dates/").content.decode()
    )


def test_questions_say_that_they_come_from_the_plan_before(as_ife, new):
    asked = new.questions.select_related("action").first()
    for address in ("/RKE/plan/2026/questions/", asked.action.get_absolute_url()):
        page = as_ife.get(address).content.decode()
        assert "From the plan before" in page
        assert "from the import" not in page


def test_the_page_needs_few_queries(as_ife, new, queries):
    with queries() as seen:
        as_ife.get(DATES)
    assert len(seen) <= 8


def test_each_settled_date_leaves_its_trace(as_ife, new, ife):
    groups, shown = ticks(as_ife.get(DATES))
    with traced(ife, f"POST {DATES}"):
        as_ife.post(DATES, groups["Target date 31 March 2026"] | shown | YEAR_END | REASON)
