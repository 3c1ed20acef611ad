"""The rows below a header: their cells by the names of the columns, and what cannot be read.

What is wrong in a row is a `Problem`, to be mended in the file; what is possible but unlikely is
a `Question`, for a person to answer. Rows are numbered as a spreadsheet numbers them: the first
row of the file is row 1.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from files.headers import Header
from files.refused import RefusedError, quoted
from files.sheets import (
    MAX_COLUMNS,
    UNSAVED,
    Records,
    Sheet,
    refuse_cells,
    refuse_columns,
    refuse_rows,
)

MAX_FAILED = 10_000  # cells of which each is a problem
_FAILED = re.compile(r"#(?:N/A|(?:DIV/0|REF|VALUE|NUM|NULL|SPILL|CALC|FIELD|BLOCKED)!|NAME\?|##+)")


@dataclass(frozen=True)
class Problem:
    """What cannot be saved, and how to mend it."""

    row: int
    column: str
    message: str


@dataclass(frozen=True)
class Question:
    """What can be saved, and needs a person's answer."""

    row: int
    column: str
    message: str


@dataclass(frozen=True)
class Line:
    """A row of the file: its number, and its cells by the name of their column."""

    row: int
    cells: Mapping[str, str]


def rows_below(
    sheet: Sheet, header: Header, columns: list[str]
) -> tuple[tuple[Line, ...], tuple[Problem, ...]]:
    """The rows below a header that can be read, and what is wrong with the others."""
    lines: list[Line] = []
    problems: list[Problem] = []
    for row, record in _filled(sheet, header, len(columns)):
        if any(cell.strip() for cell in record[len(columns) :]):
            problems.append(Problem(row, "", too_many(len(record), len(columns))))
            continue
        padding = [""] * (len(columns) - len(record))
        cells = dict(zip(columns, record + padding, strict=False))
        failed = list(_failed(row, cells, header))
        problems += failed
        if not failed:
            lines.append(Line(row, cells))
        if len(problems) > MAX_FAILED:
            raise RefusedError(
                f"More than {MAX_FAILED:,} rows or cells of the selected file cannot be read, the "
                f"first in row {problems[0].row}: {problems[0].message}"
            )
    return tuple(lines), tuple(problems)


def _filled(sheet: Sheet, header: Header, width: int) -> Records:
    """The rows below the header that have something in them. Refused when they are too many."""
    rows = 0
    for row, record in sheet.records():
        if row == header.row and any(cell.strip() for cell in record[MAX_COLUMNS:]):
            refuse_columns(len(record))
        if row <= header.row or not any(cell.strip() for cell in record):
            continue
        rows += 1
        refuse_rows(rows)
        refuse_cells(rows * width)
        yield row, record


def _failed(row: int, cells: Mapping[str, str], header: Header) -> Iterator[Problem]:
    """A problem for each cell of a known column whose formula has failed or was never saved."""
    for column in filter(header.known.__contains__, header.columns):
        if message := failure(cells[column]):
            yield Problem(row, column, message)


def failure(cell: str) -> str:
    """What to do about a formula that has failed or was never saved; "" for any other cell."""
    if cell == UNSAVED:
        return (
            "This cell holds a formula without a saved result. Open the file in Excel, "
            "save it and select it again"
        )
    if "#" in cell and _FAILED.fullmatch(cell.strip()):
        return (
            f"{quoted(cell)} was given. A formula of the sheet has failed. "
            "Correct it, or leave the cell blank"
        )
    return ""


def too_many(cells: int, columns: int) -> str:
    """What to do about a row with more cells than its header."""
    return (
        f"This row has {cells} cells and the header has {columns}. "
        "Put a cell that holds a separator in quotation marks"
    )
