"""Which cells of a file bring anything, beside what was last loaded and what stands now.

A cell brings nothing when it says what the file last loaded said in its place, or what an export
would write there now; it then counts as the cell last loaded. So a file that is loaded again
leaves alone what people have edited since, and an exported file, which says what stands now,
changes nothing. Nothing is said by a column that the file has not, nor by those columns of an
export that are of the day on which it was written. Cells differ in more than spaces and the
guards of formulas, or not at all.

When no cell of a file brings anything and none of its rows is new or missing, it changes nothing
at all: no question is asked or withdrawn, and rows keep the numbers they had.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from actions.loading.printing import Cells, column_name, compared, is_of_the_day
from actions.loading.reading import PlanRow
from actions.loading.reloading import Matched

KEYS = {"section", "number"}  # by which the row was known again


def brought(
    rows: Iterable[PlanRow], matched: Matched, standing: Mapping[int, Cells]
) -> list[PlanRow]:
    """The rows, with each cell that brings nothing as it was last loaded.

    `standing` are the cells that an export would write now, by the id of the placement.
    """
    return [
        _brought(row, placement.raw, standing[placement.pk])
        if (placement := matched.placements.get(row.row))
        else row
        for row in rows
    ]


def _brought(row: PlanRow, loaded: Mapping[str, str], standing: Cells) -> PlanRow:
    raw = dict(loaded)
    for column, cell in row.raw.items():
        if column in KEYS or is_of_the_day(column):
            continue
        known = loaded.get(column, ""), standing.get(column_name(column), "")
        if compared(cell) not in map(compared, known):
            raw[column] = cell
    return replace(row, raw=raw)


def is_nothing(rows: Sequence[PlanRow], matched: Matched) -> bool:
    """Whether these rows, as `brought` answers them, are the plan as it was last loaded."""
    known = matched.placements
    same = all(row.row in known and known[row.row].raw == row.raw for row in rows)
    return same and bool(rows) and not matched.vanished
