"""The whole plan as a Word document: a heading and a table for each section.

A section whose rows stand apart in the printed plan has its heading again where it goes on, so
that the rows keep their order.
"""

import io
from datetime import date
from itertools import groupby
from xml.sax.saxutils import escape

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Emu, Mm

from actions.dates import PrintedDate
from actions.reports.published import PublishedPlan, Row
from files.writing import printable

LANGUAGE = "en-GB"
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
        for part in (_heading(section), _table(columns, published.header, list(rows))):
            end.addprevious(parse_xml(part))
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
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)
    said = document.core_properties
    said.title, said.language = printable(str(published.plan)), LANGUAGE
    said.author, said.comments = printable(str(organisation)), ""


def _heading(text: str) -> str:
    return (
        f'<w:p {nsdecls("w")}><w:pPr><w:pStyle w:val="{HEADING_STYLE}"/></w:pPr>'
        f"<w:r>{_text(text)}</w:r></w:p>"
    )


def _columns(published: PublishedPlan) -> list[int]:
    """The places of the columns to write: the section is the heading."""
    rows = [row.listed for row in published.rows]
    return [
        place
        for place, name in enumerate(published.header)
        if name != "Section" and (name not in OPTIONAL or any(row[place] for row in rows))
    ]


def _table(columns: list[int], header: list[str], rows: list[Row]) -> str:
    """The table's XML; written as text, because a large plan has thousands of rows."""
    shares = [SHARES.get(header[place], 2) for place in columns]
    room = Emu(A4[0] - 2 * MARGIN).twips
    widths = [room * share // sum(shares) for share in shares]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    names = [header[place] for place in columns]
    lines = [_line(names, widths, is_header=True)]
    for row in rows:
        listed = row.listed
        lines.append(_line([_words(listed[place]) for place in columns], widths))
    return (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblStyle w:val="{TABLE_STYLE}"/>'
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f'<w:tblLook w:firstRow="1" w:noVBand="1"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
        f"{''.join(lines)}</w:tbl>"
    )


def _line(texts: list[str], widths: list[int], is_header: bool = False) -> str:
    repeats = "<w:tblHeader/>" if is_header else ""
    cells = zip(texts, widths, strict=True)
    return (
        f"<w:tr><w:trPr><w:cantSplit/>{repeats}</w:trPr>"
        f"{''.join(_cell(text, width, is_header) for text, width in cells)}</w:tr>"
    )


def _cell(text: str, width: int, is_bold: bool) -> str:
    look = f'{"<w:b/>" if is_bold else ""}<w:sz w:val="{TEXT_HALF_POINTS}"/>'
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
        f'<w:p><w:pPr><w:spacing w:after="0"/></w:pPr>'
        f"<w:r><w:rPr>{look}</w:rPr>{_text(text)}</w:r></w:p></w:tc>"
    )


def _text(text: str) -> str:
    """The text as a run holds it, with its line breaks and tabs."""
    return "<w:br/>".join(
        "<w:tab/>".join(
            f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in line.split("\t")
        )
        for line in printable(text).splitlines() or [""]
    )


def _words(value: object) -> str:
    if value is None:
        return ""
    return PrintedDate(value).words if isinstance(value, date) else str(value)
