"""An inclusion lead says what becomes of the dates that a new plan took over."""

from itertools import groupby

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms

from actions import carried_dates
from actions.carried_dates import What
from audit import trail
from wres.nhsuk_forms import DayMonthYearField, PlainErrors, PlainText, Question

ASKED = 200  # dates on a page; those below come once these are settled
DONE = [
    (What.MOVE, "They get a new date"),
    (What.KEEP, "They stay as they are"),
    (What.DROP, "They are taken away"),
]


class CarriedDatesForm(PlainErrors, forms.Form):
    """The same answer for the dates that are ticked, which are grouped by the day they name."""

    shown = forms.CharField(widget=forms.HiddenInput, required=False)
    what = forms.ChoiceField(
        label="What becomes of the ticked dates?",
        choices=[(key.value, words) for key, words in DONE],
        widget=forms.RadioSelect,
        error_messages={"required": "Select what becomes of the ticked dates"},
    )
    date = DayMonthYearField(
        label="New date", help_text="Only if they get one, for example 31 12 2026", required=False
    )
    reason = PlainText(
        label="Reason",
        help_text="It stands in the record of every action that is ticked",
        limit=trail.REASON_LIMIT,
        lines=2,
        error_messages={"required": "Enter the reason, for the record of these actions"},
    )

    def __init__(self, data=None, *, plan, asked, today):
        self.plan, self.today = plan, today
        super().__init__(data, initial={"shown": carried_dates.digest(asked)})
        self.more = len(asked[ASKED:])
        by_words = sorted(asked[:ASKED], key=_order)
        groups = [list(group) for _, group in groupby(by_words, key=lambda each: each.words)]
        self.groups = [f"dates_{number}" for number in range(len(groups))]
        self.fields |= dict(zip(self.groups, map(_ticks, groups), strict=True))
        self.order_fields([*self.groups, "what", "date", "reason"])
        self.helper = FormHelper()
        self.helper.form_tag = False
        questions = [Question(name) for name in (*self.groups, "what", "date")]
        self.helper.layout = Layout(*questions, "reason", "shown", Submit("save", "Settle dates"))

    @property
    def chosen(self) -> set[int]:
        """The ids of the questions that are ticked."""
        return {int(pk) for name in self.groups for pk in self.cleaned_data.get(name, [])}

    def clean(self):
        given = super().clean()
        if self.groups and not self.chosen:
            self.add_error(self.groups[0], "Select the dates that this answer is for")
        if given.get("what") == What.MOVE and "date" in given:
            self._check_date(given["date"])
        return given

    def _check_date(self, day):
        if day is None:
            self.add_error("date", "Enter the new date")
        elif day < self.today:
            self.add_error("date", "New date must be today or in the future")

    def save(self, *, by):
        """How many dates were settled; `carried_dates.ChangedError` when they changed meanwhile."""
        given = self.cleaned_data
        return carried_dates.answer(
            self.plan,
            self.chosen,
            What(given["what"]),
            given["date"],
            shown=given["shown"],
            reason=given["reason"],
            by=by,
            today=self.today,
        )


def _order(asked):
    return asked.field != "target_date", str(getattr(asked.question.action, asked.field))


def _ticks(group):
    return forms.MultipleChoiceField(
        label=group[0].words,
        choices=[(str(each.question.pk), each.question.action.title) for each in group],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
