"""Which cells of a file bring anything, beside what was last loaded and what stands now.

A cell brings nothing when it says what the file last loaded said in its place, or what an export
would write there now; it then counts as the cell last loaded. So a file that is loaded again
leaves alone what people have edited since, and an exported file, which says what stands now,
changes nothing. Nothing is said by a column that the file has not, nor by those columns of an
export that are of the day on which it was written. Cells differ in more than spaces and the
guards of formulas, or not at all.

How an action stands is said by its completion, status, rating and progress together: when one of
them brings something, the file's cells of all four count, so that a status which moves from one
column to another is not lost.

When no cell of a file brings anything and none of its rows is new, missing or moved, it changes
nothing at all: no question is asked or withdrawn, and rows keep the numbers they had.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from actions.imports.completion import read_completion
from actions.imports.export_cells import Cells, column_name, compared, is_of_the_day
from actions.imports.reading import PlanRow
from actions.imports.reload import Matched
from actions.imports.status import COLUMNS

KEYS = {"section", "number"}  # where the row stands, which its placement says
STANDING = {"completion", *COLUMNS}  # what these say is understood together


def brought(
    rows: Iterable[PlanRow], matched: Matched, standing: Mapping[int, Cells], plan_date: date
) -> list[PlanRow]:
    """The rows, with each cell that brings nothing as it was last loaded.

    `standing` are the cells that an export would write now, by the id of the placement.
    """
    return [
        _brought(row, placement, standing[placement.pk], plan_date)
        if (placement := matched.placements.get(row.row)) and row.row not in matched.proposed
        else _as_loaded(row, placement)
        for row in rows
    ]


def _as_loaded(row: PlanRow, placement) -> PlanRow:
    """The row as its placement has it, which nobody has said that it prints; a new one as it is."""
    if placement is None:
        return row
    where = {"section": placement.section.name, "number": placement.number}
    return replace(row, raw=dict(placement.raw), **where)


def _brought(row: PlanRow, placement, standing: Cells, plan_date: date) -> PlanRow:
    loaded: Mapping[str, str] = placement.raw
    other = {
        column: cell
        for column, cell in row.raw.items()
        if column not in KEYS
        and not is_of_the_day(column)
        and compared(cell) != compared(loaded.get(column, ""))
    }
    new = {
        column
        for column, cell in other.items()
        if compared(cell) != compared(standing.get(column_name(column), ""))
    }
    if new & STANDING:
        new |= {column for column in STANDING & set(other) if _is_clear(column, other, plan_date)}
    is_numbered = row.is_counted and loaded.get("number", "").strip()
    return replace(
        row,
        raw=dict(loaded) | {name: cell for name, cell in other.items() if name in new},
        section=row.section if row.is_placed else placement.section.name,
        number=placement.number if is_numbered else row.number,
    )


def _is_clear(column: str, cells: Mapping[str, str], plan_date: date) -> bool:
    """Whether a cell that says what stands is read as that.

    A completion with a day that people have entered since, after the plan's own date, is not.
    """
    cell = cells[column]
    is_read = column != "completion" or not cell.strip()
    return is_read or not read_completion(cell, plan_date).doubts


def is_nothing(rows: Sequence[PlanRow], matched: Matched) -> bool:
    """Whether these rows, as `brought` answers them, are the plan as it was last loaded."""
    known = matched.placements
    same = all(
        row.row in matched.unplaced
        or (
            row.row in known and known[row.row].raw == row.raw and not matched.stands_elsewhere(row)
        )
        for row in rows
    )
    return same and bool(rows) and not matched.vanished
