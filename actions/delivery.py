"""The status of an action, its delivery on a day, and how far its target has slipped."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from actions.dates import PrintedDate


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
        day = f"{self.passed.day} {self.passed:%B %Y}" if self.passed else ""
        reason = REASON_WORDS[self.made_worse_by].format(day=day)
        return f"{now}: {reason}; {self._said}"

    @property
    def _said(self) -> str:
        if self.stated is Delivery.NOT_STATED:
            return "nobody has rated it"
        return f"it was rated {DELIVERY_LOOKS[self.stated].words.lower()}"


def delivery(
    status: Status,
    stated: Delivery,
    target_date: date | None,
    review_date: date | None,
    update_missing: bool,
    today: date,
) -> Judged:
    """Delivery on `today`, from what the lead stated and what the day has made of it.

    The conditions are asked in this order and the first that holds sets the least bad
    delivery there can be; the stated one stays where it is worse or equal.
    `update_missing`: an update was due this quarter and none has come. `today` is what
    `judged_on` answers: an action that was carried forward stays as it was on that day.
    ValueError where the stated delivery is "not counted", which is not for a lead to say.
    """
    if stated not in WORSENING:
        raise ValueError("A lead cannot state that an action is not counted")
    if status is Status.COMPLETED:
        return Judged(Delivery.COMPLETE, stated)
    if status is Status.CANCELLED:
        return Judged(Delivery.NONE, stated)
    conditions = (
        (has_passed(target_date, today), Delivery.OFF_TRACK, Reason.TARGET_PASSED, target_date),
        (has_passed(review_date, today), Delivery.AT_RISK, Reason.REVIEW_PASSED, review_date),
        (status is Status.PAUSED, Delivery.AT_RISK, Reason.PAUSED, None),
        (update_missing, Delivery.AT_RISK, Reason.UPDATE_MISSING, None),
    )
    for holds, floor, reason, passed in conditions:
        if holds and WORSENING.index(floor) > WORSENING.index(stated):
            return Judged(floor, stated, reason, passed)
    return Judged(stated, stated)


def judged_on(status: Status, status_changed_on: date | None, today: date) -> date:
    """Today, or the day on which an action was carried forward: it is judged elsewhere since."""
    if status is not Status.CARRIED_FORWARD or status_changed_on is None:
        return today
    return min(today, status_changed_on)


def has_passed(day: date | None, today: date) -> bool:
    return day is not None and day < today


def is_overdue(status: Status, target_date: date | None, today: date) -> bool:
    """Unfinished after its target date; `today` is that of `judged_on`."""
    return status not in FINISHED and has_passed(target_date, today)


def is_review_due(
    status: Status, review_date: date | None, today: date, within_days: int = 0
) -> bool:
    """A review date passed, or at most so many days away; a completed action can have one."""
    if status in DROPPED or review_date is None:
        return False
    return (review_date - today) <= timedelta(days=within_days)


def moved_later(before: date | None, after: date | None) -> bool:
    """Slippage: a date that was set now comes later, or is set no longer. A first date is none."""
    return before is not None and (after is None or after > before)


def times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def apart(first: date, now: date) -> str:
    """ "12 months" between two days of one number or two ends of months, else "45 days"."""
    months = 12 * (now.year - first.year) + now.month - first.month
    if months > 0 and (first.day == now.day or (_ends_month(first) and _ends_month(now))):
        return _counted(months, "month")
    return _counted((now - first).days, "day")


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


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'}"
