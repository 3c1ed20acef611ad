"""An inclusion lead opens a quarter, moves its day, closes it, or opens it again."""

from django import forms

from actions.dates import date_words
from actions.forms import PlainText
from actions.models import Quarter
from actions.quarter import closed, opened
from wres.audit import changes
from wres.audit.stale import Stale
from wres.nhsuk.fields import DayMonthYearField
from wres.nhsuk.forms import PageForm, Shown, ShownForm

REASON_LIMIT = 500  # characters
MEANWHILE = "The date was changed while this page was open and is now {}. Check it, then save again"


class QuarterOpeningForm(ShownForm):
    """By when updates are due; another date than before needs a reason."""

    row: Quarter
    changed = "The date for updates has changed since you opened the page."
    shown = Shown()
    updates_due = DayMonthYearField(
        label="Date by which updates are due",
        error_messages={"required": "Enter the date by which updates are due"},
    )
    reason = PlainText(
        label="Why the date changes",
        help_text="It stays on record with your name",
        limit=REASON_LIMIT,
        lines=2,
        required=False,
    )

    def stands(self):
        return self.row.updates_due.isoformat() if self.row.updates_due else ""

    def opened_with(self):
        return super().opened_with() | {"updates_due": self.row.updates_due}

    def make_fields(self):
        self.submit = "Save the new date" if self.row.updates_due else f"Open {self.row.nhs}"
        if not self.row.updates_due:
            del self.fields["reason"]
        first, last = (date_words(day) for day in self.days)
        self.fields["updates_due"].help_text = f"From {first} to {last}"

    @property
    def days(self):
        return self.row.nhs.start, opened.last_due_day(self.row.nhs)

    def clean_updates_due(self):
        due, (first, last) = self.cleaned_data["updates_due"], self.days
        if not first <= due <= last:
            words = f"must be from {date_words(first)} to {date_words(last)}"
            raise forms.ValidationError(f"Date by which updates are due {words}")
        return due

    def clean(self):
        given = super().clean()
        if given.get("shown") != self.stands() and given.get("updates_due"):
            if given["updates_due"] != self.row.updates_due:
                self.add_error("updates_due", MEANWHILE.format(date_words(self.row.updates_due)))
        elif self.moves and "reason" in self.fields and not given.get("reason"):
            self.add_error("reason", f"Say why {date_words(self.row.updates_due)} changes")
        return given

    @property
    def moves(self) -> bool:
        due = self.cleaned_data.get("updates_due")
        return due is not None and due != self.row.updates_due

    def save(self, *, by, today):
        """The quarter, opened; `Stale` when another moved the date meanwhile."""
        plan, reason = self.row.plan, self.cleaned_data.get("reason", "")
        with changes.change(plan.organisation_id, by=by, reason=reason):
            row = opened.row_of(plan, self.row.nhs)
            due = self.cleaned_data["updates_due"]
            if row.state != self.row.state or row.updates_due not in (self.row.updates_due, due):
                raise Stale(self.changed)
            if row.updates_due == due and row.opened_on:
                return row
            return opened.open_quarter(row, updates_due=due, today=today)


CLOSING_REASON_LIMIT = 2_000  # characters


class CloseForm(PageForm):
    """With open challenges, a reason for closing over them is required."""

    quarter: Quarter
    challenges: list  # those that are open
    closed_over = PlainText(
        label="Why are you closing with challenges unanswered?",
        help_text="This will appear in the report next to the challenges",
        limit=CLOSING_REASON_LIMIT,
        lines=3,
        error_messages={"required": "Say why you close over open challenges, or answer them first"},
    )

    def make_fields(self):
        self.submit = f"Close {self.quarter}"
        if not self.challenges:
            del self.fields["closed_over"]

    def save(self, *, by, today):
        """The frozen report; `Stale` when it cannot be closed now."""
        why = self.cleaned_data.get("closed_over", "")
        return closed.close(self.quarter, by=by, today=today, closed_over=why)


class ReopenForm(PageForm):
    """A closed quarter is opened again only with a reason."""

    quarter: Quarter
    reason = PlainText(
        label="Why the quarter is opened again",
        help_text="For example, a lead's update was left out",
        limit=CLOSING_REASON_LIMIT,
        lines=3,
        error_messages={"required": "Say why the quarter is opened again"},
    )

    def make_fields(self):
        self.submit = f"Open {self.quarter} again"

    def save(self, *, by, today):
        reason = self.cleaned_data["reason"]
        return closed.reopen(self.quarter, by=by, today=today, reason=reason)
