"""Any plan at all: the summary, the report's page, Word, PDF, Excel and CSV count it alike."""

import csv
import io
from collections import Counter
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.delivery import CLOSED, STATED, Delivery, Status
from actions.models import Action, ActionLead, Lead, Placement, Section
from tests.conftest import TODAY
from tests.papers import as_csv_has, grids, text_of_pdf, without_spaces
from wres.accounts.names import without_turns

AT = "/RKE/plan/2025/"
QUARTER = f"{AT}quarters/2025-Q4/"
SECTIONS = ("Recruiting", "Culture & climate", "<b>Board</b>")
HOSTILE = [
    '=HYPERLINK("https://example.test","Click")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "<script>alert(1)</script> & co",
    "'=1+1",
    "#let x = 1; $x$ *bold* @ref <label>",
    "{{ plan }} {% now 'Y' %}",
    "Overdue: 7",
    "Table 1: All actions: 99",
    "0",
    "None",
    "\u202eesrever\u202c and \u200bzero",
    "Équité, Σ, Łódź",
]
TITLES = st.sampled_from(HOSTILE) | st.text(
    st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=40
)
DAYS = st.none() | st.integers(-400, 400).map(lambda days: TODAY + timedelta(days=days))
PAST = st.none() | st.integers(-400, 0).map(lambda days: TODAY + timedelta(days=days))
MANY = settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@st.composite
def actions(draw):
    """The fields of an action as forms and imports may leave them, and its lead's name."""
    status, changed, slipped = draw(st.sampled_from(Status)), draw(PAST), draw(PAST)
    target = draw(DAYS)
    return {
        "section": draw(st.sampled_from(SECTIONS)),
        "lead": draw(st.none() | st.sampled_from(HOSTILE)),
        "title": draw(TITLES),
        "status": status,
        "status_changed_on": changed,
        "status_before": draw(st.sampled_from(Status)) if changed else "",
        "stated_delivery": Delivery.NOT_STATED
        if status in CLOSED
        else draw(st.sampled_from(STATED)),
        "target_date": target,
        "first_target_date": target,
        "review_date": draw(DAYS),
        "slips": draw(st.integers(1, 4)) if slipped else 0,
        "last_slipped_on": slipped,
        "updated_on": draw(PAST),
        "created_on": draw(st.sampled_from([date(2025, 8, 31), date(2026, 2, 1)])),
        "has_evidence": draw(st.booleans()),
        "success_measure": draw(st.sampled_from(["", "Every panel is diverse"])),
    }


PLANS = st.lists(actions(), max_size=8)


@pytest.fixture
def sections(plan, changing):
    """The sections of the plan by their names."""
    with changing(plan.organisation):
        return {
            name: Section.objects.create(plan=plan, name=name, position=n)
            for n, name in enumerate(SECTIONS, start=2)
        }


@pytest.fixture
def leads(trust, changing):
    """The leads of the trust by their names, all of them hostile."""
    with changing(trust):
        return {name: Lead.objects.create(organisation=trust, name=name) for name in HOSTILE}


@pytest.fixture
def closed_for_a_while(plan, sections, leads, changing, ife, sign_in):
    """`with closed_for_a_while(rows) as seen`: the plan has these actions, and its quarter was
    closed; `seen` has what the summary and the plan's CSV said before. Nothing is kept."""

    @contextmanager
    def close(rows):
        client = sign_in(ife)
        here = transaction.savepoint_create()
        try:
            with changing(plan.organisation):
                for position, row in enumerate(rows, start=1):
                    write(plan, position, sections, leads, dict(row))
            yield Seen(client, client.get(f"{AT}summary/").content, listed(client))
        finally:
            transaction.savepoint_rollback(here)

    return close


def write(plan, position, sections, leads, row):
    lead, section = leads.get(row.pop("lead")), sections[row.pop("section")]
    action = Action.objects.create(
        organisation=plan.organisation, plan=plan, section=section, position=position, **row
    )
    Placement.objects.create(action=action, section=section, number=str(position), row=position)
    if lead:
        ActionLead.objects.create(action=action, lead=lead, position=1)


def listed(client):
    """The rows of the plan's CSV."""
    data = client.get("/RKE/plan/2025.csv").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(data, newline="")))


class Seen:
    """The pages before the closing, then the report's page and each paper."""

    def __init__(self, client, summary, rows):
        self.client, self.summary, self.rows = client, summary, rows
        answer = client.post(f"{QUARTER}close/")
        assert answer.status_code == 302, answer.content.decode()
        self.report = client.get(f"{QUARTER}report/").content

    def paper(self, kind):
        return self.client.get(f"{QUARTER}report/1.{kind}").content


def headings(page):
    """Each heading that ends with a number, and the number."""
    found = [h.get_text() for h in BeautifulSoup(page, "html.parser").select("h2, h3")]
    pairs = [text.rpartition(": ") for text in found]
    return {name: int(count) for name, _, count in pairs if count.isdecimal()}


def delivery(page):
    """The table of delivery by section."""
    return next(grid for grid in grids("html", page) if grid[0][0] == "Section")


def counts_as_the_summary_did(seen, rows):
    assert delivery(seen.report) == delivery(seen.summary)
    assert headings(seen.summary).items() <= headings(seen.report).items()
    total = delivery(seen.report)[-1]
    assert total[-1] == str(len(rows)) == str(len(seen.rows))


def counts_every_delivery_as_the_plan_lists_it(seen, rows):
    header, *body = delivery(seen.report)
    for section in body[:-1]:
        here = [row for row in seen.rows if without_spaces(row["Section"]) == section[0]]
        counts = Counter(without_spaces(row["Delivery"]) for row in here)
        shown = dict(zip(header[1:-1], map(int, section[1:-1]), strict=True))
        assert {name: n for name, n in shown.items() if n} == dict(counts)


def has_every_cell_in_word_excel_and_csv(seen, rows):
    shown = grids("html", seen.report)
    titles = [row[0] for row in shown[-1][1:]]
    assert titles == [without_turns(without_spaces(row["title"])) for row in rows]
    assert grids("docx", seen.paper("docx")) == shown
    assert grids("xlsx", seen.paper("xlsx")) == shown
    assert grids("csv", seen.paper("csv")) == as_csv_has(shown)


def has_every_count_in_the_pdf(seen, rows):
    said = text_of_pdf(seen.paper("pdf"))
    for name, count in headings(seen.report).items():
        assert without_spaces(f"{name}: {count}") in said
    for row in delivery(seen.report)[1:]:
        assert "".join(row) in said


@MANY
@given(PLANS)
def test_the_report_of_any_quarter_says_what_its_plan_said_on_every_paper(closed_for_a_while, rows):
    """One closing for all four: it takes longer than what is asked of it."""
    with closed_for_a_while(rows) as seen:
        counts_as_the_summary_did(seen, rows)
        counts_every_delivery_as_the_plan_lists_it(seen, rows)
        has_every_cell_in_word_excel_and_csv(seen, rows)
        has_every_count_in_the_pdf(seen, rows)
