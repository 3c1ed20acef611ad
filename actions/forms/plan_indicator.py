"""What a plan says of one indicator: baseline, target, focus, and a group stated by a person."""

import re
from decimal import Decimal

from crispy_forms.layout import Fieldset
from django import forms

from actions.forms import PlainText
from actions.models import Plan, PlanIndicator
from actions.outcomes.indicator import TAKES_EFFECT, IndicatorOutcome
from indicators.rules.comparison import Group, Unit
from indicators.rules.figures import DECIMALS, initial
from wres.audit import changes
from wres.nhsuk.forms import ShownVersion, VersionedForm

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
TARGETS = ["baseline_year", "target", "target_lower", "target_upper"]
NUMBER_ERRORS = ("invalid", "min_value", "max_value")
PLACE = f"Enter its place as a whole number from 1 to {FOCUS_AREAS}"


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


class PlanIndicatorForm(VersionedForm):
    """Opened on a version of the row, which is the number of its newest history row."""

    card: IndicatorOutcome
    plan: Plan
    changed = "The plan settings have been changed meanwhile."
    submit = "Save plan settings"
    opened = ShownVersion("This page was not complete. Open it again from the outcomes")
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

    def opened_with(self):
        self.said = self.saved()
        return super().opened_with() | self.values_of(self.said)

    def stands(self):
        return version_of(self.said)

    def saved(self):
        """The row as it is in the database, or a new one."""
        place = {"plan": self.plan, "indicator": self.card.indicator}
        return PlanIndicator.objects.filter(**place).first() or PlanIndicator(**place)

    def make_fields(self):
        computed = f"As computed: {self.card.computed_group}"
        groups = [(group.value, initial(group.value)) for group in Group]
        self.fields["stated_group"].choices = [("", computed), *groups]
        self.numbers = []
        if self.unit is not Unit.GRID:
            self._add_baseline_and_target(self.said)

    @property
    def unit(self):
        return self.card.unit

    def layout(self):
        return [
            *([Fieldset("Baseline and target", *self.numbers)] if self.numbers else []),
            Fieldset("Focus area", "is_focus", "focus_order", "focus_reason"),
            Fieldset("Group", "stated_group", "stated_group_reason"),
        ]

    def values_of(self, row, then=None):
        same = [*TARGETS, "focus_order", "focus_reason", "stated_group", "stated_group_reason"]
        values = {name: getattr(row, name) for name in same}
        return values | {"is_focus": row.focus_order is not None}

    def _add_baseline_and_target(self, said):
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
        """Save in one change; `Stale` when somebody saved first."""
        number = self.cleaned_data["opened"]
        with changes.change(self.plan.organisation_id, by=by, reason=self._reason()):
            said = self.saved()
            if version_of(said) != number:
                opened = said.history.filter(history_id=number).first() or PlanIndicator()
                raise self.conflict(said, opened=opened, last=said.history.first())
            before = self.values_of(said)
            for name, value in self._row_values().items():
                setattr(said, name, value)
            if self.values_of(said) != before:
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


def version_of(row) -> int:
    """The number of the newest history row; 0 of a row that is not saved yet."""
    if row.pk is None:
        return 0
    return row.history.values_list("history_id", flat=True).first()
