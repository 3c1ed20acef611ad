"""What may be true of an action on a day: is it late, silent, asked? Each is written once.

A `Condition` is asked of an action in memory (`holds`) or of the database (`q`). Both take what
is not set for neither before, after nor the same as anything; a test holds them together.
"""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, reduce

from django.db.models import F, Q

from actions.delivery import (
    CLOSED,
    FINISHED,
    FLOORS,
    Delivery,
    Judged,
    Reason,
    Status,
    delivery,
)

COMPARISONS = {
    "": operator.eq,
    "lt": operator.lt,
    "lte": operator.le,
    "gt": operator.gt,
    "gte": operator.ge,
    "in": lambda value, several: value in several,
    "range": lambda value, ends: ends[0] <= value <= ends[1],
}


@dataclass(frozen=True)
class Condition:
    """True or false of an action: `holds` of one in memory, `q` of those of a queryset."""

    q: Q
    holds: Callable[[object], bool]

    def __and__(self, other: "Condition") -> "Condition":
        return Condition(self.q & other.q, lambda row: self.holds(row) and other.holds(row))

    def __or__(self, other: "Condition") -> "Condition":
        return Condition(self.q | other.q, lambda row: self.holds(row) or other.holds(row))

    def __invert__(self) -> "Condition":
        return Condition(~self.q, lambda row: not self.holds(row))


def where(**wanted) -> Condition:
    """All of these comparisons of fields, as `filter` takes them; F names another field."""
    each = [Condition(Q(**{name: value}), _holds(name, value)) for name, value in wanted.items()]
    return reduce(operator.and_, each)


def _holds(name, wanted) -> Callable[[object], bool]:
    field, _, comparison = name.partition("__")
    compare = COMPARISONS[comparison]
    if wanted is None:
        return lambda row: getattr(row, field) is None
    if isinstance(wanted, F):
        return lambda row: (
            None not in (sides := (getattr(row, field), getattr(row, wanted.name)))
            and compare(*sides)
        )
    return lambda row: (value := getattr(row, field)) is not None and compare(value, wanted)


OPEN = ~where(status__in=CLOSED)
UNFINISHED = ~where(status__in=FINISHED)
COMPLETED = where(status=Status.COMPLETED)
UNEVIDENCED = COMPLETED & where(has_evidence=False)
WITHOUT_TARGET = OPEN & where(target_date=None)


def passed(field: str, today: date) -> Condition:
    """The date lies before the day; of what was carried forward, before that day too.

    It is judged in its new plan since.
    """
    stays = ~where(status=Status.CARRIED_FORWARD) | where(status_changed_on=None)
    before = where(**{f"{field}__lt": today})
    return before & (stays | where(**{f"{field}__lt": F("status_changed_on")}))


def lacks_update(since: date) -> Condition:
    return where(updated_on=None) | where(updated_on__lt=since)


# Delivery


@lru_cache(maxsize=8)
def worsening(today: date, expected_since: date | None) -> dict[Reason, Condition]:
    """What makes delivery worse than stated on the day, in the order of `delivery.FLOORS`.

    `expected_since` is what `Plan.updates_expected_since` answers.
    """
    found = {
        Reason.TARGET_PASSED: passed("target_date", today),
        Reason.REVIEW_PASSED: passed("review_date", today),
        Reason.PAUSED: where(status=Status.PAUSED),
    }
    if expected_since is not None:
        found[Reason.UPDATE_MISSING] = lacks_update(expected_since)
    return found


def at_best(step: Delivery, today: date, expected_since: date | None) -> Condition:
    """Something makes delivery at best this step."""
    reasons = worsening(today, expected_since).items()
    return reduce(operator.or_, [each for reason, each in reasons if FLOORS[reason] is step])


def delivery_on(action, today: date, expected_since: date | None) -> Judged:
    """The action's delivery on the day, by the rule of `actions.delivery`."""
    days = {Reason.TARGET_PASSED: action.target_date, Reason.REVIEW_PASSED: action.review_date}
    reasons = worsening(today, expected_since).items()
    worse = {reason: days.get(reason) for reason, each in reasons if each.holds(action)}
    return delivery(Status(action.status), Delivery(action.stated_delivery), worse)


# What a plan's filter and the executive summary list. `day` is a `plan.filters.Day`.


def overdue(day) -> Condition:
    return UNFINISHED & passed("target_date", day.today)


def off_track(day) -> Condition:
    stated = where(stated_delivery=Delivery.OFF_TRACK)
    return UNFINISHED & (stated | passed("target_date", day.today))


def due_this_quarter(day) -> Condition:
    return OPEN & where(target_date__range=(day.today, day.quarter.end))


def due_later(day) -> Condition:
    return OPEN & where(target_date__gt=day.quarter.end)


def review_due(day) -> Condition:
    """By the end of the quarter; a completed action may have a review too."""
    return ~where(status=Status.CANCELLED) & where(review_date__lte=day.quarter.end)


def asked_in(quarter) -> Condition:
    """An update was asked in the NHS quarter: made by its end, and open until it.

    What was carried forward in the quarter is one of them, what was carried forward before it is
    asked of in its new plan.
    """
    later = where(status__in=FINISHED, status_changed_on__gt=quarter.end)
    carried = where(status=Status.CARRIED_FORWARD, status_changed_on__gte=quarter.start)
    return where(created_on__lte=quarter.end) & (OPEN | later | carried)


def quiet(day) -> Condition:
    """Asked in the quarter, and no update has come in it."""
    return asked_in(day.quarter) & lacks_update(day.told_since)


def silent(day) -> Condition:
    """Asked in the quarter and there in the one before, without an update in either."""
    was_there = where(created_on__lte=day.made_before)
    return asked_in(day.quarter) & was_there & lacks_update(day.told_before)


def status_changed(day) -> Condition:
    """Another status than at the start of the quarter."""
    changed = where(status_changed_on__range=day.this_quarter)
    return changed & ~where(status_before=F("status"))


def completed(day) -> Condition:
    return status_changed(day) & COMPLETED


def otherwise_changed(day) -> Condition:
    return status_changed(day) & ~COMPLETED


def slipped(day) -> Condition:
    """The target date was moved later this quarter."""
    return where(last_slipped_on__range=day.this_quarter)


def new(day) -> Condition:
    return where(created_on__range=day.this_quarter)


def unevidenced(day) -> Condition:
    return UNEVIDENCED


def without_target(day) -> Condition:
    return WITHOUT_TARGET


def past_first_target_only(today: date) -> Condition:
    """Open, and would be overdue, had the target date not been moved later."""
    moved = OPEN & where(last_slipped_on__lte=today, first_target_date__lt=today)
    return moved & (where(target_date=None) | where(target_date__gte=today))
