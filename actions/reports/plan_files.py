"""The whole plan as a Word document and as an Excel workbook."""

import io
from datetime import date
from itertools import groupby

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.shared import Emu, Mm

from actions.dates import PrintedDate
from actions.reports.published import PublishedPlan, Row
from actions.reports.word_xml import LANGUAGE, element, paragraph, run, speak_english, table
from wres.files.exports import Sheet, printable, workbook

A4 = Mm(297), Mm(210)  # landscape
MARGIN = Mm(15)
HEADING_STYLE, TABLE_STYLE = "Heading1", "TableGrid"
TEXT_HALF_POINTS = 18
# Shares of the page's width; a column without one has 2.
SHARES = {"Number": 1, "Action": 6, "Leads": 3, "Completion": 3, "Objective": 3}
SHARES |= {"Success measure": 3}
OPTIONAL = {"Objective", "Success measure"}  # left out where no action has one


def as_document(published: PublishedPlan) -> bytes:
    document = Document()
    _prepare(document, published)
    document.add_heading(str(published.plan), 0)
    columns, end = _columns(published), document.element.body.sectPr
    for section, rows in groupby(published.rows, key=lambda row: row.section):
        heading = paragraph(run(section), style=HEADING_STYLE)
        for part in (heading, _table(columns, published.header, list(rows))):
            end.addprevious(element(part))
    if not published.rows:
        document.add_paragraph("This plan has no actions yet.")
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def _prepare(document, published: PublishedPlan):
    """Page, language and what the file says of itself."""
    page = document.sections[0]
    page.orientation, (page.page_width, page.page_height) = WD_ORIENT.LANDSCAPE, A4
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = MARGIN
    organisation, day = published.plan.organisation, PrintedDate(published.today).words
    page.footer.paragraphs[0].text = printable(f"{organisation}: as it stands on {day}")
    speak_english(document.styles.element)
    said = document.core_properties
    said.title, said.language = printable(str(published.plan)), LANGUAGE
    said.author, said.comments = printable(str(organisation)), ""


def _columns(published: PublishedPlan) -> list[int]:
    """The places of the columns to write: the section is the heading."""
    rows = [row.listed for row in published.rows]
    return [
        place
        for place, name in enumerate(published.header)
        if name != "Section" and (name not in OPTIONAL or any(row[place] for row in rows))
    ]


def _table(columns: list[int], header: list[str], rows: list[Row]) -> str:
    names = [header[place] for place in columns]
    return table(
        names,
        ([_words(row.listed[place]) for place in columns] for row in rows),
        [SHARES.get(name, 2) for name in names],
        room=Emu(A4[0] - 2 * MARGIN).twips,
        style=TABLE_STYLE,
        half_points=TEXT_HALF_POINTS,
    )


def _words(value: object) -> str:
    if value is None:
        return ""
    return PrintedDate(value).words if isinstance(value, date) else str(value)


WIDTHS = {
    "Section": 24,
    "Number": 9,
    "Indicators": 16,
    "Action": 60,
    "Leads": 32,
    "Completion": 26,
    "Last update": 18,
    "Objective": 40,
    "Success measure": 40,
    "Tracker reference": 18,
}


def as_workbook(published: PublishedPlan) -> bytes:
    rows = [row.listed for row in published.rows]
    sheet = Sheet("Plan", published.header, rows, widths=WIDTHS)
    return workbook(sheet, title=str(published.plan))
