"""The header of a table, found by the names of its columns and never by position."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from files.refused import RefusedError, quoted
from files.sheets import MAX_COLUMNS, Sheet, refuse_columns

HEADER_ROWS = 20  # the header stands in one of the first so many rows


@dataclass(frozen=True)
class Header:
    """Its last row, and the columns that it names: by our names where they are known."""

    row: int
    columns: tuple[str, ...]
    known: frozenset[str]

    def has(self, required: Sequence[str]) -> bool:
        return self.known.issuperset(required)


class Words:
    """The names that a column may have; case and spaces do not count."""

    def __init__(self, names: Mapping[str, Iterable[str]]) -> None:
        self._names = {
            _folded(word): name for name, words in names.items() for word in (name, *words)
        }

    def name(self, cell: str) -> str | None:
        return self._names.get(_folded(cell)) if len(cell) <= MAX_COLUMNS else None

    def header(self, row: int, cells: Iterable[str]) -> Header:
        names = [(self.name(cell), cell) for cell in cells]
        columns = tuple(name or cell.strip() for name, cell in names)
        return Header(row, columns, frozenset(name for name, _ in names if name))


def _folded(name: str) -> str:
    return "".join(name.casefold().split())


def find(sheet: Sheet, names: Mapping[str, Iterable[str]]) -> Header:
    """The row, or two rows, of the first 20 that name most of the known columns."""
    words = Words(names)
    top = list(_top(sheet))
    one_row = [words.header(row, cells) for row, cells in top]
    two_rows = [_both(words, sheet, upper, lower) for upper, lower in pairwise(top)]
    found = [*one_row, *(header for header in two_rows if header)]
    return max(found, key=lambda header: len(header.known), default=Header(0, (), frozenset()))


def _top(sheet: Sheet) -> Iterator[tuple[int, list[str]]]:
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
        elif under.strip() and _folded(under) != _folded(over):
            return None
        else:
            names.append(over)
    return words.header(lower[0], names)


def _padded(cells: list[str], width: int) -> list[str]:
    return cells + [""] * (width - len(cells))


def check(
    header: Header,
    names: Mapping[str, Iterable[str]],
    required: Sequence[str],
    sheet_name: str = "",
) -> None:
    """Refuses a header without a required column, or with a known one twice."""
    if not header.known:
        raise RefusedError(
            f"No header was found in the first {HEADER_ROWS} rows. "
            f"Name the columns in one row, {' and '.join(required)} among them"
        )
    row = f"row {header.row}" + (f" of sheet {quoted(sheet_name)}" if sheet_name else "")
    for name in names:
        if header.columns.count(name) > 1:
            raise RefusedError(f"There is more than one column for {name} in {row}. Keep one")
    if missing := [name for name in required if name not in header.known]:
        raise RefusedError(f"The header in {row} has no column for {', '.join(missing)}. Add it")


def distinct(header: Header, width: int) -> list[str]:
    """Names of which no two are equal, so that no cell hides another: at least `width` of them."""
    refuse_columns(max(len(header.columns), width))
    columns = _padded(list(header.columns), width)
    return [
        name
        if name in header.known or (name and columns.count(name) == 1)
        else f"{name} (column {place})".strip()
        for place, name in enumerate(columns, start=1)
    ]
