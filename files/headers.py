"""The header of a table, found by the names of its columns and never by position.

Figures and plans find theirs here: what each column may be called is theirs to say.
"""

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from files.refused import RefusedError, quoted
from files.sheets import MAX_COLUMNS, Sheet, refuse_columns

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
    words = " and ".join(filter(None, [", ".join(examples[:-1]), *examples[-1:]]))
    found = f"; the first row has {listed(columns)}" if any(columns) else ""
    return (
        f"No header was found in the first {HEADER_ROWS} rows{found}. "
        f"Name the columns in one row, {words} among them"
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
