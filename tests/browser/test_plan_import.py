"""Importing a plan and settling what it leaves open, with JavaScript and without."""

import re
from io import BytesIO

import pytest
from docx import Document
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

PANELS = ["1", "2", "Keep a list of panel members", "EDI Lead, Estates crew", "30.06.2026"]
AGAIN = ["2", "5, 6", "Ask staff again after a year", "Estates crew", "Ongoing"]


@pytest.fixture
def document():
    """A Word document of a plan: a table of two actions under a heading."""
    written = Document()
    written.add_heading("Estates", 1)
    table = written.add_table(0, 5)
    for row in (["No", "WRES indicators", "Action", "Lead", "Timescale"], PANELS, AGAIN):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    data = BytesIO()
    written.save(data)
    return {
        "name": "Estates plan.docx",
        "mimeType": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "buffer": data.getvalue(),
    }


def bring(page, document):
    """Upload the file as the plan of 2026-27."""
    page.goto("/RKE/plan/import/")
    page.locator("input[type=file]").set_input_files(document)
    page.get_by_label("Year of the plan").select_option("2026-27")
    for part, text in (("Day", "1"), ("Month", "3"), ("Year", "2026")):
        page.get_by_label(part, exact=True).fill(text)
    page.get_by_role("button", name="Show what would change").click()


@pytest.mark.on_both
def test_an_inclusion_lead_imports_a_document_and_settles_an_unknown_lead(
    open_browser, look, document
):
    page = open_browser("the inclusion lead")
    page.get_by_role("link", name="Import the plan from a file").click()
    look(page)
    bring(page, document)
    expect(page.get_by_role("main")).to_contain_text("2 new", ignore_case=True)
    look(page)
    page.get_by_role("link", name="1 spelling of leads is not known").click()
    expect(page.get_by_role("main")).to_contain_text("“Estates crew”, in 2 rows")
    look(page)
    page.get_by_label("Who is it?").select_option("A new lead")
    page.get_by_label("Name, if it is a new lead").fill("Estates team")
    page.get_by_label("Kind, if it is a new lead").select_option("Team")
    page.get_by_role("button", name="Save these leads").click()
    expect(page.get_by_role("main")).to_contain_text("Estates team (team)")
    look(page)
    page.get_by_role("button", name="Save the plan").click()
    expect(page.get_by_role("alert")).to_contain_text("2 new, 0 changed")
    expect(page.get_by_role("row").filter(has_text="Ask staff again").first).to_contain_text(
        "Estates team"
    )
    bring(page, document)
    expect(page.get_by_role("main")).to_contain_text("No changes")
    look(page)
    page.get_by_role("button", name="Discard this file").click()
    expect(page.get_by_role("main")).to_contain_text("Nothing of it was saved")
    expect(page.get_by_role("table")).to_contain_text("Estates plan.docx")
    look(page)


def test_a_file_that_is_no_plan_is_refused_with_what_to_do(open_browser, look, document):
    page = open_browser("the inclusion lead")
    bring(page, document | {"buffer": b"%PDF-1.7 not a document"})
    expect(page).to_have_title(re.compile("^Error: "))
    look(page)


def test_answers_do_what_they_say(open_browser, look):
    page = open_browser("the inclusion lead")
    page.get_by_role("link", name=re.compile("^Questions to settle")).click()
    page.get_by_role("link", name=re.compile("Settle the question about row .*, completion"))
    page.get_by_role("link", name=re.compile("^Settle")).first.click()
    look(page)
    page.get_by_role("group", name="Review date").get_by_label("Day").fill("30")
    page.get_by_role("group", name="Review date").get_by_label("Month").fill("6")
    page.get_by_role("group", name="Review date").get_by_label("Year").fill("2026")
    page.get_by_label("Answer").fill("It is the date of the next review")
    page.get_by_label("Reason for the change").fill("The plan meant a review")
    page.get_by_role("button", name="Settle this question").click()
    expect(page.get_by_role("main")).to_contain_text("7 of 8 are open")
    expect(page.get_by_role("main")).to_contain_text("It is the date of the next review")
