"""The records of a table: its header found by the names of columns, and the rows below it."""

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from wres import words
from wres.files.refused import RefusedError, quoted
from wres.files.sheets import (
    MAX_COLUMNS,
    UNSAVED,
    Records,
    Sheet,
    refuse_cells,
    refuse_columns,
    refuse_rows,
)

HEADER_ROWS = 20  # the header stands in one of the first so many rows
NAME_CHARACTERS = 100  # of a column, at most; longer cells are none
NAMES_SHOWN = 12  # of the columns that a message lists


@dataclass(frozen=True)
class Header:
    """Its last row, and the columns that it names: by our names where they are known."""

    row: int
    columns: tuple[str, ...]
    known: frozenset[str]

    def has(self, required: Sequence[str]) -> bool:
        return self.known.issuperset(required)


class HeaderError(RefusedError):
    """The file has no header, or none with every column that is needed."""


class Words:
    """The words for each column, the likeliest first; its own name is the first of them.

    Case, spaces, a plural's "s" and the signs at a word's end do not count.
    """

    def __init__(self, names: Mapping[str, Iterable[str]]) -> None:
        self._named = {
            folded(word): (name, rank)
            for name, words in names.items()
            for rank, word in reversed([*enumerate((name, *words))])
        }

    def named(self, cell: str) -> tuple[str, int]:
        """The column that a cell names and the rank of its word, 0 the likeliest; else no name."""
        is_short = len(cell) <= NAME_CHARACTERS
        return self._named.get(folded(cell), ("", 0)) if is_short else ("", 0)

    def name(self, cell: str) -> str:
        return self.named(cell)[0]

    def names_in(self, cells: Iterable[str]) -> set[str]:
        """The known columns that the cells name."""
        return {name for cell in cells if (name := self.name(cell))}

    def nearest(self, rows: Sequence[Sequence[str]], required: str = "") -> int | None:
        """The place of the row, of the first 20, that names most columns, `required` among them."""
        names = [self.names_in(cells) for cells in rows[:HEADER_ROWS]]
        scores = [len(its) if not required or required in its else 0 for its in names]
        best = max(scores, default=0)
        return scores.index(best) if best else None

    def header(self, row: int, cells: Iterable[str]) -> Header:
        names = [(self.name(cell), cell) for cell in cells]
        columns = tuple(name or cell.strip() for name, cell in names)
        return Header(row, columns, frozenset(name for name, _ in names if name))


_LEFT_OUT = re.compile(r"\(s\)|[\s_]+")


def folded(name: str) -> str:
    """The name of a column as it is compared."""
    plain = _LEFT_OUT.sub("", name.casefold()).strip(".:?*/-–")
    return plain.removesuffix("s") if len(plain) > 3 else plain


def find(sheet: Sheet, words: Words) -> Header:
    """The row, or two rows, of the first 20 that name most of the known columns."""
    rows = list(top(sheet))
    one_row = [words.header(row, cells) for row, cells in rows]
    two_rows = [_both(words, sheet, upper, lower) for upper, lower in pairwise(rows)]
    found = [*one_row, *(header for header in two_rows if header)]
    return max(found, key=lambda header: len(header.known), default=Header(0, (), frozenset()))


def top(sheet: Sheet) -> Iterator[tuple[int, list[str]]]:
    """The first rows, as far as they can be read: what cannot is refused when the rest is read."""
    try:
        for row, cells in islice(sheet.records(), HEADER_ROWS):
            if row > HEADER_ROWS:
                return
            yield row, cells[:MAX_COLUMNS]
    except RefusedError:
        return


def _both(
    words: Words, sheet: Sheet, upper: tuple[int, list[str]], lower: tuple[int, list[str]]
) -> Header | None:
    """Two rows as one header: "White" over "headcount" is "White headcount".

    The lower row of a header says nothing more of a column that the upper one names, which the
    rows of a table do: so None when it does.
    """
    above, below = list(upper[1]), lower[1]
    for first, last in sheet.spread.get(upper[0], ()):
        above += [""] * (last + 1 - len(above))
        above[first : last + 1] = [above[first]] * (last + 1 - first)
    names = []
    width = max(len(above), len(below))
    for over, under in zip(_padded(above, width), _padded(below, width), strict=True):
        together = f"{over} {under}".strip()
        if words.name(together):
            names.append(together)
        elif not words.name(over):
            names.append(under if words.name(under) else together)
        elif under.strip() and folded(under) != folded(over):
            return None
        else:
            names.append(over)
    return words.header(lower[0], names)


def _padded(cells: Sequence[str], width: int) -> list[str]:
    return [*cells, *[""] * (width - len(cells))]


def check(
    header: Header,
    names: Iterable[str],
    required: Sequence[str],
    sheet_name: str = "",
) -> None:
    """Refuses a header without a required column, or with a known one twice."""
    if not header.known:
        raise HeaderError(no_header(required, header.columns))
    row = f"row {header.row}" + (f" of sheet {quoted(sheet_name)}" if sheet_name else "")
    for name in names:
        if header.columns.count(name) > 1:
            raise RefusedError(f"There is more than one column for {name} in {row}. Keep one")
    if missing := [name for name in required if name not in header.known]:
        raise HeaderError(f"The header in {row} {without(missing, header.columns)}")


def without(missing: Sequence[str], columns: Sequence[str]) -> str:
    """What a header lacks beside what it has: "has “bme”, but no column for year. Add it"."""
    todo = "Add it" if len(missing) == 1 else "Add them"
    return f"has {listed(columns)}, but no column for {', '.join(missing)}. {todo}"


def no_header(examples: Sequence[str], columns: Sequence[str] = ()) -> str:
    """What to do where no row names a known column; `columns` are the cells of the likeliest."""
    found = f"; the first row has {listed(columns)}" if any(columns) else ""
    return (
        f"No header was found in the first {HEADER_ROWS} rows{found}. "
        f"Name the columns in one row, {words.listed(examples)} among them"
    )


def listed(columns: Sequence[str]) -> str:
    """The first columns that have a name, as a message lists them."""
    names = [quoted(column.replace("_", " ")) for column in columns if column.strip()]
    more = [f"and {len(names) - NAMES_SHOWN} more"] if len(names) > NAMES_SHOWN else []
    return ", ".join([*names[:NAMES_SHOWN], *more])


def spread_out(header: Header, width: int) -> list[str]:
    """The columns of a header, `width` at least, no two of one name."""
    refuse_columns(max(len(header.columns), width))
    return distinct(_padded(header.columns, width), header.known)


def distinct(columns: Sequence[str], known: Container[str]) -> list[str]:
    """Names of which no two are equal, so that no cell hides another."""
    found: list[str] = []
    for place, name in enumerate(columns, start=1):
        is_distinct = name in known or (name and columns.count(name) == 1)
        found.append(name if is_distinct else f"{name} (column {place})".lstrip())
        while found.count(found[-1]) > 1:
            found[-1] += "*"
    return found


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
