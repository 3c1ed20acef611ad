"""An inclusion lead carries what is unfinished forward to a plan of the next year."""

from itertools import groupby

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms

from actions import carrying_forward
from actions.delivery import STATUS_WORDS, Status
from actions.lists.listed import day_words
from actions.models import Plan
from audit import trail
from wres.nhsuk_forms import DayMonthYearField, PlainErrors, Question

ASKED = 500  # actions that a page asks about; those below go with the others
YEARS_APART = 2  # of a plan's date from its year; further is a typing error


class ChangedError(trail.NotNowError):
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
        super().__init__(data, initial={"shown": carrying_forward.digest(actions)})
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
            before = day_words(self.plan.date, False, "")
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
        with trail.change(plan.organisation_id, by=by, reason=reason) as change:
            actions = carrying_forward.unfinished(plan)
            if carrying_forward.next_plan(plan) is None and self.is_stale(actions):
                raise ChangedError
            chosen = self.chosen(self.cleaned_data, actions)
            day = self.cleaned_data["date"]
            return carrying_forward.carry_forward(plan, chosen, day, change, today)

    def is_stale(self, actions) -> bool:
        return self.cleaned_data["shown"] != carrying_forward.digest(actions)


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
    target = day_words(action.target_date, action.target_is_month, "not set")
    review = day_words(action.review_date, action.review_is_month, "not set")
    status = STATUS_WORDS[Status(action.status)]
    return f"{leads}. {status}. Target date {target}, review date {review}."
