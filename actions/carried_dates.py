"""The dates that carrying a plan forward asks about: one answer for many actions, in one change."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from actions.dates import PrintedDate
from actions.models import Question
from audit import trail

DATES = {"target_date": "target date", "review_date": "review date"}
DAYS = ["target_date", "target_is_month", "first_target_date", "slips", "last_slipped_on"]
DAYS += ["review_date", "review_is_month", "version"]
SETTLED = ["answer", "settled_by", "settled_on"]


class What(StrEnum):
    """What becomes of a date."""

    MOVE = "move"
    KEEP = "keep"
    DROP = "drop"


class ChangedError(trail.NotNowError):
    """The questions are no longer those that the person was shown."""

    words = "These dates have changed since you opened the page."


@dataclass(frozen=True)
class Asked:
    """A date of an action that is asked about."""

    question: Question
    field: str

    @property
    def words(self) -> str:
        """ "Target date 31 March 2026", as it stands."""
        day = getattr(self.question.action, self.field)
        if day is None:
            return f"{DATES[self.field].capitalize()} taken away since"
        is_month = getattr(self.question.action, f"{self.field.removesuffix('_date')}_is_month")
        return f"{DATES[self.field].capitalize()} {PrintedDate(day, is_month).words}"


def asked_in(plan) -> list[Asked]:
    """Every open question about a date that the plan took over, in printed order."""
    questions = plan.questions.open().carried().select_related("plan", "action").order_by("row")
    return [Asked(each, _field(each)) for each in questions]


def _field(question) -> str:
    return next(name for name, words in DATES.items() if f": the {words} " in question.message)


def digest(asked: Sequence[Asked]) -> str:
    """Tells these questions, with their actions as they stand, from any others."""
    said = ",".join(f"{each.question.pk}:{each.question.action.version}" for each in asked)
    return hashlib.sha256(said.encode()).hexdigest()


def answer(plan, chosen, what: What, day: date | None, *, shown: str, reason: str, by, today):
    """Do the same with each date whose question is `chosen`, and settle these questions.

    `chosen` are ids, `day` the new date of `What.MOVE`. Answers how many were settled.
    `ChangedError` when `shown` is not the digest of what is asked now; nothing is saved then.
    """
    with trail.change(plan.organisation_id, by=by, reason=reason) as change:
        asked = asked_in(plan)
        if digest(asked) != shown:
            raise ChangedError
        asked = [each for each in asked if each.question.pk in chosen]
        actions = {each.question.action_id: each.question.action for each in asked}
        for each in asked:
            action = actions[each.question.action_id]
            if what is not What.KEEP:
                _give(action, each.field, day if what is What.MOVE else None, today)
            _settle(each, what, day, reason, by, today)
        if what is not What.KEEP:
            for action in actions.values():
                action.version += 1
            change.update_many(list(actions.values()), DAYS)
        change.update_many([each.question for each in asked], SETTLED)
    return len(asked)


def _give(action, field, day, today):
    if field == "target_date":
        action.set_target(day, False, today)
    else:
        action.review_date, action.review_is_month = day, False


def _settle(asked, what, day, reason, by, today):
    done = {What.KEEP: "Kept as it is", What.DROP: "Taken away"}
    words = f"Now {PrintedDate(day).words}" if what is What.MOVE else done[what]
    question = asked.question
    question.answer = f"{words}: {reason}"
    question.settled_by, question.settled_on = by, today
