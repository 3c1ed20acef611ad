"""Exports open safely: text is text, numbers are numbers, days are days."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from wres.files.exports import Sheet, csv_file, sheet_name, workbook
from wres.files.formulas import guarded, unguarded

FORMULAS = ["=1+1", "+44 20", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\u00a0=1", "＝1", "\n=1"]
HARMLESS = ["", "Plain", "O'Brien", "1 = 1", "'quoted'", "’tis", "a=b"]


@pytest.fixture
def written():
    """`written(header, rows)`: the first sheet of a workbook as Excel would find it."""

    def write(header, rows, **more):
        data = workbook(Sheet("Table", header, rows, **more))
        return load_workbook(io.BytesIO(data)).worksheets[0]

    return write


@pytest.mark.parametrize("text", FORMULAS)
def test_text_that_begins_like_a_formula_arrives_as_text(text, written):
    cell = written([text], [[text]])["A2"]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)
    assert cell.value == text.replace("\r", "\n")
    row = list(csv.reader(io.StringIO(csv_file(["A"], [[text]]).decode("utf-8-sig"), newline="")))
    assert row == [["A"], [f"'{text}"]]


@pytest.mark.parametrize("text", ["first\rsecond", "first\r\nsecond", "first\nsecond"])
def test_lines_end_alike_however_they_were_typed(text, written):
    assert written([text], [[text]])["A2"].value == "first\nsecond"


TURNS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@pytest.mark.parametrize("mark", TURNS)
def test_no_text_of_a_file_turns_the_direction_of_what_stands_beside_it(mark, written):
    sheet = written([f"A{mark}b"], [[f"{mark}=1"]])
    assert [sheet["A1"].value, sheet["A2"].value, sheet["A2"].quotePrefix] == ["Ab", "=1", True]
    said = csv_file([f"A{mark}b"], [[f"{mark}=1"]]).decode("utf-8-sig")
    assert said.split() == ["Ab", "'=1"]
    assert sheet_name(f"A{mark}b") == "Ab"


@pytest.mark.parametrize("text", FORMULAS + HARMLESS)
def test_the_guard_comes_off_again(text):
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("text", HARMLESS)
def test_other_text_has_no_guard(text):
    assert guarded(text) == text


def test_numbers_and_days_are_real_ones(written):
    row = [3, Decimal("28.30"), date(2026, 3, 31), None, True]
    sheet = written(["n", "share", "day", "none", "flag"], [row], formats={"share": "0.0"})
    assert [cell.value for cell in sheet[2]][:2] == [3, 28.3]
    assert sheet["B2"].number_format == "0.0"
    assert (sheet["C2"].is_date, sheet["C2"].value.date()) == (True, date(2026, 3, 31))
    assert [sheet["D2"].value, sheet["E2"].value] == [None, "True"]
    said = csv_file(["n"], [[cell] for cell in row]).decode("utf-8-sig").split()
    assert said == ["n", "3", "28.30", "2026-03-31", '""', "True"]


def test_the_header_stays_in_view_and_filters(written):
    sheet = written(["Section", "Action"], [["Culture", "Review"], ["Culture", "Train"]])
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:B3")
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.column_dimensions["A"].width >= len("Culture")


def test_a_drop_down_reaches_the_rows_to_fill_in(written):
    sheet = written(["State"], [["held"]], choices={"State": ["held", "not held"]}, spare_rows=5)
    rule = sheet.data_validations.dataValidation[0]
    assert (str(rule.sqref), rule.formula1) == ("A2:A7", '"held,not held"')


def test_what_xml_cannot_hold_is_replaced(written):
    assert written(["A"], [["a\x00b\x0bc\ufffed"]])["A2"].value == "a\ufffdb\ufffdc\ufffdd"


@pytest.mark.parametrize(
    ("name", "given"),
    [("Plan 2025/26: 'all'", "Plan 2025 26   all"), ("", "Sheet"), ("x" * 40, "x" * 31)],
)
def test_a_sheet_has_a_name_that_excel_takes(name, given):
    assert sheet_name(name) == given
