"""The lists of the executive summary: what belongs, in which order and words, cut short."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby

from actions import conditions
from actions.conditions import Condition, delivery_on
from actions.dates import date_words
from actions.delivery import STATUS_WORDS, Status, slippage


@dataclass(frozen=True)
class Kind:
    """A list: its heading, which filter of the plan shows all of it, its order and its words.

    `due` is of `filters.DUE`, or empty where the list is one of delivery. `order` is a field, the
    latest first with a minus. What belongs to it on a day meets its `condition`. `detail` says why
    it is listed then.
    """

    name: str
    heading: str
    due: str
    order: str
    condition: Callable[..., Condition]
    detail: Callable[..., str]
    none: str

    @property
    def query(self) -> str:
        return f"due={self.due}" if self.due else f"delivery={self.name}"


def _completed(row, day) -> str:
    before = STATUS_WORDS[Status(row.status_before)].lower()
    return f"Completed on {date_words(row.status_changed_on)}, before that {before}"


def _changed(row, day) -> str:
    before, now = (STATUS_WORDS[Status(s)] for s in (row.status_before, row.status))
    return f"From {before.lower()} to {now.lower()} on {date_words(row.status_changed_on)}"


def _slipped(row, day) -> str:
    now = date_words(row.target_date, row.target_is_month) if row.target_date else "none"
    return f"Target now {now}: {_slippage(row)}"


def _slippage(row) -> str:
    return slippage(row.first_target_date, row.target_date, row.slips)


def _overdue(row, day) -> str:
    slipped = _slippage(row)
    target = f"Target {date_words(row.target_date, row.target_is_month)}"
    return f"{target}: {slipped}" if slipped else target


def _quiet(row, day) -> str:
    if row.updated_on:
        return f"Last update {date_words(row.updated_on)}"
    is_new = conditions.new(day).holds(row)
    return (
        f"No update so far, new on {date_words(row.created_on)}" if is_new else "No update so far"
    )


def _unevidenced(row, day) -> str:
    if row.completed_on is None:
        return "Completion date not known"
    return f"Completed {date_words(row.completed_on, row.completed_is_month)}"


def _off_track(row, day) -> str:
    """Why, in the words of the rule."""
    judged = delivery_on(row, day.today, day.expected_since)
    if judged.made_worse_by is None:
        return "Rated off track"
    return f"O{judged.words.removeprefix('o')}"


KINDS = (
    Kind(
        "completed",
        "Completed this quarter",
        "completed_this_quarter",
        "-status_changed_on",
        conditions.completed,
        _completed,
        "No action was completed this quarter.",
    ),
    Kind(
        "changed",
        "Status changed this quarter",
        "changed_this_quarter",
        "-status_changed_on",
        conditions.otherwise_changed,
        _changed,
        "No other status has changed this quarter.",
    ),
    Kind(
        "slipped",
        "Target moved later this quarter",
        "moved_this_quarter",
        "-last_slipped_on",
        conditions.slipped,
        _slipped,
        "No target date was moved later this quarter.",
    ),
    Kind(
        "new",
        "New this quarter",
        "new_this_quarter",
        "-created_on",
        conditions.new,
        lambda row, day: f"Added on {date_words(row.created_on)}",
        "No action is new this quarter.",
    ),
    Kind(
        "overdue",
        "Overdue",
        "overdue",
        "target_date",
        conditions.overdue,
        _overdue,
        "No action is past its target date.",
    ),
    Kind(
        "review",
        "Review due by the end of the quarter",
        "review_due",
        "review_date",
        conditions.review_due,
        lambda row, day: f"Review {date_words(row.review_date, row.review_is_month)}",
        "No review is due by the end of the quarter.",
    ),
    Kind(
        "quiet",
        "No update yet this quarter",
        "no_update",
        "updated_on",
        conditions.quiet,
        _quiet,
        "Every open action has an update this quarter.",
    ),
    Kind(
        "silent",
        "No update for two quarters",
        "no_update_twice",
        "updated_on",
        conditions.silent,
        _quiet,
        "No open action has been without an update for two quarters.",
    ),
    Kind(
        "unevidenced",
        "Completed without evidence",
        "no_evidence",
        "position",
        conditions.unevidenced,
        _unevidenced,
        "Every completed action has evidence.",
    ),
)


# Those after their target date first, the longest first, then those that a lead states.
OFF_TRACK = Kind(
    "off_track",
    "Off track",
    "",
    "target_date",
    conditions.off_track,
    _off_track,
    "No action is off track.",
)


SIZE = 5  # actions a list shows, the rest a count and a link: all fits two A4 sides


@dataclass(frozen=True)
class Line:
    """An action in a list, with what was last said of it: what happened, and what comes next."""

    pk: int
    title: str
    detail: str
    leads: tuple[str, ...]
    happened: str
    next_steps: str


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
    lists = [actions.filter(kind.condition(day).q).by_day(kind.order) for kind in filled]
    if counts["overdue"] < min(counts["off_track"], SIZE):
        lists.append(actions.stated_off_track(sections))
    rows = sorted(
        actions.first_of_each(lists, SIZE),
        key=lambda row: (row.position, row.action_leads__position or 0),
    )
    kinds = (OFF_TRACK, *KINDS)
    return {kind.name: Listing(kind, counts[kind.name], _lines(kind, rows, day)) for kind in kinds}


def standing(plan, day) -> list[dict]:
    """The rows of `ActionQuerySet.standing` with how many of their actions each list has."""
    lists = {kind.name: kind.condition(day) for kind in (OFF_TRACK, *KINDS)}
    return list(plan.actions.standing(day.today, day.expected_since, **lists))


def count(rows) -> Counter:
    """How many actions each list has, from the rows of `standing`.

    And how many reviews that are due are "completed reviews", of actions that are completed, and
    how many of the changed actions were "carried" forward.
    """
    counts = Counter()
    for row in rows:
        counts.update({kind.name: row[kind.name] for kind in (OFF_TRACK, *KINDS)})
        counts["carried"] += row["changed"] * (row["status"] == Status.CARRIED_FORWARD)
        counts["completed reviews"] += row["review"] * (row["status"] == Status.COMPLETED)
    return counts


def members(kind, rows, day) -> list:
    """Those of the rows of actions that belong to the list."""
    holds = kind.condition(day).holds
    return [row for row in rows if holds(row)]


def in_order(kind, rows):
    """Rows of actions that belong to a list, in the order of the list; of `Standing`s too."""
    field = kind.order.removeprefix("-")

    def place(each):
        value = getattr(getattr(each, "row", each), field)
        return (value is not None) == (field == "updated_on"), value

    return sorted(rows, key=place, reverse=kind.order.startswith("-"))


def _lines(kind, rows, day) -> tuple[Line, ...]:
    """The first lines of a list, from rows in printed order, one for each lead of an action."""
    ordered = in_order(kind, members(kind, rows, day))
    actions = [list(each) for _, each in groupby(ordered, key=lambda row: row.pk)]
    return tuple(_line(kind, each, day) for each in actions[:SIZE])


def _line(kind, rows, day) -> Line:
    names = tuple(row.action_leads__lead__name for row in rows if row.action_leads__lead__name)
    first = rows[0]
    detail = kind.detail(first, day)
    return Line(first.pk, first.title, detail, names, first.happened or "", first.next_steps or "")
