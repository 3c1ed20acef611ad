"""Tables written as workbooks and CSV files that open safely in a spreadsheet.

Text arrives as text, whatever it begins with; numbers and days are real ones, and None is an
empty cell. What no XML can hold (control characters) becomes the replacement character, and what
would turn the direction of the text beside it is left out.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Any

from django.http import HttpResponse
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from wres.accounts.names import without_turns
from wres.files.formulas import guarded, looks_like_formula

NUMBERS = (int, float, Decimal)
DAY_FORMAT = "d mmmm yyyy"
CELL_CHARACTERS = 32_767  # the most that Excel holds in a cell
NARROWEST, WIDEST = 9, 60  # characters of a column
MEASURED_ROWS = 200  # rows from which the widths of columns are taken
SHEET_NAME_CHARACTERS = 31  # the most that Excel holds in the name of a sheet
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LINE_END = re.compile("\r\n?")
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\']")
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_HEADER_FONT = Font(bold=True, color="FFFFFFFF")
_HEADER_FILL = PatternFill("solid", start_color="FF005EB8")  # NHS blue


@dataclass(frozen=True)
class Column:
    """A column of a file that goes out: its heading, and the cell that a thing has there.

    `width` is in characters in Excel, where the longest cell should not decide, and `share` that
    of the page's width in Word. An optional one is left out of Word where nothing has it.
    """

    name: str
    value: Callable[[Any], Any]
    width: int | None = None
    share: int = 2
    is_optional: bool = False


def names(columns: Iterable[Column]) -> list[str]:
    return [column.name for column in columns]


def cells(columns: Iterable[Column], thing: object) -> list[Any]:
    return [column.value(thing) for column in columns]


@dataclass(frozen=True)
class Sheet:
    """One table of a workbook: the rows below a header.

    By the name of a column, `formats` gives number formats ("0.0"), `choices` the words of a
    drop-down and `widths` a width in characters where the longest cell should not decide.
    `spare_rows` are rows below the table that have formats and drop-downs too, to be filled in.
    """

    name: str
    header: Sequence[str]
    rows: Sequence[Sequence[object]]
    formats: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)
    widths: Mapping[str, int] = field(default_factory=dict)
    spare_rows: int = 0


def csv_file(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """The table in UTF-8 with the mark that Excel looks for; days are 2026-03-31."""
    return b"".join(csv_lines(header, rows))


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """The lines of `csv_file`, so that a long one is never whole in memory."""
    writer = csv.writer(_Line())
    yield "\ufeff".encode()
    for row in chain([header], rows):
        yield writer.writerow([_csv_cell(cell) for cell in row]).encode("utf-8", "replace")


class _Line:
    """What a CSV writer writes to: it hands back each line."""

    def write(self, line: str) -> str:
        return line


def _csv_cell(cell):
    """The cell as a CSV file has it: text guarded, a day as 2026-03-31, nothing for None."""
    if cell is None:
        return ""
    if isinstance(cell, NUMBERS) and not isinstance(cell, bool):
        return cell
    if isinstance(cell, date):
        return cell.isoformat()
    return guarded(without_turns(str(cell)))


def workbook(*sheets: Sheet, title: str = "") -> bytes:
    """A workbook with a sheet a table, its header frozen and filterable."""
    book = Workbook()
    book.remove(book.active)
    book.properties.title = printable(title)
    book.properties.language = "en-GB"
    book.properties.creator = "WRES tracker"
    for sheet in sheets:
        _write(book.create_sheet(sheet_name(sheet.name)), sheet)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def sheet_name(name: str) -> str:
    """The name without the signs that Excel forbids, cut to the 31 characters it allows."""
    return _NOT_IN_SHEET_NAMES.sub(" ", printable(name)).strip()[:SHEET_NAME_CHARACTERS] or "Sheet"


def printable(text: str) -> str:
    """The text as a workbook or a Word document can hold it, each line ended by a line feed.

    One library of XML keeps a carriage return, another does not: the file would depend on it.
    """
    return _NOT_IN_XML.sub("\ufffd", _LINE_END.sub("\n", without_turns(text)))


def _write(there, sheet: Sheet):
    there["A1"].alignment = _WRAPPED
    look = copy(there["A1"]._style)  # a look that is worked out for each cell takes half the time
    for place, name in enumerate(sheet.header, start=1):
        cell = _put(there, 1, place, name, look)
        cell.font, cell.fill = _HEADER_FONT, _HEADER_FILL
    formats = [sheet.formats.get(name) for name in sheet.header]
    for number, row in enumerate(sheet.rows, start=2):
        for place, (value, number_format) in enumerate(zip(row, formats, strict=True), start=1):
            cell = _put(there, number, place, value, look)
            if number_format:
                cell.number_format = number_format
    for number in range(len(sheet.rows) + 2, len(sheet.rows) + 2 + sheet.spare_rows):
        for place, number_format in enumerate(formats, start=1):
            if number_format:
                there.cell(number, place).number_format = number_format
    _add_choices(there, sheet)
    for place, name in enumerate(sheet.header, start=1):
        there.column_dimensions[get_column_letter(place)].width = _width(sheet, place, name)
    there.freeze_panes = "A2"
    there.auto_filter.ref = there.dimensions
    there.print_title_rows = "1:1"
    there.page_setup.orientation, there.page_setup.paperSize = "landscape", 9  # A4
    there.sheet_properties.pageSetUpPr.fitToPage = True
    there.page_setup.fitToHeight = 0


def _put(there, row: int, column: int, value, look):
    cell = there.cell(row, column)
    cell._style = copy(look)
    if isinstance(value, NUMBERS) and not isinstance(value, bool):
        cell.value = value
        if isinstance(value, Decimal):
            exponent = value.as_tuple().exponent  # as many decimals are shown as it has
            decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
            cell.number_format = f"0.{'0' * decimals}" if decimals else "0"
    elif isinstance(value, date):
        cell.value, cell.number_format = value, DAY_FORMAT
    elif value not in (None, ""):
        said = printable(str(value))[:CELL_CHARACTERS]
        cell.value = said
        cell.data_type = "s"  # a text that begins with = is no formula
        if looks_like_formula(said):
            cell.quotePrefix = True  # nor is it one after somebody edits it
    return cell


def _add_choices(there, sheet: Sheet):
    last = max(len(sheet.rows) + sheet.spare_rows, 1) + 1
    for name, words in sheet.choices.items():
        letter = get_column_letter(list(sheet.header).index(name) + 1)
        listed = ",".join(words).replace('"', '""')
        rule = DataValidation(
            "list", formula1=f'"{listed}"', allow_blank=True, showErrorMessage=True
        )
        rule.errorTitle, rule.error = name, "Choose one from the list"
        rule.add(f"{letter}2:{letter}{last}")
        there.add_data_validation(rule)


def _width(sheet: Sheet, place: int, name: str) -> int:
    if name in sheet.widths:
        return sheet.widths[name]
    cells = [name, *(row[place - 1] for row in sheet.rows[:MEASURED_ROWS])]
    longest = max(
        len(f"{cell:%d %B %Y}" if isinstance(cell, date) else str("" if cell is None else cell))
        for cell in cells
    )
    return min(max(longest + 2, NARROWEST), WIDEST)


def download(file_name: str, data: bytes) -> HttpResponse:
    """The bytes as a file to keep, of the kind that its name says."""
    return HttpResponse(
        data,
        content_type=CONTENT_TYPES[file_name.rpartition(".")[2]],
        headers={"Content-Disposition": f'attachment; filename="{file_name}"'},
    )
