"""A report to make papers of, and how each kind of paper is read again."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import takewhile

import docx
import pypdfium2
from bs4 import BeautifulSoup
from hypothesis import strategies as st
from openpyxl import load_workbook

from actions.dates import PrintedDate
from actions.reports.document import Column, Document, Kind, Part, Table
from wres.files.formulas import guarded

DELIVERY = ("Complete", "On track", "At risk", "Off track", "Not rated", "All")
REPORT = Document(
    "Report of Q4 2025/26",
    "Riverside NHS Trust",
    (("Plan", "Action plan 2025-26"), ("As it stood on", "16 March 2026")),
    (
        Part("where", "Where are we?", ("3 actions are off track.", "1 gap widened.")),
        Part("moved", "What moved?", ("Nothing stands out.",)),
        Part(
            "delivery",
            "Delivery by section",
            ("Each action is counted once.",),
            Table(
                "Most late actions are in Culture",
                (Column("Section"), *(Column(name, Kind.NUMBER) for name in DELIVERY)),
                (
                    ("Culture", 3, 2, 1, 4, 0, 10),
                    ("Recruitment", 0, 7, 0, 1, 2, 10),
                    ("All sections", 3, 9, 1, 5, 2, 20),
                ),
                is_picture=True,
            ),
        ),
        Part(
            "late",
            "Overdue: 2",
            (),
            Table(
                "Overdue: 2",
                (Column("Action"), Column("Target date", Kind.DATE), Column("Ratio", Kind.NUMBER)),
                (
                    ("Review interview panels", date(2026, 1, 31), Decimal("1.70")),
                    ("Train the managers", None, Decimal("28.3")),
                ),
            ),
            level=3,
        ),
    ),
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
CELLS = {
    Kind.TEXT: st.none() | TEXTS,
    Kind.NUMBER: st.none()
    | st.integers(-(10**9), 10**9)
    | st.decimals(-1000, 1000, places=2, allow_nan=False),
    Kind.DATE: st.none() | st.dates(date(2000, 1, 1), date(2099, 12, 31)),
}


@st.composite
def tables(draw):
    kinds = draw(st.lists(st.sampled_from(Kind), min_size=1, max_size=8))
    columns = tuple(Column(draw(TEXTS), kind) for kind in kinds)
    rows = draw(st.lists(st.tuples(*(CELLS[kind] for kind in kinds)), max_size=4))
    return Table(draw(TEXTS), columns, tuple(rows), draw(st.booleans()))


PARTS = st.builds(
    Part,
    st.just("part"),
    TEXTS,
    st.lists(TEXTS, max_size=3).map(tuple),
    st.none() | tables(),
    st.sampled_from([2, 3]),
)
DOCUMENTS = st.builds(
    Document,
    TEXTS,
    TEXTS,
    st.lists(st.tuples(TEXTS, TEXTS), max_size=2).map(tuple),
    st.lists(PARTS, max_size=3).map(tuple),
)


def in_word(data: bytes):
    return docx.Document(io.BytesIO(data))


def in_excel(data: bytes):
    return load_workbook(io.BytesIO(data))


def in_csv(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def text_of_pdf(data: bytes) -> str:
    """The words of all pages as a reader copies them, without what separates them."""
    with pypdfium2.PdfDocument(data) as pdf:
        pages = [page.get_textpage().get_text_bounded() for page in pdf]
    return without_spaces("".join(pages))


def without_spaces(text: str) -> str:
    return "".join(text.replace("\u200b", "").split())


# The tables of a report, read back: rows of cells in words, the header first


Grid = list[list[str]]
NOT_SEEN = ".nhsuk-table-responsive__heading, .nhsuk-u-visually-hidden"


def grids(kind: str, data: bytes) -> list[Grid]:
    """Every table of a page ("html"), or of a paper in Word, Excel or CSV, without spaces."""
    read = {"html": _of_page, "docx": _of_word, "xlsx": _of_excel, "csv": _of_csv}[kind]
    return [[[_in_words(cell) for cell in row] for row in grid] for grid in read(data)]


def _of_page(data) -> Iterator[list]:
    page = BeautifulSoup(data, "html.parser")
    for unseen in page.select(NOT_SEEN):
        unseen.decompose()
    for table in page.select("table"):
        yield [[c.get_text() for c in row.select("th, td")] for row in table.select("tr")]


def _of_word(data) -> Iterator[list]:
    for table in in_word(data).tables:
        yield [[cell.text for cell in row.cells] for row in table.rows]


def _of_excel(data) -> Iterator[list]:
    for sheet in in_excel(data).worksheets[1:]:
        yield [list(row) for row in sheet.values]


def _of_csv(data) -> Iterator[list]:
    rows = iter(in_csv(data))
    for row in rows:
        if row and row[0].startswith("Table ") and len(row) == 1:
            yield [[_day_or_text(cell) for cell in each] for each in takewhile(bool, rows)]


def _day_or_text(cell):
    try:
        return date.fromisoformat(cell)
    except ValueError:
        return cell


def as_csv_has(shown: list[Grid]) -> list[Grid]:
    """The tables with an apostrophe before each cell that a spreadsheet would run."""
    return [[[guarded(cell) for cell in row] for row in grid] for grid in shown]


def _in_words(cell) -> str:
    words = PrintedDate(cell).words if isinstance(cell, date) else str(cell or "")
    words = "0" if cell == 0 else words
    return "" if words.strip() == "\N{EN DASH}" else without_spaces(words)
