"""The whole plan as a Word document and as an Excel workbook."""

import io
from collections.abc import Iterable
from itertools import groupby

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.shared import Emu, Mm

from actions.dates import PrintedDate
from actions.reports.papers.words import cell_words
from actions.reports.published import PublishedPlan, Row, columns
from actions.reports.word_xml import LANGUAGE, element, paragraph, run, speak_english, table
from wres.files.exports import Column, Sheet, cells, names, printable, workbook

A4 = Mm(297), Mm(210)  # landscape
MARGIN = Mm(15)
HEADING_STYLE, TABLE_STYLE = "Heading1", "TableGrid"
TEXT_HALF_POINTS = 18
SECTION = "Section"  # a column in Excel, a heading in Word


def as_document(published: PublishedPlan) -> bytes:
    document = Document()
    _prepare(document, published)
    document.add_heading(str(published.plan), 0)
    written = [
        column
        for column in columns(published.today)
        if not column.is_optional or any(map(column.value, published.rows))
    ]
    within = [column for column in written if column.name != SECTION]
    end = document.element.body.sectPr
    for section, rows in groupby(published.rows, key=lambda row: row.section):
        heading = paragraph(run(section), style=HEADING_STYLE)
        for part in (heading, _table(within, rows)):
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


def _table(within: list[Column], rows: Iterable[Row]) -> str:
    return table(
        names(within),
        ([cell_words(cell) for cell in cells(within, row)] for row in rows),
        [column.share for column in within],
        room=Emu(A4[0] - 2 * MARGIN).twips,
        style=TABLE_STYLE,
        half_points=TEXT_HALF_POINTS,
    )


def as_workbook(published: PublishedPlan) -> bytes:
    written = columns(published.today)
    rows = [cells(written, row) for row in published.rows]
    widths = {column.name: column.width for column in written if column.width}
    return workbook(Sheet("Plan", names(written), rows, widths=widths), title=str(published.plan))
