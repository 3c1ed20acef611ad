"""Word, PDF, Excel and CSV say the same: every count and cell of a report is found in each."""

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings

from actions.reports.document import Column, Document, Part, Table, from_json, to_json
from actions.reports.papers import KINDS, render
from actions.reports.papers.words import legible, rows_in_words
from tests.papers import DOCUMENTS, REPORT, in_csv, in_excel, in_word, text_of_pdf, without_spaces
from wres.accounts.names import TURNS, without_turns
from wres.files.exports import printable
from wres.files.formulas import guarded

pytestmark = pytest.mark.slow

FEW = settings(max_examples=25, deadline=None)


def tables(document):
    return [part.table for part in document.parts if part.table]


@pytest.mark.parametrize("kind", KINDS)
def test_no_text_of_a_paper_turns_the_direction_of_what_stands_beside_it(kind):
    turned = "Panels \u202eesiar\u202c \u2067\u200f"
    table = Table(turned, (Column(turned),), ((turned,),))
    part = Part("where", turned, (turned,), table)
    data = render(Document(turned, turned, ((turned, turned),), (part,)), kind).data
    said = text_of_pdf(data) if kind == "pdf" else data.decode("utf-8", "replace")
    if kind in ("docx", "xlsx"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            said = "".join(archive.read(name).decode() for name in archive.namelist())
    assert "Panels" in said
    assert not TURNS.search(said)


def as_word_shows(text):
    return "\n".join(printable(text).splitlines())


@FEW
@given(DOCUMENTS)
def test_word_has_every_cell(document):
    found = [
        [[cell.text for cell in row.cells] for row in table.rows]
        for table in in_word(render(document, "docx").data).tables
    ]
    assert found == [
        [[as_word_shows(cell) for cell in row] for row in grid]
        for grid in (
            [[column.name for column in table.columns], *rows_in_words(table)]
            for table in tables(document)
        )
    ]


@FEW
@given(DOCUMENTS)
def test_excel_has_every_cell(document):
    _, *sheets = in_excel(render(document, "xlsx").data).worksheets
    found = [list(sheet.iter_rows(min_row=2, values_only=True)) for sheet in sheets]
    assert found == [
        [tuple(as_excel_holds(cell) for cell in row) for row in table.rows]
        for table in tables(document)
    ]


def as_excel_holds(cell):
    match cell:
        case Decimal():
            return float(cell)
        case date():
            return datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001  a day alone
        case str():
            return printable(cell).replace("\r\n", "\n").replace("\r", "\n") or None
        case _:
            return cell


@FEW
@given(DOCUMENTS)
def test_csv_has_every_row_of_every_table_in_order(document):
    rows = iter(in_csv(render(document, "csv").data))
    for table in tables(document):
        for row in table.rows:
            assert [as_csv_holds(cell) for cell in row] in rows


def as_csv_holds(cell):
    match cell:
        case None:
            return ""
        case str():
            return guarded(without_turns(cell))
        case _:
            return str(cell)


@FEW
@given(DOCUMENTS)
def test_the_pdf_has_every_number_and_every_day(document):
    found = text_of_pdf(render(document, "pdf").data)
    for table in tables(document):
        for row, words in zip(table.rows, rows_in_words(table), strict=True):
            for cell, said in zip(row, words, strict=True):
                if not isinstance(cell, str):
                    assert without_spaces(said) in found


@FEW
@given(DOCUMENTS)
def test_a_report_kept_as_json_makes_the_same_papers(document):
    kept = from_json(to_json(document))
    for kind in KINDS:
        assert render(kept, kind) == render(document, kind)


@pytest.mark.parametrize("kind", ["docx", "pdf", "xlsx", "csv"])
def test_the_counts_of_a_section_are_in_each_paper(kind):
    data = render(REPORT, kind).data
    found = {
        "docx": lambda: [[c.text for c in row.cells] for row in in_word(data).tables[0].rows],
        "pdf": lambda: [["Culture"], [text_of_pdf(data)]],
        "xlsx": lambda: [[str(c) for c in r] for r in in_excel(data).worksheets[1].values],
        "csv": lambda: in_csv(data),
    }[kind]()
    culture = ["Culture", "3", "2", "1", "4", "0", "10"]
    assert culture in found or "".join(culture) in found[1][0]


def test_legible_text_loses_no_letter():
    assert without_spaces(legible("Amara, Zoë and Łukasz")) == "Amara,ZoëandŁukasz"
