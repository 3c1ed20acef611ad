"""An inclusion lead carries what is unfinished forward, and says what becomes of the dates."""

from datetime import date
from itertools import groupby

from django import forms

from actions.dates import date_words
from actions.delivery import STATUS_WORDS, Status
from actions.models import Action, Plan
from actions.plan import carry_forward
from actions.plan.carry_forward import What
from wres.audit import changes
from wres.nhsuk.fields import DayMonthYearField, PlainText
from wres.nhsuk.forms import Shown, ShownForm

ASKED = 500  # actions that a page asks about; those below go with the others
YEARS_APART = 2  # of a plan's date from its year; further is a typing error


class CarryForwardForm(ShownForm):
    """The date of the new plan, and which of the unfinished actions it takes over."""

    plan: Plan
    actions: list[Action]  # those that are unfinished
    changed = (
        "The plan has changed since this page was opened, so nothing was carried forward. "
        "Check the actions again."
    )
    shown = Shown()
    date = DayMonthYearField(
        label="Date of the new plan",
        help_text="When it is or will be published, for example 31 8 2026",
        error_messages={"required": "Enter the date of the new plan"},
    )

    def stands(self):
        return carry_forward.shown(self.actions)

    @property
    def successor(self):
        return Plan(standard_id=self.plan.standard_id, year=self.plan.year + 1)

    def make_fields(self):
        self.submit = f"Carry forward to {self.successor.years}"
        for section, group in groupby(self.actions[:ASKED], key=lambda action: action.section):
            self.fields[f"section_{section.pk}"] = _choice_of(section, list(group))
        self.sections = [name for name in self.fields if name.startswith("section_")]
        self.listed, self.more = ASKED, len(self.actions[ASKED:])

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
        """What was made. `Stale` when the year has a plan by now, or the actions have changed."""
        plan = self.plan
        reason = f"Carried forward to the {self.successor}"
        with changes.change(plan.organisation_id, by=by, reason=reason) as change:
            actions = carry_forward.unfinished(plan)
            if carry_forward.next_plan(plan) is None:
                self.refuse_unless_shown(carry_forward.shown(actions))
            chosen = self.chosen(self.cleaned_data, actions)
            day = self.cleaned_data["date"]
            return carry_forward.carry_forward(plan, chosen, day, change, today)


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


class CarriedDatesForm(ShownForm):
    """The same answer for the dates that are ticked, which are grouped by the day they name."""

    plan: Plan
    dates: list[carry_forward.Asked]
    today: date
    submit = "Settle dates"
    shown = Shown()
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

    def stands(self):
        return carry_forward.dates_shown(self.dates)

    def make_fields(self):
        self.more = len(self.dates[DATES_ASKED:])
        by_words = sorted(self.dates[:DATES_ASKED], key=_order)
        groups = [list(group) for _, group in groupby(by_words, key=lambda each: each.words)]
        self.groups = [f"dates_{number}" for number in range(len(groups))]
        self.fields |= dict(zip(self.groups, map(_ticks, groups), strict=True))
        self.order_fields([*self.groups, "what", "date", "reason"])

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
        """How many dates were settled; `Stale` when they changed meanwhile."""
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
