"""A report as Word, Excel and CSV: what a board opens, pastes and reads with a screen reader."""

import io
import sys
import zipfile
from dataclasses import replace
from datetime import date

import pypdfium2
import pytest
from docx.oxml.ns import qn

from actions.reports.document import Column, Document, Kind, Part, Table
from actions.reports.papers import KINDS, render
from actions.reports.papers.excel import unique_names
from actions.reports.papers.fixed import PROPERTIES
from actions.reports.papers.tables import bars
from actions.reports.papers.words import NO_DAY, day_of, sections
from tests.papers import DELIVERY, REPORT, in_csv, in_excel, in_word

FORMULA = "=cmd|' /C calc'!A0"


@pytest.fixture(scope="module")
def word():
    return in_word(render(REPORT, "docx").data)


@pytest.fixture(scope="module")
def excel():
    return in_excel(render(REPORT, "xlsx").data)


@pytest.mark.parametrize("kind", KINDS)
def test_a_paper_made_again_is_the_same_to_the_byte(kind):
    assert render(REPORT, kind) == render(REPORT, kind)


def test_a_paper_says_what_kind_of_file_it_is():
    suffix, media_type, data = render(REPORT, "pdf")
    assert (suffix, media_type, data[:5]) == ("pdf", "application/pdf", b"%PDF-")


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_a_file_is_dated_with_the_day_of_the_report_and_names_nobody(kind):
    data = render(REPORT, kind).data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {part.date_time for part in archive.infolist()} == {(2026, 3, 16, 0, 0, 0)}
        properties = archive.read(PROPERTIES).decode()
    assert properties.count("2026-03-16T00:00:00Z") == 2
    assert "python" not in properties
    assert "openpyxl" not in properties


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("16 March 2026", date(2026, 3, 16)),
        ("Q4 2025/26, closed on 2 April 2026", date(2026, 4, 2)),
        ("31 February 2026", NO_DAY),
        ("soon", NO_DAY),
    ],
)
def test_the_day_of_a_report_is_the_first_that_its_facts_name(said, day):
    assert day_of(replace(REPORT, facts=(("Closed", said),))) == day


def test_headings_go_down_one_level_at_a_time():
    parts = tuple(Part("part", "Heading", level=level) for level in (3, 3, 2, 3))
    found = sections(replace(REPORT, parts=parts))
    assert [section.level for section in found] == [2, 3, 2, 3]


# Word


def test_word_has_built_in_styles_that_a_template_can_change(word):
    styled = [(p.style.name, p.text) for p in word.paragraphs if p.text]
    assert styled == [
        ("Title", "Report of Q4 2025/26"),
        ("Normal", "Riverside NHS Trust"),
        ("Normal", "Plan: Action plan 2025-26"),
        ("Normal", "As it stood on: 16 March 2026"),
        ("Heading 1", "Where are we?"),
        ("List Bullet", "3 actions are off track."),
        ("List Bullet", "1 gap widened."),
        ("Heading 1", "What moved?"),
        ("Normal", "Nothing stands out."),
        ("Heading 1", "Delivery by section"),
        ("Normal", "Each action is counted once."),
        ("Caption", "Table 1: Most late actions are in Culture"),
        ("Heading 2", "Overdue: 2"),
        ("Caption", "Table 2: Overdue: 2"),
    ]


def test_a_table_in_word_repeats_its_header_and_has_every_cell(word):
    late = word.tables[1]
    assert late.style.name == "Table Grid"
    assert late.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert [[cell.text for cell in row.cells] for row in late.rows] == [
        ["Action", "Target date", "Ratio"],
        ["Review interview panels", "31 January 2026", "1.70"],
        ["Train the managers", "", "28.3"],
    ]


def test_word_knows_its_title_its_language_and_its_organisation(word):
    said = word.core_properties
    assert (said.title, said.author) == ("Report of Q4 2025/26", "Riverside NHS Trust")
    assert (said.language, said.last_modified_by, said.comments) == ("en-GB", "", "")
    languages = word.styles.element.iter(qn("w:lang"))
    assert {language.get(qn("w:val")) for language in languages} == {"en-GB"}
    footer = word.sections[0].footer.paragraphs[0]
    assert footer.text == "Riverside NHS Trust: Report of Q4 2025/26. Page 1"
    assert [each.text for each in footer._p.iter(qn("w:instrText"))] == ["PAGE"]


def test_the_picture_in_word_has_words(word):
    (picture,) = word.inline_shapes
    assert picture._inline.docPr.get("descr") == (
        "Bars, one for each of 2 rows, cut into Complete, On track, At risk, Off track, Not rated."
        " The table that follows has the same numbers."
    )


# The picture


def numbers(*rows, names=DELIVERY):
    columns = (Column("Section"), *(Column(name, Kind.NUMBER) for name in names))
    return Table("Title", columns, tuple(rows), is_picture=True)


@pytest.mark.parametrize(
    ("table", "steps", "drawn"),
    [
        (numbers(("A", 1, 2, 3), names="xyz"), "xy", [(1, 2)]),  # z is x and y
        (numbers(("A", 1, 2, 4), names="xyz"), "xyz", [(1, 2, 4)]),
        (numbers(("A", 1, None), ("B", 0, 0), names="xy"), "xy", [(1, 0), (0, 0)]),
        (numbers(("A", 1, 2), ("B", 3, 4), ("All", 4, 6), names="xy"), "xy", [(1, 2), (3, 4)]),
    ],
)
def test_a_picture_draws_the_numbers_without_their_totals(table, steps, drawn):
    picture = bars(table)
    assert picture.steps == tuple(steps)
    assert [counts for _, counts in picture.rows] == drawn


@pytest.mark.parametrize(
    "table",
    [
        None,
        replace(numbers(("A", 1), names="x"), is_picture=False),
        numbers(("A", 0), names="x"),
        numbers(("A", -1), names="x"),
        numbers(names="x"),
        numbers(*((f"Section {n}", n) for n in range(1, 100)), names="x"),
    ],
)
def test_what_cannot_be_drawn_is_a_table_alone(table):
    assert bars(table) is None


# Excel


def test_the_first_sheet_says_what_the_report_says(excel):
    rows = list(excel.worksheets[0].iter_rows(values_only=True))
    assert rows[:3] == [
        ("Part", "What it says"),
        ("Title", "Report of Q4 2025/26"),
        ("Organisation", "Riverside NHS Trust"),
    ]
    assert ("Where are we?", "1 gap widened.") in rows
    assert rows[-1] == ("Overdue: 2", "Table 2: Overdue: 2 (sheet Overdue  2)")


def test_excel_has_a_sheet_a_table_with_real_days_and_numbers(excel):
    assert excel.sheetnames == ["Report", "Delivery by section", "Overdue  2"]
    sheet = excel["Overdue  2"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:C3")
    day, ratio = sheet["B2"], sheet["C2"]
    assert (day.value.date(), day.number_format) == (date(2026, 1, 31), "d mmmm yyyy")
    assert (ratio.value, ratio.number_format) == (1.7, "0.00")
    assert (sheet["B3"].value, sheet["C3"].number_format) == (None, "0.0")


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        (["Late", "late", "Late"], ["Late", "late 2", "Late 3"]),
        (["History"], ["History 2"]),
        (["", "a/b\n c"], ["Sheet", "a b c"]),
        (["x" * 40, "x" * 40], ["x" * 31, f"{'x' * 29} 2"]),
        (["Late 2", "Late", "Late"], ["Late 2", "Late", "Late 3"]),
    ],
)
def test_sheets_have_names_that_excel_takes(wanted, given):
    assert unique_names(wanted) == given


# CSV


def test_a_very_long_table_is_cut_in_the_pdf_and_says_where_the_rest_is(monkeypatch):
    monkeypatch.setattr(sys.modules["actions.reports.papers.pdf"], "MOST_ROWS", 2)
    table = Table("Actions", (Column("Action"),), (("First",), ("Second",), ("Third",)))
    long = replace(REPORT, parts=(Part("actions", "Every action", (), table),))
    pages = pypdfium2.PdfDocument(render(long, "pdf").data)
    text = " ".join(pages[0].get_textpage().get_text_range().split())
    assert "Second" in text
    assert "Third" not in text
    assert "The first 2 of 3 rows are listed. The Excel and CSV papers have all of them." in text


def test_csv_has_each_table_under_its_title():
    assert in_csv(render(REPORT, "csv").data)[-7:] == [
        ["All sections", "3", "9", "1", "5", "2", "20"],
        [],
        ["Overdue: 2"],
        ["Table 2: Overdue: 2"],
        ["Action", "Target date", "Ratio"],
        ["Review interview panels", "2026-01-31", "1.70"],
        ["Train the managers", "", "28.3"],
    ]


def test_what_a_spreadsheet_would_run_arrives_as_text():
    table = Table(FORMULA, (Column(FORMULA),), ((FORMULA,),))
    report = Document(
        FORMULA, FORMULA, ((FORMULA, FORMULA),), (Part("p", FORMULA, (FORMULA,), table),)
    )
    for row in in_csv(render(report, "csv").data):
        assert all(cell == f"'{FORMULA}" for cell in row if "Table 1" not in cell)
    for sheet in in_excel(render(report, "xlsx").data):
        cells = [cell for row in sheet for cell in row if cell.value == FORMULA]
        assert cells
        assert all((cell.data_type, cell.quotePrefix) == ("s", True) for cell in cells)
