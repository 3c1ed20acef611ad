"""The lists of the executive summary: what belongs, in which order and words, cut short."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from actions.dates import PrintedDate
from actions.delivery import (
    CLOSED,
    FINISHED,
    STATUS_WORDS,
    Delivery,
    Status,
    delivery,
    is_overdue,
    judged_on,
    slippage,
)
from actions.plan.filters import DUE


def day_words(when, is_month=False) -> str:
    return PrintedDate(when, is_month).words


@dataclass(frozen=True)
class Kind:
    """A list: its heading, which filter of the plan shows all of it, its order and its words.

    `due` is of `filters.DUE`, or empty where the list is one of delivery. `order` is a field, the
    latest first with a minus. Whether a row `belongs` on a day is asked of rows that were fetched
    for several lists at once. `detail` says why it is listed then.
    """

    name: str
    heading: str
    due: str
    order: str
    belongs: Callable[..., bool]
    detail: Callable[..., str]
    none: str

    @property
    def query(self) -> str:
        return f"due={self.due}" if self.due else f"delivery={self.name}"


def _completed(row, day) -> str:
    before = STATUS_WORDS[Status(row.status_before)].lower()
    return f"Completed on {day_words(row.status_changed_on)}, before that {before}"


def _changed(row, day) -> str:
    before, now = (STATUS_WORDS[Status(s)] for s in (row.status_before, row.status))
    return f"From {before.lower()} to {now.lower()} on {day_words(row.status_changed_on)}"


def _slipped(row, day) -> str:
    now = day_words(row.target_date, row.target_is_month) if row.target_date else "none"
    return f"Target now {now}: {_slippage(row)}"


def _slippage(row) -> str:
    return slippage(row.first_target_date, row.target_date, row.slips)


def _overdue(row, day) -> str:
    slipped = _slippage(row)
    target = f"Target {day_words(row.target_date, row.target_is_month)}"
    return f"{target}: {slipped}" if slipped else target


def _quiet(row, day) -> str:
    if row.updated_on:
        return f"Last update {day_words(row.updated_on)}"
    is_new = _within(row.created_on, day)
    return f"No update so far, new on {day_words(row.created_on)}" if is_new else "No update so far"


def _unevidenced(row, day) -> str:
    if row.completed_on is None:
        return "Completion date not known"
    return f"Completed {day_words(row.completed_on, row.completed_is_month)}"


def _has_changed(row, day) -> bool:
    return _within(row.status_changed_on, day) and row.status_before != row.status


def _off_track(row, day) -> str:
    """Why, in the words of the rule; no missing update or past review takes one off track."""
    status, stated = Status(row.status), Delivery(row.stated_delivery)
    judged = delivery(status, stated, row.target_date, None, False, _judged_on(row, day))
    if judged.made_worse_by is None:
        return "Rated off track"
    return f"O{judged.words.removeprefix('o')}"


def _is_off_track(row, day) -> bool:
    is_stated = row.stated_delivery == Delivery.OFF_TRACK and row.status not in FINISHED
    return is_stated or _is_overdue(row, day)


def _is_overdue(row, day) -> bool:
    return is_overdue(Status(row.status), row.target_date, _judged_on(row, day))


def _judged_on(row, day):
    return judged_on(Status(row.status), row.status_changed_on, day.today)


def _within(when, day) -> bool:
    if when is None:
        return False
    first, last = day.this_quarter
    return first <= when <= last


def _is_quiet(row, day) -> bool:
    is_told = row.updated_on is not None and row.updated_on >= day.told_since
    return not is_told and _is_asked(row, day.quarter)


def _is_silent(row, day) -> bool:
    """The rule of `questions_of_summary.silent`."""
    is_told = row.updated_on is not None and row.updated_on >= day.told_before
    return not is_told and row.created_on <= day.made_before and _is_asked(row, day.quarter)


def _is_asked(row, quarter) -> bool:
    """The rule of `ActionQuerySet.asked_in`."""
    if row.created_on > quarter.end:
        return False
    if row.status not in CLOSED:
        return True
    until = quarter.end if row.status in FINISHED else quarter.start - timedelta(days=1)
    return row.status_changed_on is not None and row.status_changed_on > until


def _is_review_due(row, day) -> bool:
    is_due = row.review_date is not None and row.review_date <= day.quarter.end
    return is_due and row.status != Status.CANCELLED


KINDS = (
    Kind(
        "completed",
        "Completed this quarter",
        "completed_this_quarter",
        "-status_changed_on",
        lambda row, day: _has_changed(row, day) and row.status == Status.COMPLETED,
        _completed,
        "No action was completed this quarter.",
    ),
    Kind(
        "changed",
        "Status changed this quarter",
        "changed_this_quarter",
        "-status_changed_on",
        lambda row, day: _has_changed(row, day) and row.status != Status.COMPLETED,
        _changed,
        "No other status has changed this quarter.",
    ),
    Kind(
        "slipped",
        "Target moved later this quarter",
        "moved_this_quarter",
        "-last_slipped_on",
        lambda row, day: _within(row.last_slipped_on, day),
        _slipped,
        "No target date was moved later this quarter.",
    ),
    Kind(
        "new",
        "New this quarter",
        "new_this_quarter",
        "-created_on",
        lambda row, day: _within(row.created_on, day),
        lambda row, day: f"Added on {day_words(row.created_on)}",
        "No action is new this quarter.",
    ),
    Kind(
        "overdue",
        "Overdue",
        "overdue",
        "target_date",
        _is_overdue,
        _overdue,
        "No action is past its target date.",
    ),
    Kind(
        "review",
        "Review due by the end of the quarter",
        "review_due",
        "review_date",
        _is_review_due,
        lambda row, day: f"Review {day_words(row.review_date, row.review_is_month)}",
        "No review is due by the end of the quarter.",
    ),
    Kind(
        "quiet",
        "No update yet this quarter",
        "no_update",
        "updated_on",
        _is_quiet,
        _quiet,
        "Every open action has an update this quarter.",
    ),
    Kind(
        "silent",
        "No update for two quarters",
        "no_update_twice",
        "updated_on",
        _is_silent,
        _quiet,
        "No open action has been without an update for two quarters.",
    ),
    Kind(
        "unevidenced",
        "Completed without evidence",
        "no_evidence",
        "position",
        lambda row, day: row.status == Status.COMPLETED and not row.has_evidence,
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
    _is_off_track,
    _off_track,
    "No action is off track.",
)


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
