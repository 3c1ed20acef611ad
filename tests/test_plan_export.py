"""The whole plan as a workbook and as a document, in the shape of the published one."""

import csv
import io
from datetime import date

import pytest
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook

from actions.models import Placement
from tests.conftest import LOGGED, PLAN_FILE

WORKBOOK, DOCUMENT = "/RKE/plan/2025.xlsx", "/RKE/plan/2025.docx"
QUERIES = 12  # of a file at most, whatever the size of the plan
PRINTED = ["section", "number", "indicators", "action", "leads", "completion"]


@pytest.fixture
def fetched(sign_in, esi, trust):
    """`fetched(WORKBOOK)`: the file as Esi downloads it."""

    client = sign_in(esi)

    def fetch(address):
        response = client.get(address)
        assert response.status_code == 200
        return io.BytesIO(response.content)

    return fetch


@pytest.fixture
def sheet(fetched):
    """`sheet()`: the rows of the workbook by the names of their columns."""

    def read():
        rows = list(load_workbook(fetched(WORKBOOK)).active.iter_rows(values_only=True))
        return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]

    return read


def action_printed(section, number):
    return Placement.objects.get(section__name=section, number=number).action


@pytest.mark.parametrize("address", [WORKBOOK, DOCUMENT])
def test_it_is_a_file_for_who_is_signed_in(client, sign_in, noor, plan, esi, address):
    assert client.get(address).status_code == 302
    assert sign_in(noor).get(address).status_code == 404
    response = sign_in(esi).get(address)
    kind = address.rpartition(".")[2]
    assert response["Content-Type"].startswith("application/vnd.openxmlformats-officedocument")
    assert response["Content-Disposition"].endswith(f'"RKE-action-plan-2025-26.{kind}"')


def test_the_plan_page_offers_both(sign_in, esi, plan):
    page = sign_in(esi).get("/RKE/plan/2025/").content.decode()
    assert WORKBOOK in page
    assert DOCUMENT in page


def test_what_nobody_has_changed_is_as_printed(published, sheet):
    with PLAN_FILE.open(newline="") as file:
        printed = [[row[name] for name in PRINTED] for row in csv.DictReader(file)]
    names = [name.capitalize() for name in PRINTED]
    assert [[str(row[name] or "") for name in names] for row in sheet()] == printed


def test_a_changed_fact_is_written_in_the_published_style(published, sheet, changing):
    action = action_printed("Anti-Racist Culture", "1")
    with changing(published):
        action.review_date = date(2026, 6, 30)
        action.title = "Renew the training"
        action.save()
    row = next(row for row in sheet() if row["Action"] == "Renew the training")
    assert row["Completion"] == "Completed Review 30.06.2026"
    assert row["Indicators"] == "2,3,4,5,6,7,8"
    assert row["Leads"] == "Inclusion Directors / EDI Lead / OD"


def test_an_action_in_two_places_says_its_changed_date_in_both(published, sheet, changing):
    action = action_printed("Career Development & Progression", "3")
    rows = [row for row in sheet() if row["Action"] == action.title]
    assert [row["Completion"] for row in rows] == ["Ongoing 30.06.2026", "30.06.2026"]
    with changing(published):
        action.target_date = date(2026, 9, 30)
        action.save()
    rows = [row for row in sheet() if row["Action"] == action.title]
    assert [row["Completion"] for row in rows] == ["Ongoing 30.09.2026"] * 2


def test_links_and_leads_are_written_as_they_stand(published, sheet, changing, make_lead):
    action = action_printed("Workforce Engagement", "1")
    make_lead("Staff Network", None, action)
    with changing(published):
        action.links.get().delete()
        action.all_indicators = True
        action.save()
    row = next(row for row in sheet() if row["Action"] == action.title)
    assert (row["Indicators"], row["Leads"]) == ("All", "EDI Lead, Staff Network")


def test_each_row_says_how_its_action_stands(published, sheet, changing):
    action = action_printed("Debiasing Recruitment", "2")
    with changing(published):
        action.updated_on, action.objective = date(2026, 2, 3), "Fair panels"
        action.success_measure = "=1 panel in each"
        action.save()
    row = sheet()[1]
    assert (row["Status"], row["Delivery on 16 March 2026"]) == ("Ongoing", "Off track")
    assert row["Last update"].date() == date(2026, 2, 3)
    assert (row["Objective"], row["Success measure"]) == ("Fair panels", "=1 panel in each")


def test_an_action_that_is_printed_nowhere_is_not_left_out(make_action, sheet):
    make_action("Ask candidates", target_date=date(2026, 5, 1))
    assert [(row["Section"], row["Number"], row["Action"]) for row in sheet()] == [
        ("Recruitment", None, "Ask candidates")
    ]


def test_the_document_has_a_heading_and_a_table_where_a_section_begins(published, fetched):
    document = Document(fetched(DOCUMENT))
    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert headings == [
        "Debiasing Recruitment",
        "Anti-Racist Culture",
        "Equal Representation in Leadership",
        "Career Development & Progression",
        "Anti-Racist Culture",
        "Workforce Engagement",
    ]
    assert [len(table.rows) - 1 for table in document.tables] == [7, 8, 4, 8, 5, 9]
    assert {table.style.name for table in document.tables} == {"Table Grid"}
    assert [cell.text for cell in document.tables[0].rows[2].cells][:5] == [
        "2",
        "1,2",
        "Embed the diverse panel process in every recruitment and evaluate its effect",
        "Recruitment Services manager & EDI Lead",
        "Ongoing 31.01.2026",
    ]


def test_the_document_can_be_read_aloud_and_printed(published, fetched):
    document = Document(fetched(DOCUMENT))
    assert document.core_properties.title == "WRES action plan 2025-26"
    assert {lang.get(qn("w:val")) for lang in document.styles.element.iter(qn("w:lang"))} == {
        "en-GB"
    }
    for table in document.tables:
        repeats = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
        assert repeats == [True, *[False] * (len(table.rows) - 1)]


def test_the_document_keeps_lines_signs_and_emoji(plan, make_action, fetched, changing):
    make_action("Talk <b>&amp; listen</b> 🙂\u0001\u000b", objective="One\nTwo\tthree")
    cells = [cell.text for cell in Document(fetched(DOCUMENT)).tables[0].rows[1].cells]
    assert cells[2] == "Talk <b>&amp; listen</b> 🙂\ufffd\ufffd"
    assert "One\nTwo\tthree" in cells


def test_a_plan_without_actions_says_so(plan, fetched):
    texts = [paragraph.text for paragraph in Document(fetched(DOCUMENT)).paragraphs]
    assert texts == ["WRES action plan 2025-26", "This plan has no actions yet."]


@pytest.mark.parametrize("address", [WORKBOOK, DOCUMENT])
@pytest.mark.parametrize("count", [40, 400])
def test_any_number_of_actions_costs_the_same_queries(
    crowded_plan, fetched, queries, count, address
):
    crowded_plan(count)
    with queries() as seen:
        fetched(address)
    assert len(seen) <= QUERIES + LOGGED
