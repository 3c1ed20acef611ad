"""Rows of a plan beside what was last loaded of it: which cells changed, and what they change.

Which action a row is: `matching`. Its cells are compared with those last loaded, never with what
people have edited since, and a changed cell changes only what it says. The first row of an action
speaks for it; a changed cell of another row raises questions only.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from actions.dates import PrintedDate
from actions.imports.printed import PlanRow, indicators_of
from actions.imports.proposals import ProposedAction
from actions.imports.status import SHADED, STRUCK
from actions.models import Action, Placement, Section
from wres.files.spelling import fold

type Reader = Callable[[PlanRow], ProposedAction]  # what one row says by itself


@dataclass(frozen=True)
class Matched:
    """Placements by the row of the file that prints them now, and those that no row prints.

    `proposed` are the rows that may print theirs in other words: until a person says so they say
    nothing. `misled` has the actions that rows name by their reference, and by their words not.
    `unplaced` are rows of actions that stand nowhere. `sections` are the plan's by each title.
    """

    placements: Mapping[int, Placement]
    vanished: tuple[Placement, ...]
    proposed: frozenset[int] = frozenset()
    misled: Mapping[int, Action] = field(default_factory=dict)
    unplaced: Mapping[int, Action] = field(default_factory=dict)
    sections: Mapping[str, Section] = field(default_factory=dict)

    def stands_elsewhere(self, row: PlanRow) -> bool:
        """Whether the file says that a known row stands in another section or has a new number.

        A number that is only counted moves with every row above it, and is no news.
        """
        placement = self.placements[row.row]
        is_numbered = not row.is_counted and placement.number != row.number
        return is_numbered or self.sections.get(fold(row.section)) != placement.section

    def is_same(self, row: PlanRow, column: str) -> bool:
        """Whether the cell is as it was last loaded."""
        placement = self.placements.get(row.row)
        if placement is None:
            return False
        if column == "indicators":
            return indicators_of(placement.raw) == indicators_of(row.raw)
        looks = [SHADED.format(column), *([STRUCK] if column == "status" else [])]
        return all(placement.raw.get(name) == row.raw.get(name) for name in (column, *looks))


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


def sections_by_name(sections: Iterable[Section]) -> dict[str, Section]:
    """Sections by each of their titles, as compared."""
    return {fold(name): each for each in sections for name in (*each.aliases, each.name)}


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
    action, old, new = placement.action, facts(was), facts(now)
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


def facts(proposed: ProposedAction) -> dict[str, object]:
    """The fields of an action that its row says."""
    said = proposed.completion
    return {
        "title": proposed.title,
        "all_indicators": proposed.indicators.all,
        "status": said.status.value,
        "review_cadence": said.review_cadence,
        **_day("target", "target_date", said.target_date),
        **_day("review", "review_date", said.review_date),
        **_day("reviewed", "reviewed_on", said.reviewed_on),
        **_day("completed", "completed_on", said.completed_on),
        **proposed.more,
    }


def _day(name: str, field: str, printed: PrintedDate | None) -> dict[str, object]:
    return {
        field: printed.day if printed else None,
        f"{name}_is_month": bool(printed and printed.is_month),
    }


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
