"""Closing a quarter: its report is frozen, and stays as it is whatever happens afterwards."""

import hashlib
import uuid
from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.db import DatabaseError, transaction

from actions.delivery import Delivery, Status
from actions.models import (
    Action,
    Challenge,
    Paper,
    Quarter,
    Report,
    ReportedAction,
    ReportedOutcome,
    ReportPart,
)
from actions.quarter import closed as closing
from actions.quarter.report import document_of
from actions.updates.progress import record_update
from indicators.models import Figure
from indicators.rules.comparison import RULE_VERSION
from tests.conftest import TODAY
from wres.audit import triggers, verification

AT = "/RKE/plan/2025/quarters/2025-Q4/"
CLOSE, REOPEN, REPORT = f"{AT}close/", f"{AT}reopen/", f"{AT}report/"


@pytest.fixture
def quarter(published):
    return Quarter.objects.get(plan__organisation=published, number=4)


@pytest.fixture
def closed(quarter, ife, in_request):
    """The fourth quarter, closed by Ife on 16 March 2026: its report."""
    with in_request():
        return closing.close(quarter, by=ife, today=TODAY)


@pytest.fixture
def challenge(quarter, esi, changing):
    with changing(quarter.plan.organisation, esi):
        return Challenge.objects.create(
            quarter=quarter,
            action=quarter.plan.actions.first(),
            question="What changed for staff?",
            asked_by=esi,
            asked_on=TODAY,
            submission=uuid.uuid4(),
        )


def text(answer):
    return " ".join(BeautifulSoup(answer.content, "html.parser").main.get_text(" ").split())


@pytest.mark.parametrize("address", [CLOSE, REOPEN])
def test_a_stranger_is_asked_to_sign_in(quarter, client, address):
    assert client.post(address).headers["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("person", ["esi", "amara", "ada"])
@pytest.mark.parametrize("address", [CLOSE, REOPEN])
def test_only_an_inclusion_lead_closes_or_reopens(request, quarter, sign_in, person, address):
    assert sign_in(request.getfixturevalue(person)).post(address).status_code == 403


def test_ife_sees_what_is_missing_before_she_closes(quarter, ife, sign_in):
    said = text(sign_in(ife).get(CLOSE))
    assert "Open actions without an update" in said
    assert "What the report will say" in said


def test_ife_closes_the_quarter_and_reads_its_report(quarter, ife, sign_in):
    answer = sign_in(ife).post(CLOSE, follow=True)
    assert answer.redirect_chain[-1][0] == REPORT
    assert "Closed 16 March 2026 by Ife, version 1" in text(answer)
    quarter.refresh_from_db()
    assert (quarter.state, quarter.closed_on) == (Quarter.CLOSED, TODAY)


def test_closing_twice_makes_one_report(quarter, ife, sign_in):
    sign_in(ife).post(CLOSE)
    assert sign_in(ife).post(CLOSE).headers["Location"] == REPORT
    assert quarter.reports.count() == 1


def test_an_open_challenge_must_be_answered_or_closed_over(quarter, challenge, ife, sign_in):
    answer = sign_in(ife).post(CLOSE)
    assert "Say why you close over open challenges" in text(answer)
    assert not quarter.reports.exists()
    sign_in(ife).post(CLOSE, {"closed_over": "The answer needs the staff survey."})
    said = text(sign_in(ife).get(REPORT))
    assert "What changed for staff?" in said
    assert "The quarter was closed over them: The answer needs the staff survey." in said


def test_the_page_says_what_the_paper_says(closed, esi, sign_in):
    said = text(sign_in(esi).get(REPORT))
    for part in document_of(closed).parts:
        for sentence in part.sentences:
            assert " ".join(sentence.split()) in said


def test_the_report_says_what_the_summary_said(quarter, esi, ife, sign_in):
    before = BeautifulSoup(
        sign_in(esi).get("/RKE/plan/2025/summary/").content, "html.parser"
    ).select(".app-statement p")
    sign_in(ife).post(CLOSE)
    said = text(sign_in(esi).get(REPORT))
    for sentence in before:
        assert " ".join(sentence.get_text().split()) in said


def test_each_action_and_outcome_is_frozen_once(closed):
    assert closed.actions.count() == 40
    assert closed.outcomes.count() == 9
    assert closed.rule_version == RULE_VERSION
    two = closed.outcomes.get(indicator__number=2)
    assert [f["value"] for f in two.figures] == ["2.1400", "1.6300", "1.7900"]


def test_later_changes_leave_the_report_as_it_is(closed, ife, esi, changing, sign_in, load):
    before = text(sign_in(esi).get(REPORT))
    papers = {p.kind: bytes(p.data) for p in closed.papers.all()}
    organisation = closed.quarter.plan.organisation
    with changing(organisation, ife):
        for action in Action.objects.filter(organisation=organisation)[:5]:
            action.title, action.stated_delivery = "Rewritten", Delivery.OFF_TRACK
            action.set_status(Status.PAUSED, TODAY)
            action.save()
        figure = Figure.objects.get(indicator__number=2, year=2025)
        figure.value = 1
        figure.save()
    ife.name = "Ife Renamed"
    ife.save()
    after = text(sign_in(esi).get(REPORT))
    assert after.replace("Ife Renamed", "Ife") == before
    assert {p.kind: bytes(p.data) for p in closed.papers.all()} == papers


@pytest.mark.parametrize("kind", ["docx", "pdf", "xlsx", "csv"])
def test_a_paper_is_the_same_to_the_byte_and_its_checksum_is_in_the_trail(
    closed, kind, esi, sign_in
):
    answer = sign_in(esi).get(f"{REPORT}1.{kind}")
    first = answer.content
    assert sign_in(esi).get(f"{REPORT}1.{kind}").content == first
    assert f'filename="RKE-WRES-2025-Q4-version-1.{kind}"' in answer["Content-Disposition"]
    kept = Report.history.filter(id=closed.pk).latest()
    assert kept.papers_sha256[kind] == hashlib.sha256(first).hexdigest()


def test_another_trust_finds_neither_report_nor_paper(closed, noor, sign_in):
    assert sign_in(noor).get(REPORT).status_code == 404
    assert sign_in(noor).get(f"{REPORT}1.pdf").status_code == 404


@pytest.mark.parametrize("rows", [Paper, ReportedAction])
def test_the_database_refuses_to_change_a_report(closed, rows):
    row = rows._base_manager.filter(report=closed).first()
    with pytest.raises(DatabaseError), transaction.atomic():
        row.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        row.delete()


def test_an_update_after_the_closing_is_late(closed, ife, in_request):
    action = closed.quarter.plan.actions.first()
    with in_request(action.organisation, ife):
        update = record_update(
            action,
            by=ife,
            today=TODAY,
            status=Status.ONGOING,
            delivery=Delivery.ON_TRACK,
            happened="The panel met again.",
            submission=uuid.uuid4(),
        )
    assert update.is_late


def test_reopening_needs_a_reason(closed, ife, sign_in):
    assert "Say why the quarter is opened again" in text(sign_in(ife).post(REOPEN))
    assert Quarter.objects.get(pk=closed.quarter_id).state == Quarter.CLOSED


def test_both_versions_stay_when_a_quarter_is_closed_again(closed, ife, sign_in):
    first = closed.papers.get(kind="pdf").sha256
    sign_in(ife).post(REOPEN, {"reason": "An update was left out."})
    assert "This is the report as it was before" in text(sign_in(ife).get(REPORT))
    sign_in(ife).post(CLOSE)
    assert "version 2" in text(sign_in(ife).get(REPORT))
    old = sign_in(ife).get(f"{REPORT}?version=1")
    assert "Ife: An update was left out." in text(old)
    assert closed.papers.get(kind="pdf").sha256 == first


def test_a_version_that_is_not_there_is_not_found(closed, esi, sign_in):
    assert sign_in(esi).get(f"{REPORT}?version=7").status_code == 404


def test_a_quarter_that_is_not_closed_has_no_report(quarter, esi, sign_in):
    assert sign_in(esi).get(REPORT).status_code == 404


def test_the_trail_verifies_after_closing(closed):
    assert list(verification.problems()) == []


@pytest.mark.parametrize(
    ("rows", "change", "said"),
    [
        (ReportedAction, {"delivery": "on_track"}, "its frozen rows are not as they were kept."),
        (ReportedOutcome, {"gap": "narrowed"}, "its frozen rows are not as they were kept."),
        (ReportPart, {"content": {}}, "its frozen rows are not as they were kept."),
        (Paper, {"data": b"Another paper"}, "its paper csv is not as it was kept."),
    ],
)
def test_a_frozen_row_that_was_changed_is_found(closed, rows, change, said):
    with triggers.lifted():
        row = rows._base_manager.filter(report=closed).first()
        rows._base_manager.filter(pk=row.pk).update(**change)
    assert list(verification.problems()) == [f"Version 1 of Q4 2025/26, RKE: {said}"]


def test_a_paper_that_was_removed_is_found(closed):
    with triggers.lifted():
        Paper._base_manager.filter(report=closed, kind="pdf").delete()
    assert list(verification.problems()) == ["Version 1 of Q4 2025/26, RKE: its paper pdf is gone."]


@pytest.mark.parametrize("count", [40, 400])
def test_the_report_needs_few_queries(crowded_plan, ife, sign_in, queries, in_request, count):
    plan = crowded_plan(count)
    with in_request():
        closing.close(plan.quarters.get(number=4), by=ife, today=date(2026, 3, 16))
    client = sign_in(ife)
    with queries() as seen:
        assert client.get(REPORT).status_code == 200
    assert len(seen) <= 12
