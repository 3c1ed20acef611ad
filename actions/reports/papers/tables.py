"""The tables of a paper: how wide their columns are, and the picture of each."""

from dataclasses import dataclass

from actions.reports.document import Document, Kind, Table
from actions.reports.papers.words import cell_words

TOTAL = "All"  # how the name of a row of totals begins
MOST_BARS = 40  # more would fill a page, and the table says the same


@dataclass(frozen=True)
class Bars:
    """What is drawn; `rows` are the names and the numbers of each bar, in the order of `steps`."""

    steps: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]

    @property
    def alternative(self) -> str:
        """What the picture shows, for who does not see it."""
        return (
            f"Bars, one for each of {len(self.rows)} rows, cut into {', '.join(self.steps)}. "
            "The table that follows has the same numbers."
        )


def bars(table: Table | None) -> Bars | None:
    """The picture, or None where the table is none or holds nothing that can be drawn.

    A column or row of totals is left out: it would draw every number twice.
    """
    if table is None or not table.is_picture:
        return None
    steps = [n for n, column in enumerate(table.columns) if n and column.kind is Kind.NUMBER]
    grid = _counts(table, steps)
    if grid is None:
        return None
    if len(steps) > 2 and grid and all(counts[-1] == sum(counts[:-1]) for counts in grid):
        steps, grid = steps[:-1], [counts[:-1] for counts in grid]
    names = [cell_words(row[0]) for row in table.rows]
    is_total = len(grid) > 1 and names[-1].startswith(TOTAL)
    if is_total and grid[-1] == [sum(column) for column in zip(*grid[:-1], strict=True)]:
        names, grid = names[:-1], grid[:-1]
    if not any(map(any, grid)) or len(grid) > MOST_BARS:
        return None
    rows = tuple((name, tuple(counts)) for name, counts in zip(names, grid, strict=True))
    return Bars(tuple(table.columns[n].name for n in steps), rows)


def _counts(table: Table, columns: list[int]) -> list[list[int]] | None:
    """Each row's numbers, nothing being nought; None where one is no count."""
    grid = []
    for row in table.rows:
        counts = [row[n] or 0 for n in columns]
        whole = [count for count in counts if isinstance(count, int) and count >= 0]
        if len(whole) < len(counts):
            return None
        grid.append(whole)
    return grid


MOST_UPRIGHT = 6  # columns that an upright page has room for
LEAST, LONGEST_WORD, LONGEST_CELL = 6, 16, 150  # characters
A_LINE = 4  # characters of a long cell that ask for one more of width


def is_wide(document: Document) -> bool:
    """Whether a table has so many columns that the pages lie on their side."""
    tables = [part.table for part in document.parts if part.table]
    return any(len(table.columns) > MOST_UPRIGHT for table in tables)


def shares(names: list[str], rows: list[list[str]]) -> list[int]:
    """What each column takes of the width: room for its words, and more for long cells."""
    columns = zip(names, *rows, strict=True)
    return [_share(name, cells) for name, *cells in columns]


def _share(name: str, cells: list[str]) -> int:
    together = max(_longest_word(cell) for cell in (name, *cells))
    longest = max((len(cell) for cell in cells), default=0)
    room = min(together, LONGEST_WORD) + min(longest, LONGEST_CELL) // A_LINE
    return max(room, LEAST)


def _longest_word(cell: str) -> int:
    """Its characters; a short cell, such as a day, stays on one line as a whole."""
    if len(cell) <= LONGEST_WORD:
        return len(cell)
    return max((len(word) for word in cell.split()), default=0)
