"""The status of an action, its delivery on a day, and how far its target has slipped."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from actions.dates import PrintedDate
from wres.words import counted


class Status(StrEnum):
    NOT_STATED = "not_stated"
    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    ONGOING = "ongoing"
    COMPLETED = "completed"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    CARRIED_FORWARD = "carried_forward"


class Delivery(StrEnum):
    COMPLETE = "complete"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    OFF_TRACK = "off_track"
    NOT_STATED = "not_stated"  # nobody has said, and the day has not made it worse
    NONE = "none"  # cancelled: there is nothing to deliver


class Reason(StrEnum):
    """What made delivery worse than stated."""

    TARGET_PASSED = "target_passed"
    REVIEW_PASSED = "review_passed"
    PAUSED = "paused"
    UPDATE_MISSING = "update_missing"


@dataclass(frozen=True)
class Look:
    """How a step of the delivery scale is shown: its words, and its nhsuk tag class."""

    words: str
    tag: str


# A status has words only: colour is left to delivery and to outcomes.
STATUS_WORDS = {
    Status.NOT_STATED: "Not stated",
    Status.NOT_STARTED: "Not started",
    Status.IN_PROGRESS: "In progress",
    Status.ONGOING: "Ongoing",
    Status.COMPLETED: "Completed",
    Status.PAUSED: "Paused",
    Status.CANCELLED: "Cancelled",
    Status.CARRIED_FORWARD: "Carried forward",
}

# Outcomes use green, yellow and grey. Red is the one colour that the NHS gives to both scales.
DELIVERY_LOOKS = {
    Delivery.COMPLETE: Look("Complete", "nhsuk-tag--blue"),
    Delivery.ON_TRACK: Look("On track", "nhsuk-tag--aqua-green"),
    Delivery.AT_RISK: Look("At risk", "nhsuk-tag--orange"),
    Delivery.OFF_TRACK: Look("Off track", "nhsuk-tag--red"),
    Delivery.NOT_STATED: Look("Not rated", "nhsuk-tag--white"),
    Delivery.NONE: Look("Not counted", "nhsuk-tag--white"),
}

REASON_WORDS = {
    Reason.TARGET_PASSED: "the target date {day} has passed",
    Reason.REVIEW_PASSED: "the review date {day} has passed",
    Reason.PAUSED: "the action is paused",
    Reason.UPDATE_MISSING: "no update has come this quarter",
}

# What forms and models choose from; that an action is complete or dropped, its status says.
STATUSES = [(status.value, words) for status, words in STATUS_WORDS.items()]
STATED = [Delivery.NOT_STATED, Delivery.ON_TRACK, Delivery.AT_RISK, Delivery.OFF_TRACK]
STATED_DELIVERIES = [(step.value, DELIVERY_LOOKS[step].words) for step in STATED]

DROPPED = frozenset({Status.CANCELLED, Status.CARRIED_FORWARD})
CLOSED = DROPPED | {Status.COMPLETED}
FINISHED = frozenset({Status.COMPLETED, Status.CANCELLED})  # no day makes them worse

# From best to worst; a lead can state any but the first.
WORSENING = (
    Delivery.NOT_STATED,
    Delivery.COMPLETE,
    Delivery.ON_TRACK,
    Delivery.AT_RISK,
    Delivery.OFF_TRACK,
)

# The best delivery there can be where a reason holds, in the order in which they are asked.
FLOORS = {
    Reason.TARGET_PASSED: Delivery.OFF_TRACK,
    Reason.REVIEW_PASSED: Delivery.AT_RISK,
    Reason.PAUSED: Delivery.AT_RISK,
    Reason.UPDATE_MISSING: Delivery.AT_RISK,
}


@dataclass(frozen=True)
class Judged:
    """Delivery on a day; `made_worse_by` is None when delivery is as a person rated it."""

    delivery: Delivery
    stated: Delivery
    made_worse_by: Reason | None = None
    passed: date | None = None

    @property
    def words(self) -> str:
        """ "off track: the target date 31 March 2026 has passed; it was rated on track"."""
        now = DELIVERY_LOOKS[self.delivery].words.lower()
        if self.made_worse_by is None:
            return now
        day = PrintedDate(self.passed).words if self.passed else ""
        reason = REASON_WORDS[self.made_worse_by].format(day=day)
        if self.stated is Delivery.NOT_STATED:
            return f"{now}: {reason}; nobody has rated it"
        return f"{now}: {reason}; it was rated {DELIVERY_LOOKS[self.stated].words.lower()}"


def delivery(status: Status, stated: Delivery, worse: Mapping[Reason, date | None]) -> Judged:
    """Delivery on a day, from what the lead stated and what the day has made of it.

    `worse` are the reasons that hold on the day (`conditions.worsening`), each with the date that
    has passed. In the order of FLOORS, the first that sets a worse delivery than the stated one
    counts; the stated one stays where it is worse or equal.
    ValueError where the stated delivery is "not counted", which is not for a lead to say.
    """
    if stated not in WORSENING:
        raise ValueError("A lead cannot state that an action is not counted")
    if status is Status.COMPLETED:
        return Judged(Delivery.COMPLETE, stated)
    if status is Status.CANCELLED:
        return Judged(Delivery.NONE, stated)
    for reason, floor in FLOORS.items():
        if reason in worse and WORSENING.index(floor) > WORSENING.index(stated):
            return Judged(floor, stated, reason, worse[reason])
    return Judged(stated, stated)


def has_passed(day: date | None, today: date) -> bool:
    return day is not None and day < today


def moved_later(before: date | None, after: date | None) -> bool:
    """Slippage: a date that was set now comes later, or is set no longer. A first date is none."""
    return before is not None and (after is None or after > before)


def times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def apart(first: date, now: date) -> str:
    """ "12 months" between two days of one number or two ends of months, else "45 days"."""
    months = 12 * (now.year - first.year) + now.month - first.month
    if months > 0 and (first.day == now.day or (_ends_month(first) and _ends_month(now))):
        return counted(months, "month")
    return counted((now - first).days, "day")


def slippage(first: date | None, now: date | None, slips: int) -> str:
    """ "first promised 31 March 2025, moved later twice, by 12 months"; nothing if it never did.

    `slips` is how often the target date moved later, in the plans before too. A move back
    leaves no "by", and a date that was taken away is "no date now".
    """
    if first is None or not slips:
        return ""
    said = f"first promised {PrintedDate(first).words}, moved later {times(slips)}"
    if now is None:
        return f"{said}, no date now"
    return f"{said}, by {apart(first, now)}" if now > first else said


def _ends_month(day: date) -> bool:
    return (day + timedelta(days=1)).day == 1
