"""An inclusion lead carries what is unfinished forward, and says what becomes of the dates."""

from itertools import groupby

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms

from actions.dates import date_words
from actions.delivery import STATUS_WORDS, Status
from actions.models import Plan
from actions.plan import carry_forward
from actions.plan.carry_forward import What
from wres.audit import changes
from wres.nhsuk.fields import DayMonthYearField, PlainErrors, PlainText, Question

ASKED = 500  # actions that a page asks about; those below go with the others
YEARS_APART = 2  # of a plan's date from its year; further is a typing error


class PlanChangedError(changes.NotNowError):
    """The actions are no longer those that the person was shown."""

    words = "The actions have changed since you opened the page."


class CarryForwardForm(PlainErrors, forms.Form):
    """The date of the new plan, and which of the unfinished actions it takes over."""

    shown = forms.CharField(widget=forms.HiddenInput, required=False)
    date = DayMonthYearField(
        label="Date of the new plan",
        help_text="When it is or will be published, for example 31 8 2026",
        error_messages={"required": "Enter the date of the new plan"},
    )

    def __init__(self, data=None, *, plan, actions):
        self.plan, self.actions = plan, actions
        self.successor = Plan(standard_id=plan.standard_id, year=plan.year + 1)
        super().__init__(data, initial={"shown": carry_forward.digest(actions)})
        asked = groupby(actions[:ASKED], key=lambda action: action.section)
        for section, group in asked:
            self.fields[f"section_{section.pk}"] = _choice_of(section, list(group))
        self.sections = [name for name in self.fields if name.startswith("section_")]
        self.asked, self.more = ASKED, len(actions[ASKED:])
        self.helper = FormHelper()
        self.helper.form_tag = False
        words = f"Carry forward to {self.successor.years}"
        self.helper.layout = Layout(
            *(Question(name) for name in ("date", *self.sections)), "shown", Submit("save", words)
        )

    def clean_date(self):
        day = self.cleaned_data["date"]
        if day <= self.plan.date:
            before = date_words(self.plan.date, False, "")
            raise forms.ValidationError(
                f"Date of the new plan must be after that of this one, {before}"
            )
        if abs(day.year - self.successor.year) > YEARS_APART:
            raise forms.ValidationError("Date of the new plan must be in or near its year")
        return day

    def clean(self):
        given = super().clean()
        if self.sections and not self.chosen(given, self.actions):
            self.add_error(self.sections[0], "Select the actions to carry forward")
        return given

    def chosen(self, given, actions):
        """The actions that the form takes over: those ticked, and those it did not ask about."""
        ticked = {int(pk) for name in self.sections for pk in given.get(name, [])}
        return [a for place, a in enumerate(actions) if place >= ASKED or a.pk in ticked]

    def save(self, *, by, today):
        """What was made. `TakenError` when the year has a plan by now, `ChangedError` when the
        actions changed meanwhile; then nothing is saved."""
        plan = self.plan
        reason = f"Carried forward to the {self.successor}"
        with changes.change(plan.organisation_id, by=by, reason=reason) as change:
            actions = carry_forward.unfinished(plan)
            if carry_forward.next_plan(plan) is None and self.is_stale(actions):
                raise PlanChangedError
            chosen = self.chosen(self.cleaned_data, actions)
            day = self.cleaned_data["date"]
            return carry_forward.carry_forward(plan, chosen, day, change, today)

    def is_stale(self, actions) -> bool:
        return self.cleaned_data["shown"] != carry_forward.digest(actions)


def _choice_of(section, actions):
    """The actions of a section, all ticked."""
    keys = [str(action.pk) for action in actions]
    field = forms.MultipleChoiceField(
        label=section.name,
        choices=[(str(action.pk), action.title) for action in actions],
        widget=forms.CheckboxSelectMultiple,
        initial=keys,
        required=False,
    )
    field.choice_hints = {str(action.pk): _standing(action) for action in actions}
    return field


def _standing(action) -> str:
    leads = "; ".join(link.lead.name for link in action.action_leads.all()) or "No lead"
    target = date_words(action.target_date, action.target_is_month, "not set")
    review = date_words(action.review_date, action.review_is_month, "not set")
    status = STATUS_WORDS[Status(action.status)]
    return f"{leads}. {status}. Target date {target}, review date {review}."


DATES_ASKED = 200  # dates on a page; those below come once these are settled
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
        limit=changes.REASON_LIMIT,
        lines=2,
        error_messages={"required": "Enter the reason, for the record of these actions"},
    )

    def __init__(self, data=None, *, plan, asked, today):
        self.plan, self.today = plan, today
        super().__init__(data, initial={"shown": carry_forward.dates_digest(asked)})
        self.more = len(asked[DATES_ASKED:])
        by_words = sorted(asked[:DATES_ASKED], key=_order)
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
        return carry_forward.answer(
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
