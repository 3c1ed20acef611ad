"""The summary over the quarters: against the last report, the trend, any quarter, drafts."""

from datetime import date

import pytest
from bs4 import BeautifulSoup

from actions.delivery import Delivery, Status
from actions.models import Paper, Plan, Quarter
from actions.quarter import closed, papers
from actions.quarters import Quarter as Nhs
from actions.summary import trend
from actions.summary.position import position
from tests.conftest import TODAY
from tests.papers import in_csv

AT = "/RKE/plan/2025/quarters/"
SUMMARY = "/RKE/plan/2025/summary/"
DECEMBER = date(2025, 12, 31)


@pytest.fixture
def third(published, ife, in_request):
    """The third quarter, closed at its end, when nothing was off track: its report."""
    quarter = Quarter.objects.get(plan__organisation=published, number=3)
    with in_request():
        return closed.close(quarter, by=ife, today=DECEMBER)


@pytest.fixture
def look(esi, sign_in):
    """`look(address)`: what Esi, an executive, reads there."""

    def at(address):
        answer = sign_in(esi).get(address)
        assert answer.status_code == 200
        return " ".join(BeautifulSoup(answer.content, "html.parser").main.get_text(" ").split())

    return at


def points(*off_track, year=2025, first=1):
    counts = [dict.fromkeys(trend.SCALE, 0) | {Delivery.OFF_TRACK: n} for n in off_track]
    return [trend.Point(Nhs(year, n), each) for n, each in enumerate(counts, start=first)]


# Against the quarter reported before


@pytest.mark.parametrize(
    ("off_track", "said"),
    [
        ([2, 3], "1 more than at the end of Q1 2025/26"),
        ([3, 1], "2 fewer than at the end of Q1 2025/26"),
        ([3, 3], "the same as at the end of Q1 2025/26"),
        ([3], ""),
        ([], ""),
    ],
)
def test_off_track_is_said_against_the_quarter_before(off_track, said):
    assert trend.against(points(*off_track)) == said


def test_the_trend_names_each_quarter(published):
    assert trend.words(points(2, 3, 3, first=2))[0] == "Off track: 2 in Q2, 3 in Q3, 3 now."


def test_a_quarter_of_another_year_is_named_with_it():
    over = [*points(2, first=4, year=2024), *points(3)]
    assert trend.words(over)[0] == "Off track: 2 in Q4 2024/25, 3 now."


def test_a_report_keeps_how_many_actions_there_were_by_delivery(third):
    assert sum(third.counts.values()) == 40
    assert third.counts["complete"] == 12


def test_esi_reads_first_how_many_more_are_off_track(third, look):
    before = third.counts["off_track"]
    words = trend.compared(before, 1)
    said = look(SUMMARY)
    assert f"1 of 40 actions is off track, {words} Q3 2025/26, and 27 are at risk." in said
    assert f"Off track: {before} in Q3, 1 now." in said


def test_without_a_closed_quarter_there_is_no_trend(published, look):
    assert "quarter by quarter" not in look(SUMMARY)
    assert position(published.plans.get(), TODAY).trend == ()


def test_a_quarter_opened_again_is_not_compared_with(third, ife, in_request, published):
    with in_request():
        closed.reopen(third.quarter, by=ife, today=TODAY, reason="An update was left out.")
    assert position(published.plans.get(), TODAY).before is None


def test_the_trend_has_the_four_quarters_before(published, ife, in_request):
    plan = published.plans.get()
    for number, day in ((2, date(2025, 9, 30)), (3, DECEMBER)):
        with in_request():
            closed.close(plan.quarters.get(number=number), by=ife, today=day)
    found = position(plan, TODAY)
    assert [point.name for point in found.trend] == ["Q2 2025/26", "Q3 2025/26", "Q4 2025/26"]
    assert [numbers[-1] for _, numbers in found.trend_rows] == [("All", 40)] * 3


# No update for two quarters


@pytest.mark.parametrize(
    ("created", "updated", "count"),
    [
        (date(2025, 8, 31), None, 1),
        (date(2025, 8, 31), date(2025, 9, 30), 1),
        (date(2025, 8, 31), date(2025, 10, 1), 0),
        (date(2026, 1, 1), None, 0),  # there was nothing to ask in the quarter before
    ],
)
def test_who_has_said_nothing_for_two_quarters(
    plan, make_action, changing, created, updated, count
):
    action = make_action(status=Status.ONGOING)
    with changing(plan.organisation):
        action.created_on, action.updated_on = created, updated
        action.save()
    found = position(plan, TODAY)
    assert found.count("silent") == len(found.listings["silent"].lines) == count


def test_in_its_first_quarter_a_plan_asks_for_no_quarter_before(plan, make_action):
    make_action(status=Status.ONGOING)
    assert position(plan, date(2025, 6, 30), of=Nhs(2025, 1)).count("silent") == 0


def test_the_plan_lists_all_that_are_silent(published, look):
    assert "No update for two quarters: 28" in look(SUMMARY)
    assert "28 actions" in look("/RKE/plan/2025/?due=no_update_twice")


# What changed, in the report


def test_the_report_says_what_changed_since_the_quarter_before(third, ife, changing, in_request):
    plan = third.quarter.plan
    first, second = plan.actions.open()[:2]
    with changing(plan.organisation, ife):
        first.set_status(Status.COMPLETED, TODAY)
        first.save()
        second.set_status(Status.PAUSED, TODAY)
        second.save()
    with in_request():
        report = closed.close(plan.quarters.get(number=4), by=ife, today=TODAY)
    parts = {part.heading: part for part in papers.document_of(report).parts}
    assert "What changed since Q3 2025/26" in parts
    assert [row[0] for row in parts["Completed: 1"].table.rows] == [first.title]
    assert parts["Status changed otherwise: 1"].table.rows[0][2].endswith("to paused")
    assert parts["Delivery quarter by quarter"].table.rows[-1][-1] == 40


# The summary of any quarter


def test_an_open_quarter_shows_how_the_plan_stands_now(third, look):
    said = look(f"{AT}2025-Q2/summary/")
    assert "Executive summary, Q2 2025/26" in said
    assert "Previous" in said
    assert "Next" in said


def test_a_closed_quarter_leads_to_its_report(third, esi, sign_in):
    answer = sign_in(esi).get(f"{AT}2025-Q3/summary/")
    assert answer.headers["Location"] == f"{AT}2025-Q3/report/"


@pytest.mark.parametrize("slug", ["2026-Q1", "2024-Q4", "2099-Q1", "2025-Q5"])
def test_a_quarter_that_the_plan_has_not_is_not_found(published, esi, sign_in, slug):
    assert sign_in(esi).get(f"{AT}{slug}/summary/").status_code == 404


def test_a_stranger_is_asked_to_sign_in_and_another_trust_finds_nothing(
    published, client, noor, sign_in
):
    pages = [f"{AT}2025-Q4/summary/", f"{AT}2025-Q4/paper.pdf"]
    assert {client.get(page).status_code for page in pages} == {302}
    assert {sign_in(noor).get(page).status_code for page in pages} == {404}


def test_in_april_the_summary_leads_to_the_quarter_that_still_asks(
    published, changing, settings, look
):
    with changing(published):
        quarter = Quarter.objects.get(plan__organisation=published, number=4)
        quarter.updates_due = date(2026, 4, 15)
        quarter.save()
    settings.TODAY = date(2026, 4, 3)
    assert "View Q4 2025/26, which still asks for updates" in look(SUMMARY)
    settings.TODAY = date(2026, 4, 16)
    assert "still asks" not in look(SUMMARY)


@pytest.mark.parametrize("count", [40, 400])
def test_any_quarter_needs_few_queries(crowded_plan, ife, esi, sign_in, queries, in_request, count):
    plan = crowded_plan(count)
    with in_request():
        closed.close(plan.quarters.get(number=4), by=ife, today=TODAY)
    for address in (SUMMARY, f"{AT}2025-Q3/summary/"):
        client = sign_in(esi)
        with queries() as seen:
            assert client.get(address).status_code == 200
        assert len(seen) <= 12


# Papers


@pytest.mark.parametrize("kind", ["docx", "pdf", "xlsx", "csv"])
def test_an_open_quarter_has_a_draft_of_each_paper(published, esi, sign_in, kind):
    answer = sign_in(esi).get(f"{AT}2025-Q4/paper.{kind}")
    assert answer.status_code == 200
    assert f'filename="RKE-WRES-2025-Q4-draft.{kind}"' in answer["Content-Disposition"]


def test_a_draft_says_that_it_is_one(published, esi, sign_in):
    rows = in_csv(sign_in(esi).get(f"{AT}2025-Q4/paper.csv").content)
    assert ["Draft", "This quarter is still open, so the report can change until it is closed"] in (
        rows
    )


def test_the_paper_of_a_closed_quarter_is_no_draft(third):
    assert b"This quarter is still open" not in bytes(third.papers.get(kind="csv").data)


def test_a_closed_quarter_has_no_draft(third, esi, sign_in):
    assert sign_in(esi).get(f"{AT}2025-Q3/paper.pdf").headers["Location"].endswith("/report/")


def test_of_a_large_plan_some_drafts_are_asked_for(crowded_plan, esi, sign_in, look, monkeypatch):
    crowded_plan(40)
    monkeypatch.setattr(papers, "MOST_OF_DRAFT", {"docx": 40, "pdf": 39, "xlsx": 40, "csv": 40})
    assert "Download Word Download PDF Download Excel Download CSV" in look(SUMMARY)
    client = sign_in(esi)
    assert b"Make the file" in client.get(f"{AT}2025-Q4/paper.pdf").content
    assert "attachment" in client.get(f"{AT}2025-Q4/paper.csv").headers["Content-Disposition"]


def test_papers_of_a_large_plan_are_made_by_the_worker(
    crowded_plan, ife, in_request, look, monkeypatch
):
    plan = crowded_plan(40)
    monkeypatch.setattr(papers, "MOST_AT_ONCE", 39)
    with in_request():
        report = closed.close(plan.quarters.get(number=4), by=ife, today=TODAY)
    assert "The papers are being made" in look(f"{AT}2025-Q4/report/")
    assert papers.make_next()
    assert not papers.make_next()
    report.refresh_from_db()
    assert set(report.papers_sha256) == {kind for kind, _ in Paper.KINDS}
    assert "Download the paper" in look(f"{AT}2025-Q4/report/")


def test_others_save_while_the_report_is_read(published, ife, in_request, monkeypatch):
    """Each of two savings asks for another reading, and none is kept waiting for it."""
    plan, readings = Plan.objects.get(organisation=published), []
    prepare = closed._prepare

    def meanwhile(quarter, today, closed_over):
        ready = prepare(quarter, today, closed_over)
        readings.append(ready)
        if len(readings) < closed.READINGS:
            with in_request(published, ife):  # which is refused while a change is open
                action = plan.actions.first()
                action.title = f"Rewritten {len(readings)} times"
                action.save()
        return ready

    monkeypatch.setattr(closed, "_prepare", meanwhile)
    with in_request():
        report = closed.close(plan.quarters.get(number=4), by=ife, today=TODAY)
    assert len(readings) == closed.READINGS
    assert report.actions.first().title == "Rewritten 2 times"


def test_an_open_quarter_that_is_over_tells_no_change_of_the_next(published, ife, changing, look):
    plan = published.plans.get()
    with changing(published, ife):
        action = plan.actions.filter(status="ongoing").first()
        action.set_status("paused", TODAY)
        action.save()
    assert "Status changed this quarter: 1" in look(f"{AT}2025-Q4/summary/")
    assert "Status changed this quarter: 0" in look(f"{AT}2025-Q3/summary/")


def test_what_somebody_saves_while_the_report_is_written_is_in_it(
    published, ife, in_request, monkeypatch
):
    plan, waited = Plan.objects.get(organisation=published), []
    prepare = closed._prepare

    def meanwhile(quarter, today, closed_over):
        ready = prepare(quarter, today, closed_over)
        if not waited:
            waited.append(True)
            action = plan.actions.first()
            with in_request(published, ife):
                action.title = "Rewritten meanwhile"
                action.save()
        return ready

    monkeypatch.setattr(closed, "_prepare", meanwhile)
    with in_request():
        report = closed.close(plan.quarters.get(number=4), by=ife, today=TODAY)
    assert report.actions.first().title == "Rewritten meanwhile"
