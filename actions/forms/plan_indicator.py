"""What a plan says of one indicator: baseline, target, focus, and a group stated by a person."""

import re
from dataclasses import dataclass
from decimal import Decimal

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, Submit
from django import forms

from actions.forms import PlainText
from actions.models import PlanIndicator
from actions.outcomes.indicator import TAKES_EFFECT
from indicators.rules.comparison import Group, Unit
from indicators.rules.figures import DECIMALS, initial
from wres.audit import changes
from wres.nhsuk.fields import PlainErrors

LONG_REASON_LIMIT = 2_000  # characters
FOCUS_AREAS = 99
SHORT = "nhsuk-input--width-5"
LIMITS = {
    Unit.RATIO: (Decimal("0.1"), Decimal(10)),
    Unit.PERCENT: (Decimal(0), Decimal(100)),
    Unit.POINTS: (Decimal(-100), Decimal(100)),
}
WHAT = {
    Unit.RATIO: "a ratio from 0.1 to 10, such as 1.25",
    Unit.PERCENT: "a percentage from 0 to 100, such as 25.0",
    Unit.POINTS: "percentage points from -100 to 100, such as 2.5",
}
NUMBER = re.compile(r"-?[0-9]{1,3}(?:\.([0-9]{1,9}))?")
NUMBER_ERRORS = ("invalid", "min_value", "max_value")
PLACE = f"Enter its place as a whole number from 1 to {FOCUS_AREAS}"
INCOMPLETE = "This page was not complete. Open it again from the outcomes"


@dataclass(frozen=True)
class Difference:
    """A field that somebody else changed: when the form was opened, as typed, and now."""

    what: str
    opened: str
    yours: str
    now: str


class ChangedMeanwhileError(changes.NotNowError):
    """Somebody saved first; nothing was saved. `form` stands on their version."""

    def __init__(self, form, differences, last):
        super().__init__("The plan settings have been changed meanwhile")
        self.form, self.differences = form, differences
        self.who, self.at = last.history_user, last.history_date


class Figure(forms.CharField):
    """A number with no more decimals than its unit displays."""

    def __init__(self, *, unit: Unit, **kwargs):
        super().__init__(widget=forms.TextInput({"inputmode": "decimal", "class": SHORT}), **kwargs)
        self.unit = unit

    def prepare_value(self, value):
        return f"{value:.{DECIMALS[self.unit]}f}" if isinstance(value, Decimal) else value

    def to_python(self, value) -> Decimal | None:
        text = super().to_python(value).replace("−", "-").removesuffix("%").strip()
        if not text:
            return None
        decimals = DECIMALS[self.unit]
        low, high = LIMITS[self.unit]
        plain = NUMBER.fullmatch(text)
        if not plain or len(plain[1] or "") > decimals or not low <= Decimal(text) <= high:
            ask = f"Enter {self.label[:1].lower()}{self.label[1:]} as {WHAT[self.unit]}"
            raise forms.ValidationError(f"{ask}, with at most {decimals} decimals")
        return Decimal(text)


class PlanIndicatorForm(PlainErrors, forms.Form):
    """Opened on a version of the row, which is the number of its newest history row."""

    opened = forms.IntegerField(
        min_value=0,
        max_value=2**63 - 1,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", *NUMBER_ERRORS), INCOMPLETE),
    )
    is_focus = forms.BooleanField(label="This is a focus area of the plan", required=False)
    focus_order = forms.IntegerField(
        label="Its place among the focus areas",
        help_text="1 for the first",
        min_value=1,
        max_value=FOCUS_AREAS,
        required=False,
        widget=forms.TextInput({"inputmode": "numeric", "class": SHORT}),
        error_messages=dict.fromkeys(NUMBER_ERRORS, PLACE),
    )
    focus_reason = PlainText(
        label="Why it is a focus area", limit=LONG_REASON_LIMIT, required=False
    )
    stated_group = forms.ChoiceField(label="Group", required=False)
    stated_group_reason = PlainText(
        label="Why another group than the computed one",
        help_text="Both groups and this reason are shown",
        limit=LONG_REASON_LIMIT,
        required=False,
    )

    def __init__(self, data=None, *, card, plan):
        self.card, self.plan, self.unit = card, plan, card.unit
        said, newest = self.saved()
        super().__init__(data, initial=values_of(said) | {"opened": newest})
        self._add_baseline_and_target(said)
        computed = f"As computed: {card.computed_group}"
        groups = [(group.value, initial(group.value)) for group in Group]
        self.fields["stated_group"].choices = [("", computed), *groups]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            "opened",
            *([Fieldset("Baseline and target", *self.numbers)] if self.numbers else []),
            Fieldset("Focus area", "is_focus", "focus_order", "focus_reason"),
            Fieldset("Group", "stated_group", "stated_group_reason"),
            Submit("save", "Save plan settings"),
        )

    def saved(self):
        """The row as it is in the database, or a new one, and the number of its version."""
        rows = PlanIndicator.objects.filter(plan=self.plan, indicator=self.card.indicator)
        said = rows.first()
        if said is None:
            return PlanIndicator(plan=self.plan, indicator=self.card.indicator), 0
        return said, said.history.values_list("history_id", flat=True).first()

    def _add_baseline_and_target(self, said):
        self.numbers = []
        if self.unit is Unit.GRID:
            return
        years = {figure.year for figure in self.card.figures if figure.year < self.card.year}
        years |= {said.baseline_year} - {None}
        self._add(
            "baseline_year",
            forms.TypedChoiceField(
                label="Baseline year",
                choices=[("", "The earliest year held")]
                + [(str(year), str(year)) for year in sorted(years, reverse=True)],
                coerce=int,
                empty_value=None,
                required=False,
            ),
        )
        if self.unit is Unit.PERCENT:
            words = "Target for the BME figure"
            hint = "Without a target the indicator cannot be performing well"
            self._add("target", Figure(unit=self.unit, label=words, help_text=hint, required=False))
            return
        hint = "Leave both ends blank to use the standard's own range, where it has one"
        if self.card.is_board_share:
            hint = initial(TAKES_EFFECT)
        for name, words in (("target_lower", "Lower end"), ("target_upper", "Upper end")):
            label = f"{words} of the target range"
            self._add(name, Figure(unit=self.unit, label=label, help_text=hint, required=False))
            hint = hint if self.card.is_board_share else ""

    def _add(self, name, field):
        self.fields[name] = field
        self.numbers.append(name)

    def clean(self):
        given = super().clean()
        if given.get("is_focus"):
            if "focus_order" not in self.errors and not given.get("focus_order"):
                self.add_error("focus_order", "Enter its place among the focus areas, such as 1")
            if "focus_reason" not in self.errors and not given.get("focus_reason"):
                self.add_error("focus_reason", "Say why this is a focus area")
        if given.get("stated_group") and not given.get("stated_group_reason"):
            self.add_error("stated_group_reason", "Say why the group is another than computed")
        self._check_range(given.get("target_lower"), given.get("target_upper"))
        return given

    def _check_range(self, low, high):
        if "target_lower" in self.errors or "target_upper" in self.errors:
            return
        if (low is None) != (high is None):
            missing = "target_lower" if low is None else "target_upper"
            self.add_error(missing, "Enter both ends of the target range, or leave both blank")
        elif low is not None and low > high:
            self.add_error("target_lower", "The lower end must not be above the upper end")

    def save(self, *, by):
        """Save in one change; raises `ChangedMeanwhileError` when somebody saved first."""
        with changes.change(self.plan.organisation_id, by=by, reason=self._reason()):
            said, newest = self.saved()
            if newest != self.cleaned_data["opened"]:
                raise self._conflict(said)
            before = values_of(said)
            for name, value in self._row_values().items():
                setattr(said, name, value)
            if values_of(said) != before:
                said.save()

    def _row_values(self) -> dict:
        """Without a focus its place and reason go, and so does the reason of no stated group."""
        values = {name: self.cleaned_data[name] for name in self.fields if name != "opened"}
        if not values.pop("is_focus"):
            values |= {"focus_order": None, "focus_reason": ""}
        if not values["stated_group"]:
            values["stated_group_reason"] = ""
        return values

    def _reason(self) -> str:
        """What the trail says of why: the reason that was given with this change."""
        reasons = ("stated_group_reason", "focus_reason")
        given = [self.cleaned_data[name] for name in reasons if name in self.changed_data]
        return given[0] if given else ""

    def _conflict(self, said) -> ChangedMeanwhileError:
        """What was typed stays; what was left alone is as the row now stands."""
        opened = said.history.filter(history_id=self.cleaned_data["opened"]).first()
        base = values_of(opened or PlanIndicator())
        again = PlanIndicatorForm(self.data.copy(), card=self.card, plan=self.plan)
        differences = []
        for name, now in values_of(said).items():
            if name not in self.fields:
                continue
            yours = self.cleaned_data[name]
            shown = self.fields[name].prepare_value
            if yours == base[name]:
                again.data[name] = text_of(shown(now))
            if now != base[name]:
                three = [words_of(shown(value)) for value in (base[name], yours, now)]
                differences.append(Difference(str(self.fields[name].label), *three))
        again.data["opened"] = str(again.initial["opened"])
        return ChangedMeanwhileError(again, differences, said.history.first())


def values_of(row) -> dict:
    """The fields of the form as a row, or what one was, has them."""
    return {
        "baseline_year": row.baseline_year,
        "target": row.target,
        "target_lower": row.target_lower,
        "target_upper": row.target_upper,
        "is_focus": row.focus_order is not None,
        "focus_order": row.focus_order,
        "focus_reason": row.focus_reason,
        "stated_group": row.stated_group,
        "stated_group_reason": row.stated_group_reason,
    }


def text_of(value) -> str:
    """A value as its input would send it; "" leaves a checkbox off."""
    if isinstance(value, bool):
        return "on" if value else ""
    return "" if value is None else str(value)


def words_of(value) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return "Empty" if value in (None, "") else str(value)
