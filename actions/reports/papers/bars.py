"""The picture of a table: a bar a row, cut into the table's numbers."""

from dataclasses import dataclass

from actions.reports.document import Kind, Table
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
