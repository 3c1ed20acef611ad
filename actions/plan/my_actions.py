"""What a person leads, the most urgent first."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby

from django.core.paginator import Page, Paginator

from actions import conditions
from actions.dates import PrintedDate
from actions.delivery import CLOSED, has_passed
from actions.models import Plan
from actions.models.action_queries import Urgency
from actions.plan import rows as listed
from actions.plan.filters import Day
from actions.quarter.opened import asking
from actions.quarters import Quarter
from actions.updates import completion, drafts, progress
from wres.accounts.models import Membership
from wres.words import counted

PAGE_SIZE = 25
GIVEN_BACK_SHOWN = 10


@dataclass
class Agenda:
    """The actions of a plan that a person leads, on a day; `number` is the page asked for."""

    plan: Plan
    membership: Membership
    today: date
    number: str | None

    @property
    def quarter(self) -> Quarter:
        """The quarter that asks for updates, else that of the day."""
        return self.asking.nhs if self.asking else self.now

    @property
    def now(self) -> Quarter:
        return self.plan.quarter_on(self.today)

    @cached_property
    def asking(self):
        """The first quarter that asks for updates on the day, else None."""
        return next(iter(asking(self.plan, self.today)), None)

    @property
    def updates_due(self) -> date | None:
        return self.asking.updates_due if self.asking else None

    @property
    def due_words(self) -> str:
        """ "are due by 13 March 2026", or "were due by 13 March 2026, 3 days ago"; or nothing."""
        if self.updates_due is None:
            return ""
        day, ago = PrintedDate(self.updates_due).words, (self.today - self.updates_due).days
        if ago > 0:
            return f"were due by {day}, {counted(ago, 'day')} ago"
        return f"are due by {day}"

    @property
    def day(self) -> Day:
        late = has_passed(self.updates_due, self.today)
        since = self.plan.told_since(self.quarter) if late else None
        return Day.of(self.plan, self.today, since)

    @cached_property
    def actions(self):
        led = self.plan.actions.led_by(self.membership.user_id)
        return led.by_urgency(self.today, self.now.end, self.day.expected_since)

    @cached_property
    def counts(self) -> dict[Urgency, int]:
        return self.actions.counts_by_urgency()

    @cached_property
    def page(self) -> Page:
        paginator = Paginator(self.actions, PAGE_SIZE)
        paginator.count = sum(self.counts.values())
        return paginator.get_page(self.number)

    @cached_property
    def groups(self) -> list[listed.Group]:
        """The rows of the page under what they ask for. The person may update every one."""
        found = listed.ties(action__in=[action.pk for action in self.page])
        rows = listed.rows(self.page, found, self.day, lambda ties: True)
        by_urgency = groupby(rows, key=lambda row: row.action.urgency)
        return [self._group(Urgency(urgency), each) for urgency, each in by_urgency]

    def _group(self, urgency, rows) -> listed.Group:
        words = counted(self.counts[urgency], "action")
        return listed.Group(self._headings[urgency], words, [self._cells(row) for row in rows])

    def _cells(self, row) -> dict:
        """What a row shows, with what is asked for and the version that "No change" is said of."""
        cells, action = row.cells(self._asked(row.action)), row.action
        draft = self.drafts.get(action.pk)
        marks = [*cells["marks"], "Draft kept"] if draft else cells["marks"]
        is_silent = conditions.lacks_update(self.quarter.start).holds(action)
        may_stay = is_silent and not progress.why_not(action)
        version = str(action.version) if may_stay else ""
        return cells | {"marks": marks, "version": version, "code": action.organisation_id}

    @cached_property
    def drafts(self) -> dict:
        return drafts.of(self.page, self.membership.user_id)

    @cached_property
    def given_back(self) -> list:
        """Completions that an inclusion lead returned and that nobody has answered since."""
        led = self.plan.actions.led_by(self.membership.user_id)
        return list(completion.given_back(led)[:GIVEN_BACK_SHOWN])

    @property
    def _headings(self) -> dict[Urgency, str]:
        end = PrintedDate(self.now.end).words
        return {
            Urgency.OVERDUE: "Target or review date has passed",
            Urgency.THIS_QUARTER: f"Due by {end}, the end of this quarter",
            Urgency.LATER: "Due later",
            Urgency.NO_DATE: "No date set",
            Urgency.DONE: "Completed, cancelled or carried forward",
        }

    def _asked(self, action) -> str:
        """What the quarter asks of the action: an update, if none has come."""
        if self.updates_due is None or action.status in CLOSED:
            return ""
        if not conditions.lacks_update(self.day.told_since).holds(action):
            return ""
        was = "was " if has_passed(self.updates_due, self.today) else ""
        return f"Update {was}due by {PrintedDate(self.updates_due).words}"

    @property
    def headings(self) -> list[dict]:
        return [{"name": key, "text": words} for key, words in listed.HEADINGS.items()]
