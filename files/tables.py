"""A file becomes a table: its encoding, its separator and its header are recognised here alone.

A file that is no table raises `RefusedError`. What is wrong in a row is a `Problem`, to be
mended in the file; what is possible but unlikely is a `Question`, for a person to answer. Rows
are numbered as a spreadsheet numbers them: the first row of the file is row 1.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from files.refused import MAX_BYTES, RefusedError, quoted, refuse_large

__all__ = ["MAX_BYTES", "Line", "Problem", "Question", "RefusedError", "Table", "decode"]
__all__ += ["quoted", "read_table"]

HEADER_ROWS = 20  # the header stands in one of the first so many rows
SEPARATORS = ",;\t"

NOT_TEXT = {
    b"PK\x03\x04": "a workbook or a zip archive",
    b"%PDF": "a PDF",
    b"\xd0\xcf\x11\xe0": "an old Excel or Word file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
}
MARKED_ENCODINGS = {
    b"\xef\xbb\xbf": ("utf-8-sig", "UTF-8"),
    b"\xff\xfe": ("utf-16", "UTF-16"),
    b"\xfe\xff": ("utf-16", "UTF-16"),
}
PLAIN_ENCODINGS = [("utf-8", "UTF-8"), ("cp1252", "Windows-1252")]


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


@dataclass(frozen=True)
class Table:
    """The rows below a header. Blank rows are left out; `ignored` are the unknown columns."""

    lines: tuple[Line, ...]
    problems: tuple[Problem, ...]
    columns: tuple[str, ...]
    ignored: tuple[str, ...]
    encoding: str


def decode(data: bytes) -> tuple[str, str]:
    """The text of a file and the name of its encoding. Refused when it is no text."""
    refuse_large(len(data))
    for start, kind in NOT_TEXT.items():
        if data.startswith(start):
            raise RefusedError(
                f"The selected file is {kind}. Save the sheet as CSV and select that"
            )
    text, encoding = _decoded(data)
    if not text.strip("\ufeff \t\r\n"):
        raise RefusedError("The selected file is empty")
    if "\0" in text:
        raise RefusedError(
            "The selected file holds NUL bytes, so it is not text. Save it as CSV again"
        )
    return text, encoding


def _decoded(data: bytes) -> tuple[str, str]:
    marked = [encoding for mark, encoding in MARKED_ENCODINGS.items() if data.startswith(mark)]
    for codec, name in marked or PLAIN_ENCODINGS:
        try:
            return data.decode(codec), name
        except UnicodeDecodeError:
            continue
    raise RefusedError("The characters of the selected file cannot be read. Save it as CSV UTF-8")


def read_table(data: bytes, names: Mapping[str, Iterable[str]], required: Sequence[str]) -> Table:
    """Finds the header by its names, whatever the separator, and reads the rows below it.

    `names` maps each known column to other words for it; case and spaces do not count. An
    unknown column keeps its own name. Refused when a required column is missing, when a known
    one stands there twice, and when a row cannot be read at all.
    """
    text, encoding = decode(data)
    known = {_folded(word): name for name, words in names.items() for word in (name, *words)}
    candidates = [
        (separator, number, [known.get(_folded(cell), cell.strip()) for cell in record])
        for separator in SEPARATORS
        for number, record in islice(_readable(text, separator), HEADER_ROWS)
    ]
    best = max(candidates, key=lambda found: len(set(found[2]) & set(names)), default=(",", 0, []))
    separator, header_row, columns = best
    _check_header(header_row, columns, names, required)
    columns = _distinct(columns, names)
    lines, problems = _lines(text, separator, columns, header_row)
    ignored = tuple(column for column in columns if column not in names)
    return Table(lines, problems, tuple(columns), ignored, encoding)


def _folded(name: str) -> str:
    return "".join(name.casefold().split())


def _records(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """The numbered rows of a text. csv.Error at the first that cannot be read."""
    lines = io.StringIO(text, newline="")  # so that a lone carriage return ends a row too
    return enumerate(csv.reader(lines, delimiter=separator, strict=True), start=1)


def _readable(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    try:
        yield from _records(text, separator)
    except csv.Error:
        return


def _check_header(
    row: int, columns: list[str], names: Mapping[str, Iterable[str]], required: Sequence[str]
) -> None:
    if not set(columns) & set(names):
        raise RefusedError(
            f"No header was found in the first {HEADER_ROWS} rows. "
            f"Name the columns {', '.join(required)} in one row"
        )
    for name in names:
        if columns.count(name) > 1:
            raise RefusedError(f"Row {row} has more than one column for {name}. Keep one")
    if missing := [name for name in required if name not in columns]:
        raise RefusedError(
            f"The header in row {row} has no column for {', '.join(missing)}. Add it"
        )


def _distinct(columns: list[str], names: Mapping[str, Iterable[str]]) -> list[str]:
    """Column names of which no two are equal, so that no cell hides another."""
    return [
        name if name in names or (name and columns.count(name) == 1) else f"{name} (column {place})"
        for place, name in enumerate(columns, start=1)
    ]


def _lines(
    text: str, separator: str, columns: list[str], header_row: int
) -> tuple[tuple[Line, ...], tuple[Problem, ...]]:
    lines, problems, row = [], [], 0
    try:
        for row, record in _records(text, separator):
            if row <= header_row or not any(cell.strip() for cell in record):
                continue
            if any(cell.strip() for cell in record[len(columns) :]):
                problems.append(Problem(row, "", _too_many(len(record), len(columns))))
                continue
            padding = [""] * (len(columns) - len(record))
            lines.append(Line(row, dict(zip(columns, record + padding, strict=False))))
    except csv.Error:
        raise RefusedError(
            f"Row {row + 1} cannot be read. Close its quotation marks, "
            "and keep each cell below 100,000 characters"
        ) from None
    return tuple(lines), tuple(problems)


def _too_many(cells: int, columns: int) -> str:
    return (
        f"This row has {cells} cells and the header has {columns}. "
        "Put a cell that holds a separator in quotation marks"
    )
