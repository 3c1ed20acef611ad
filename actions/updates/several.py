"""Several updates on one page: a form an action, each saved by itself and only if touched."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.http import QueryDict

from actions.forms.many_updates import ShortForm
from actions.models import Plan, UpdateDraft
from actions.quarter.opened import asking, row_of
from actions.quarters import Quarter
from actions.updates import drafts
from wres.accounts.models import User
from wres.audit.stale import Stale
from wres.words import counted

A_PAGE = 10  # actions, each with a form
NUMBERS = range(1, 2**63)  # that a database takes


@dataclass
class Entry:
    """An action with its form; no form when its draft has dates, which only its own page asks."""

    action: object
    form: ShortForm | None
    draft: UpdateDraft | None = None
    is_done: bool = False


@dataclass
class Several:
    """The forms of a person's actions that wait for an update, or those that were sent."""

    plan: Plan
    person: User
    today: date
    data: QueryDict | None
    nothing: bool = False  # was touched

    @cached_property
    def row(self):
        """The plan's quarter that asks, else that of the day, perhaps not saved yet."""
        rows = asking(self.plan, self.today)
        return rows[0] if rows else row_of(self.plan, Quarter.on(self.today))

    @cached_property
    def waiting(self):
        """What the person leads and the quarter has no update of, as it presses."""
        led = self.plan.actions.led_by(self.person).open()
        silent = led.without_update_in(self.row.nhs, self.row if self.row.pk else None)
        return silent.by_urgency(self.today, self.row.nhs.end, None)

    @cached_property
    def count(self) -> int:
        return self.waiting.order_by().count()

    @cached_property
    def entries(self) -> list[Entry]:
        if self.data is None:
            actions = list(self.waiting[:A_PAGE])
            kept = drafts.of(actions, self.person)
            return [self._new(action, kept.get(action.pk)) for action in actions]
        sent = [int(pk) for pk in self.data.getlist("actions") if pk.isdecimal()][:A_PAGE]
        led = self.plan.actions.led_by(self.person).filter(pk__in=[n for n in sent if n in NUMBERS])
        return [Entry(each, ShortForm(self.data, action=each)) for each in led]

    def _new(self, action, draft):
        if draft is None:
            return Entry(action, ShortForm(action=action))
        if "target_date_day" in draft.values:
            return Entry(action, None, draft)
        draft.action = action
        return Entry(action, ShortForm.of_draft(draft, prefix=f"action-{action.pk}"), draft)

    def save(self) -> list[str]:
        """Save what was touched, each by itself; what was done, in words."""
        keep = self._draft if "draft" in self.data else self._send
        touched = [entry for entry in self.entries if entry.form.is_touched]
        self.nothing = not touched
        for entry in touched:
            keep(entry)
        done = sum(entry.is_done for entry in touched)
        what = "draft" if "draft" in self.data else "update"
        return [f"{counted(done, what)} saved."] if done else []

    def _draft(self, entry):
        if not entry.form.too_long:
            drafts.keep(entry.action, self.person, drafts.typed(self.data, entry.form.prefix))
            entry.is_done = True

    def _send(self, entry):
        if not entry.form.is_valid():
            return
        try:
            entry.form.save(by=self.person, today=self.today)
            entry.is_done = True
        except Stale as stale:
            if stale.form:
                entry.form = entry.form.after(stale)
            else:
                entry.form.add_error(None, str(stale))

    @property
    def left(self) -> list[Entry]:
        """The forms to show: what was saved is not asked again."""
        return [entry for entry in self.entries if not entry.is_done]

    @property
    def wrong(self) -> list[ShortForm]:
        """The forms that could not be saved; one that was not touched has no errors to show."""
        return [entry.form for entry in self.left if entry.form and self._is_wrong(entry)]

    def _is_wrong(self, entry):
        return self.data is not None and entry.form.is_touched and not entry.form.stale

    @property
    def has_conflict(self) -> bool:
        return any(entry.form and entry.form.stale for entry in self.entries)

    @property
    def is_done(self) -> bool:
        """Whether all that was touched is saved."""
        return not (self.nothing or self.has_conflict or self.wrong)
