"""The short lists of the executive summary: which actions, in which order, in which words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from actions.dates import PrintedDate
from actions.delivery import STATUS_WORDS, Status
from actions.headlines import times

SIZE = 5  # actions a list shows; the rest are a count and a link, so that two A4 sides hold all


def day(when, is_month=False) -> str:
    return PrintedDate(when, is_month).words


@dataclass(frozen=True)
class Kind:
    """A list: its heading, the filter of the plan that shows all of it, its order and words.

    `order` is a field, the latest first with a minus; `detail` says of a row why it is listed.
    """

    name: str
    heading: str
    query: str
    order: str
    detail: Callable[..., str]
    none: str


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


def _completed(row) -> str:
    before = STATUS_WORDS[Status(row.status_before)].lower()
    return f"Completed on {day(row.status_changed_on)}, before that {before}"


def _changed(row) -> str:
    before, now = (STATUS_WORDS[Status(s)] for s in (row.status_before, row.status))
    return f"From {before.lower()} to {now.lower()} on {day(row.status_changed_on)}"


def _slipped(row) -> str:
    now = day(row.target_date, row.target_is_month) if row.target_date else "none"
    return f"First target {day(row.first_target_date)}, now {now}; moved later {times(row.slips)}"


def _quiet(row) -> str:
    return f"Last update {day(row.updated_on)}" if row.updated_on else "No update so far"


def _unevidenced(row) -> str:
    if row.completed_on is None:
        return "Completed, on what day is not known"
    return f"Completed {day(row.completed_on, row.completed_is_month)}"


KINDS = (
    Kind(
        "completed",
        "Completed this quarter",
        "due=completed_this_quarter",
        "-status_changed_on",
        _completed,
        "No action was completed this quarter.",
    ),
    Kind(
        "changed",
        "Status changed this quarter",
        "due=changed_this_quarter",
        "-status_changed_on",
        _changed,
        "No other status has changed this quarter.",
    ),
    Kind(
        "slipped",
        "Target moved later this quarter",
        "due=moved_this_quarter",
        "-last_slipped_on",
        _slipped,
        "No target date was moved later this quarter.",
    ),
    Kind(
        "new",
        "New this quarter",
        "due=new_this_quarter",
        "-created_on",
        lambda row: f"Added on {day(row.created_on)}",
        "No action is new this quarter.",
    ),
    Kind(
        "overdue",
        "Overdue",
        "due=overdue",
        "target_date",
        lambda row: f"Target {day(row.target_date, row.target_is_month)}",
        "No action is past its target date.",
    ),
    Kind(
        "review",
        "Review due by the end of the quarter",
        "due=review_due",
        "review_date",
        lambda row: f"Review {day(row.review_date, row.review_is_month)}",
        "No review is due by the end of the quarter.",
    ),
    Kind(
        "quiet",
        "No update yet this quarter",
        "due=no_update",
        "updated_on",
        _quiet,
        "Every open action has an update this quarter.",
    ),
    Kind(
        "unevidenced",
        "Completed without evidence",
        "due=no_evidence",
        "position",
        _unevidenced,
        "Every completed action has evidence.",
    ),
)


def of_plan(plan, quarter, today) -> dict[str, Listing]:
    """Every list of the plan on the day, by name, in one query.

    What the plan held on its own date was not new, changed or moved by anyone.
    """
    actions = plan.actions.all()
    span = max(quarter.start, plan.date + timedelta(days=1)), today
    changed = actions.status_changed_between(*span)
    chosen = {
        "completed": changed.filter(status=Status.COMPLETED),
        "changed": changed.exclude(status=Status.COMPLETED),
        "slipped": actions.slipped_between(*span),
        "new": actions.added_between(*span),
        "overdue": actions.overdue(today),
        "review": actions.review_due(quarter.end),
        "quiet": actions.without_update_since(quarter.start),
        "unevidenced": actions.completed_without_evidence(),
    }
    ordered = {kind.name: chosen[kind.name].by_day(kind.order) for kind in KINDS}
    rows = sorted(actions.first_of_each(ordered, SIZE), key=lambda row: row.listed)
    by_name = {name: list(each) for name, each in groupby(rows, key=lambda row: row.listed)}
    return {kind.name: _listing(kind, by_name.get(kind.name, [])) for kind in KINDS}


def _listing(kind, rows) -> Listing:
    """The list of these rows, which come once for each lead of an action."""
    field = kind.order.removeprefix("-")
    by_lead = sorted(rows, key=lambda row: (row.position, row.action_leads__position or 0))
    by_day = sorted(
        by_lead,
        key=lambda row: (getattr(row, field) is not None, getattr(row, field)),
        reverse=kind.order.startswith("-"),
    )
    actions = [list(each) for _, each in groupby(by_day, key=lambda row: row.pk)]
    return Listing(kind, rows[0].total if rows else 0, tuple(_line(kind, each) for each in actions))


def _line(kind, rows) -> Line:
    names = tuple(row.action_leads__lead__name for row in rows if row.action_leads__lead__name)
    return Line(rows[0].pk, rows[0].title, kind.detail(rows[0]), names)
