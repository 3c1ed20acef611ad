"""One change of many actions at once: what it would do to each, and doing it.

A change is one of the classes below. Of an action it says in words how the action stands and
would stand, and why it leaves it alone where it does; `make` changes the action, unsaved.
"""

import calendar
from dataclasses import dataclass
from datetime import date

from actions.dates import FIRST_YEAR, LAST_YEAR, date_words
from actions.delivery import CLOSED, DROPPED, STATUS_WORDS, Status
from actions.models import Action, ActionLead, ChangeOfMany, Lead, Section
from actions.plan.sections import move
from actions.updates import completion
from actions.updates.progress import take_status
from wres.audit import changes
from wres.audit.stale import Stale
from wres.words import counted

LIMIT = 500  # actions: written in one transaction, for which the organisation's others wait
NOT_SET, NO_LEAD = "Not set", "No lead"
WRITTEN = ["status", "status_changed_on", "status_before", "completed_on", "completed_is_month"]
WRITTEN += [
    "stated_delivery",
    "updated_on",
    "section",
    "target_date",
    "target_is_month",
    "first_target_date",
    "slips",
]
WRITTEN += ["last_slipped_on", "review_date", "review_is_month", "version"]


def status_words(status) -> str:
    return STATUS_WORDS[Status(status)]


def add_months(day: date, months: int, is_month: bool = False) -> date | None:
    """The same day so many months later, or the last one that its month has.

    A month that is kept as its last day stays one. None outside the years that dates may have.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, last if is_month else min(day.day, last))


@dataclass(frozen=True)
class ToStatus:
    status: str

    @property
    def completes(self) -> bool:
        return self.status == Status.COMPLETED

    @property
    def words(self) -> str:
        return f"Status becomes “{status_words(self.status)}”"

    def before(self, action) -> str:
        return status_words(action.status)

    def after(self, action) -> str:
        lacks = self.completes and not action.has_evidence
        return f"{status_words(self.status)}{', without evidence' if lacks else ''}"

    def why_not(self, action) -> str:
        if action.status == Status.CARRIED_FORWARD:
            return "It was carried forward: change it in the plan of the next year"
        return "It has this status already" if action.status == self.status else ""

    def make(self, action, change, today):
        take_status(action, self.status, today)


@dataclass(frozen=True)
class ToSection:
    section: Section

    @property
    def words(self) -> str:
        return f"Section becomes “{self.section.name}”"

    def before(self, action) -> str:
        return action.section.name

    def after(self, action) -> str:
        return self.section.name

    def why_not(self, action) -> str:
        return "It is in this section already" if action.section_id == self.section.pk else ""

    def make(self, action, change, today):
        move(action, self.section)


@dataclass(frozen=True)
class OfLeads:
    """`gone` leads them no longer, `new` does; both together put the one in the other's place."""

    new: Lead | None = None
    gone: Lead | None = None

    @property
    def words(self) -> str:
        if self.new and self.gone:
            return f"Lead “{self.gone.name}” is replaced by “{self.new.name}”"
        return f"Lead “{self.new.name}” is added" if self.new else f"Lead “{self.gone.name}” goes"

    def before(self, action) -> str:
        return "; ".join(self._names(action)) or NO_LEAD

    def after(self, action) -> str:
        names = self._names(action)
        if self.gone:
            place = names.index(self.gone.name)
            names[place : place + 1] = [self.new.name] if self._is_new(action) else []
        elif self._is_new(action):
            names.append(self.new.name)
        return "; ".join(names) or NO_LEAD

    def why_not(self, action) -> str:
        if self.gone:
            return "" if self._link(action, self.gone) else f"“{self.gone.name}” does not lead it"
        return "" if self._is_new(action) else f"“{self.new.name}” leads it already"

    def make(self, action, change, today):
        link = self._link(action, self.gone)
        links = action.action_leads.all()
        if self._is_new(action):
            last = max((each.position for each in links), default=0)
            position = link.position if link else last + 1
            added = ActionLead(action=action, lead=self.new, position=position)
            change.insert_many([added])
        if link:
            change.delete_many([link])

    def _names(self, action):
        return [link.lead.name for link in action.action_leads.all()]

    def _link(self, action, lead):
        links = action.action_leads.all() if lead else []
        return next((link for link in links if link.lead_id == lead.pk), None)

    def _is_new(self, action):
        return self.new is not None and self._link(action, self.new) is None


@dataclass(frozen=True)
class ToDate:
    """The date `name`, target or review, is set to a day, or moves by months."""

    name: str
    day: date | None = None
    months: int = 0

    @property
    def words(self) -> str:
        if self.day:
            return f"The {self.name} date becomes {date_words(self.day, False, NOT_SET)}"
        count = counted(abs(self.months), "month")
        towards = "later" if self.months > 0 else "earlier"
        return f"The {self.name} date moves {count} {towards}"

    def before(self, action) -> str:
        day, is_month = self._standing(action)
        return date_words(day, is_month, NOT_SET)

    def after(self, action) -> str:
        day, is_month = self._moved(action)
        return date_words(day, is_month, NOT_SET)

    def why_not(self, action) -> str:
        if action.status in (CLOSED if self.name == "target" else DROPPED):
            return f"It is {status_words(action.status).lower()}"
        standing = self._standing(action)
        if not self.day and standing[0] is None:
            return f"It has no {self.name} date to move"
        if self._moved(action)[0] is None:
            return f"The date would be outside the years {FIRST_YEAR} to {LAST_YEAR}"
        return "It has this date already" if self._moved(action) == standing else ""

    def make(self, action, change, today):
        day, is_month = self._moved(action)
        if self.name == "target":
            action.set_target(day, is_month, today)
        else:
            action.review_date, action.review_is_month = day, is_month

    def _standing(self, action):
        return getattr(action, f"{self.name}_date"), getattr(action, f"{self.name}_is_month")

    def _moved(self, action):
        if self.day:
            return self.day, False
        day, is_month = self._standing(action)
        return add_months(day, self.months, is_month) if day else None, is_month


@dataclass(frozen=True)
class Step:
    """What a change does to one action; `why_not` says why it does nothing."""

    action: Action
    before: str
    after: str
    why_not: str


def steps(of, actions) -> list[Step]:
    """What the change `of` does to each of the actions."""
    found = []
    for action in actions:
        why_not = of.why_not(action)
        after = "" if why_not else of.after(action)
        found.append(Step(action, of.before(action), after, why_not))
    return found


def chosen(plan, pks) -> list[Action]:
    """These actions of the plan in printed order, with what a change says of them."""
    actions = plan.actions.filter(pk__in=pks).select_related("section")
    return list(actions.prefetch_related("action_leads__lead").in_printed_order())


def change_all(plan, of, shown, *, reason, submission, by, today) -> ChangeOfMany:
    """Make the change `of` in all the actions, in one change of the trail; all of them or none.

    `shown` has the versions of the actions as they were shown, by their ids. The same submission
    again answers with what stands. `Stale` when an action is not as it was shown.
    """
    with changes.change(plan.organisation_id, by=by, reason=reason) as change:
        if same := ChangeOfMany.objects.filter(plan=plan, submission=submission).first():
            return same
        actions = chosen(plan, shown)
        if {action.pk: action.version for action in actions} != shown:
            raise Stale("Some of the actions were changed meanwhile.")
        changing = [step.action for step in steps(of, actions) if not step.why_not]
        _make(of, changing, change, by, today)
        for action in changing:
            action.version += 1
        change.update_many(changing, WRITTEN)
        return ChangeOfMany.objects.create(
            plan=plan, what=of.words, actions=len(changing), day=today, submission=submission
        )


def _make(of, actions, change, by, today):
    if isinstance(of, ToStatus) and of.completes:
        completion.complete_many(actions, change, by=by, today=today)
        return
    for action in actions:
        of.make(action, change, today)
