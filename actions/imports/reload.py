"""Rows of a plan beside what was last loaded of it: which cells bring anything, and what.

Which action a row is: `matching`. A cell brings nothing when it says what the file last loaded said
in its place, or what an export would write there now; it then counts as the cell last loaded. So a
file that is loaded again leaves alone what people have edited since, and an exported file, which
says what stands now, changes nothing. Nothing is said by a column that the file has not, nor by
those columns of an export that are of the day on which it was written. Cells differ in more than
spaces and the guards of formulas, or not at all.

How an action stands is said by its completion, status, rating and progress together: when one of
them brings something, the file's cells of all four count, so that a status which moves from one
column to another is not lost. The first row of an action speaks for it; a changed cell of another
row raises questions only.

When no cell of a file brings anything and none of its rows is new, missing or moved, it changes
nothing at all: no question is asked or withdrawn, and rows keep the numbers they had.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from actions.imports.completion import read_completion
from actions.imports.export_cells import Cells, column_name, compared, is_of_the_day
from actions.imports.matching import Matched
from actions.imports.printed import PlanRow
from actions.imports.proposals import Reader
from actions.imports.status import COLUMNS
from actions.models import Action, Placement

KEYS = {"section", "number"}  # where the row stands, which its placement says
STANDING = {"completion", *COLUMNS}  # what these say is understood together


def brought(
    rows: Iterable[PlanRow], matched: Matched, standing: Mapping[int, Cells], plan_date: date
) -> list[PlanRow]:
    """The rows, with each cell that brings nothing as it was last loaded.

    `standing` are the cells that an export would write now, by the id of the placement.
    """
    found = []
    for row in rows:
        placement = matched.placements.get(row.row)
        if placement and row.row in matched.proposed:  # nobody has said that it prints this one
            where = {"section": placement.section.name, "number": placement.number}
            found.append(replace(row, raw=dict(placement.raw), **where))
        elif placement:
            found.append(_brought(row, placement, standing[placement.pk], plan_date))
        else:
            found.append(row)
    return found


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
    cells = {key: compared(row.raw.get(key, "")) for key in KEYS}
    same = {key for key, cell in cells.items() if cell and cell == compared(loaded.get(key, ""))}
    stays = not row.is_placed or "section" in same
    is_numbered = row.is_counted and loaded.get("number", "").strip()
    return replace(
        row,
        raw=dict(loaded) | {name: cell for name, cell in other.items() if name in new},
        section=placement.section.name if stays else row.section,
        number=placement.number if is_numbered or same == KEYS else row.number,
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


@dataclass(frozen=True)
class ListChange:
    """What a changed cell does to the leads or the indicators of an action.

    Links that people have made or taken away since stay as they are.
    """

    listed: tuple = ()
    added: tuple = ()
    removed: tuple = ()

    def __bool__(self):
        return bool(self.added or self.removed)


@dataclass(frozen=True)
class ChangedRow:
    """A row with changed cells; `facts` are the new values of the fields that change."""

    row: PlanRow
    placement: Placement
    facts: Mapping[str, Any]
    leads: ListChange = ListChange()
    indicators: ListChange = ListChange()

    @property
    def changes_action(self) -> bool:
        return bool(self.facts or self.leads or self.indicators)


def same_rows(rows: Iterable[PlanRow], matched: Matched) -> dict[int, int]:
    """Rows of one action, as the plan holds it, each with its first row.

    Only where what makes rows one action is printed as it was last loaded: a row that prints
    another action, or other leads or indicators, is doubted.
    """
    first: dict[int, int] = {}
    same = {}
    for row in rows:
        if all(matched.is_same(row, column) for column in ("action", "leads", "indicators")):
            action = matched.placements[row.row].action_id
            same[row.row] = first.setdefault(action, row.row)
    return {row: home for row, home in same.items() if row != home}


def changed_rows(
    rows: Iterable[PlanRow], matched: Matched, reader: Reader, asked_about: set[tuple[int, str]]
) -> list[ChangedRow]:
    """The rows of which a cell is not as it was last loaded.

    `asked_about` are the rows and columns, as last loaded, that have an open question.
    """
    homes = _homes(matched)
    changed = []
    for row in rows:
        placement = matched.placements.get(row.row)
        if placement is None or placement.raw == dict(row.raw):
            continue
        if placement.pk in homes:
            was_doubtful = (placement.row, "leads") in asked_about
            changed.append(_changed(row, placement, reader, was_doubtful))
        else:
            changed.append(ChangedRow(row, placement, {}))
    return changed


def _homes(matched: Matched) -> set[int]:
    """The placements that speak for their actions: the first of each."""
    first: dict[int, Placement] = {}
    for placement in (*matched.placements.values(), *matched.vanished):
        held = first.setdefault(placement.action_id, placement)
        if placement.row < held.row:
            first[placement.action_id] = placement
    return {placement.pk for placement in first.values()}


def _changed(row, placement, reader, were_leads_doubtful) -> ChangedRow:
    was = reader(PlanRow(placement.row, row.section, row.number, placement.raw))
    now = reader(row)
    action, old, new = placement.action, was.facts, now.facts
    # A column that the file did not have said nothing.
    different = {n for n in new if new[n] != old.get(n, "") and new[n] != getattr(action, n)}
    leads = [link.lead.name for link in action.action_leads.all()]
    numbers = [link.indicator.number for link in action.links.all()]
    # A name that was in doubt then is new now, though it would be understood by now.
    led_before = () if were_leads_doubtful else was.leads.names
    return ChangedRow(
        row,
        placement,
        {name: new[name] for name in new if name in different},
        _list_change(led_before, now.leads.names, leads),
        _list_change(was.indicators.listed, now.indicators.listed, numbers),
    )


def _list_change(was: Sequence, now: Sequence, linked: Sequence) -> ListChange:
    return ListChange(
        tuple(now),
        tuple(each for each in now if each not in was and each not in linked),
        tuple(each for each in was if each not in now and each in linked),
    )


def apply(action: Action, changed: Mapping[str, Any], day) -> None:
    """Set the facts on the action, its status and its target as changed on the day."""
    facts = dict(changed)
    if "status" in facts:
        action.set_status(facts.pop("status"), day)
    if {"target_date", "target_is_month"} & set(facts):
        target = facts.pop("target_date", action.target_date)
        action.set_target(target, facts.pop("target_is_month", action.target_is_month), day)
    for name, value in facts.items():
        setattr(action, name, value)
