"""The short lists of the executive summary: which actions, counted and cut short."""

from collections import Counter
from dataclasses import dataclass
from itertools import groupby

from actions.delivery import FINISHED, Delivery, Status
from actions.lists.filters import DUE
from actions.summary.kinds import KINDS, OFF_TRACK, Kind

SIZE = 5  # actions a list shows, the rest a count and a link: all fits two A4 sides


@dataclass(frozen=True)
class Line:
    """An action in a list."""

    pk: int
    title: str
    detail: str
    leads: tuple[str, ...]


@dataclass(frozen=True)
class Listing:
    """At most SIZE actions of a kind, and how many there are in all."""

    kind: Kind
    count: int
    lines: tuple[Line, ...]

    @property
    def more(self) -> int:
        return self.count - len(self.lines)


def of_plan(plan, sections, day, counts) -> dict[str, Listing]:
    """Every list of the plan on the day, by name, in one query.

    `counts` are those of `count`. What the plan held on its own date was not new, changed or
    moved by anyone (`filters.Day`).
    """
    actions = plan.actions.all()
    filled = [kind for kind in KINDS if counts[kind.name]]
    lists = [DUE[kind.due].chosen(actions, day).by_day(kind.order) for kind in filled]
    if counts["overdue"] < min(counts["off_track"], SIZE):
        lists.append(actions.stated_off_track(sections))
    rows = sorted(
        actions.first_of_each(lists, SIZE),
        key=lambda row: (row.position, row.action_leads__position or 0),
    )
    kinds = (OFF_TRACK, *KINDS)
    return {kind.name: Listing(kind, counts[kind.name], _lines(kind, rows, day)) for kind in kinds}


def count(standing) -> Counter:
    """How many actions each list has, from the rows of `ActionQuerySet.standing_and_lists`.

    And how many reviews that are due are "completed reviews", of actions that are completed, and
    how many of the changed actions were "carried" forward.
    """
    counts = Counter()
    for row in standing:
        is_unfinished = row["status"] not in FINISHED
        is_completed = row["status"] == Status.COMPLETED
        is_stated_off = row["stated_delivery"] == Delivery.OFF_TRACK
        counts["off_track"] += row["count" if is_stated_off else "late"] * is_unfinished
        counts["completed" if is_completed else "changed"] += row["changed"]
        counts["carried"] += row["changed"] * (row["status"] == Status.CARRIED_FORWARD)
        counts["slipped"] += row["slipped"]
        counts["new"] += row["new"]
        counts["overdue"] += row["late"] * is_unfinished
        counts["review"] += row["reviews"] * (row["status"] != Status.CANCELLED)
        counts["completed reviews"] += row["reviews"] * is_completed
        counts["quiet"] += row["quiet"]
        counts["silent"] += row["silent"]
        counts["unevidenced"] += row["unevidenced"] * is_completed
    return counts


def in_order(kind, rows):
    """Rows of actions that belong to a list, in the order of the list; of `Standing`s too."""
    field = kind.order.removeprefix("-")

    def place(each):
        value = getattr(getattr(each, "row", each), field)
        return (value is not None) == (field == "updated_on"), value

    return sorted(rows, key=place, reverse=kind.order.startswith("-"))


def _lines(kind, rows, day) -> tuple[Line, ...]:
    """The first lines of a list, from rows in printed order, one for each lead of an action."""
    ordered = in_order(kind, [row for row in rows if kind.belongs(row, day)])
    actions = [list(each) for _, each in groupby(ordered, key=lambda row: row.pk)]
    return tuple(_line(kind, each, day) for each in actions[:SIZE])


def _line(kind, rows, day) -> Line:
    names = tuple(row.action_leads__lead__name for row in rows if row.action_leads__lead__name)
    return Line(rows[0].pk, rows[0].title, kind.detail(rows[0], day), names)
