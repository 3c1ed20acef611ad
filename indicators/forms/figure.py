"""An administrator chooses a figure, types it in, or changes it."""

from datetime import date
from typing import Any

from crispy_forms.layout import Fieldset, Submit
from django import forms

from indicators import entry, questions
from indicators.figure_page import OneFigure
from indicators.forms.fields import CountField, FigureField
from indicators.imports.held import Holding
from indicators.imports.values import USED
from indicators.models import FIRST_YEAR, Figure, FigureQuestion, Indicator
from indicators.rules.comparison import State, Unit
from indicators.words import direction
from wres.audit import changes
from wres.files.tables import quoted
from wres.nhsuk.fields import PlainText
from wres.nhsuk.forms import PageForm, ShownVersion, VersionedForm, key_of

STATES = [
    (State.HELD, "A number"),
    (State.SUPPRESSED, "Suppressed: too few people to show"),
    (State.NOT_COLLECTED, "Not collected"),
    (State.NOT_HELD, "Not held"),
    (State.NOT_CALCULABLE, "Not calculable: no events"),
]
TWICE = "There is another figure of this indicator, year and series. Name another series"
CONFIRM = "Tick question {} if the figure is right, or change the figure"
TEXTS = ("source_period", "series")
NAMES = ["state", *dict.fromkeys(name for used in USED.values() for name in used)]
NAMES += [name for group in entry.GROUPS for name in entry.count_names(group)]
NAMES += TEXTS
INCOMPLETE = "This page was not complete. Open it again from the figure"
TELLING = {State.HELD, State.NOT_CALCULABLE}  # states beside which numbers are shown


FIGURE_WORDS = {  # (label, hint) of each number, by the unit of the indicator
    Unit.RATIO: {"value": ("Ratio", "")},
    Unit.PERCENT: {
        "white": ("White %", "The percentage of White staff, from 0 to 100"),
        "bme": ("BME %", "The percentage of BME staff, from 0 to 100"),
    },
    Unit.POINTS: {
        "bme": ("BME share of the board", "A percentage from 0 to 100"),
        "workforce": (
            "BME share of the workforce",
            "A percentage from 0 to 100. Leave it blank to take it from the pay bands of the year",
        ),
        "value": (
            "Difference in percentage points",
            "From −100 to 100, where no shares were published; those give it otherwise",
        ),
    },
}


class FigureForm(VersionedForm):
    """Opened on a version of the figure, which is the number of its newest history row.

    Doubts about what is typed are asked in a second step: the same form with a tick for each.
    """

    found: OneFigure
    changed = "The figure has been changed meanwhile."
    submit = "Save figure"
    data: Any  # to which the second step adds

    opened = ShownVersion(INCOMPLETE)
    asked = forms.CharField(widget=forms.HiddenInput, required=False)
    state = forms.ChoiceField(label="What is held", choices=STATES, widget=forms.RadioSelect)
    source_period = PlainText(
        label="Source period (optional)",
        help_text="For example, April 2024 to March 2025, or autumn 2024 for a survey",
        limit=60,
        lines=1,
        required=False,
    )
    series = PlainText(
        label="Series (optional)",
        help_text=(
            "Figures of different series are never compared. Name one when the question or the "
            "way of counting has changed"
        ),
        limit=40,
        lines=1,
        required=False,
    )

    def opened_with(self):
        self.figure, self.version = self.saved()
        return super().opened_with() | self.values_of(self.figure) | {"asked": ""}

    def stands(self):
        return self.version

    def values_of(self, row, then=None):
        return {name: getattr(row, name) for name in NAMES}

    @property
    def unit(self):
        return self.found.unit

    def make_fields(self):
        self.questions, self.unconfirmed = [], []
        self.numbers = [self._add(name, self._figure_field(name)) for name in USED[self.unit]]
        self.counted = [self._add(*named) for named in self._count_fields()]
        is_new = self.figure.pk is None
        self.fields["reason"] = PlainText(
            label="Reason (optional)" if is_new else "Reason for the change",
            help_text="It stays on record with your name",
            limit=changes.REASON_LIMIT,
            lines=2,
            required=False,
        )

    def layout(self):
        return [
            self.as_question("state"),
            Fieldset("Numbers", *self.numbers),
            Fieldset("Counts (optional)", *self.counted),
            Fieldset("Where it comes from", *TEXTS),
            self.as_question("reason"),
        ]

    def _add(self, name, field):
        self.fields[name] = field
        return name

    def _figure_field(self, name):
        label, hint = FIGURE_WORDS[self.unit][name]
        indicator = self.found.indicator
        ways = direction(self.found.aim, self.unit, indicator.numerator)
        hint = f"{hint}. {ways}" if hint else ways
        return FigureField(column=name, unit=self.unit, label=label, help_text=hint, required=False)

    def _count_fields(self):
        for group, name in entry.GROUPS.items():
            count_name, total_name = entry.count_names(group)
            if self.unit is Unit.POINTS:
                yield count_name, CountField(label=f"{name} members of the board")
            else:
                yield count_name, CountField(label=f"{name}: how many")
                yield total_name, CountField(label=f"{name}: of how many")

    def saved(self):
        """The figure as it is in the database, or a new one, and the number of its version."""
        found = self.found
        figures = Figure.objects.filter(organisation=found.organisation, indicator=found.indicator)
        figures = figures.filter(year=found.year, part=found.part)
        if found.figure:
            figure = figures.filter(pk=found.figure.pk).first()
        else:
            figure = figures.filter(unit=None).last()
        if figure is None:
            figure = Figure(
                organisation=found.organisation,
                indicator=found.indicator,
                year=found.year,
                part=found.part,
            )
            return figure, 0
        figure.indicator = found.indicator
        return figure, figure.history.values_list("history_id", flat=True).first()

    def clean_opened(self):
        """A version that there has been; 0 is that of a figure not yet held."""
        opened = self.cleaned_data["opened"]
        if opened in (0, self.version):
            return opened
        if not self._history().filter(history_id=opened).exists():
            raise forms.ValidationError(INCOMPLETE)
        return opened

    def _history(self):
        """What happened to the figure of this place, also before it was made anew."""
        found = self.found
        rows = Figure.history.filter(organisation=found.organisation, indicator=found.indicator)
        return rows.filter(year=found.year, part=found.part, unit=self.figure.unit_id)

    def clean(self):
        super().clean()
        if self.errors:
            return self.cleaned_data
        facts = self.facts()
        for name, words in self._wrong(facts):
            self.add_error(name, words)
        if not self.errors:
            self._ask(facts)
        return self.cleaned_data

    def facts(self) -> dict:
        """The fields of the figure as typed; members of a board are of all that were typed."""
        given = self.cleaned_data
        facts = {name: given[name] for name in ("state", *self.numbers, *TEXTS, *self.counted)}
        if self.unit is Unit.POINTS:
            members = {group: given[f"{group}_count"] for group in entry.GROUPS}
            total = sum(filter(None, members.values()))
            for group, count in members.items():
                facts[f"{group}_total"] = None if count is None else total
        return facts

    def _wrong(self, facts):
        """(field, what to do); what is wrong with a total of the board stands at its members."""
        found = list(entry.errors(facts, self.unit, self.found.indicator.numerator))
        found += [("series", TWICE)] if self._is_taken(facts) else []
        found += [("reason", "Say why the figure changes")] if self._lacks_reason() else []
        if self.unit is Unit.POINTS:
            found = [(name.replace("_total", "_count"), words) for name, words in found]
            if any(facts[name] is not None for name in self.counted):
                for name in ("white_count", "bme_count"):
                    if facts[name] is None:
                        label = self.fields[name].label
                        found.append((name, f"Enter {label}; 0 where there are none"))
        return dict.fromkeys(found)

    def _is_taken(self, facts) -> bool:
        this = self.figure
        same = Figure.objects.filter(
            organisation=this.organisation, indicator=this.indicator, year=this.year
        )
        same = same.filter(part=this.part, unit=this.unit_id, series=facts["series"])
        return this.pk is not None and same.exclude(pk=this.pk).exists()

    def _lacks_reason(self) -> bool:
        """Asked of a change; who opened another version meets that first."""
        is_newest = self.cleaned_data["opened"] == self.version
        is_change = self.figure.pk is not None and self._changes(self.figure)
        return is_newest and is_change and not self.cleaned_data["reason"]

    def _changes(self, figure) -> bool:
        return any(getattr(figure, name) != fact for name, fact in self.facts().items())

    # Questions

    def _ask(self, facts):
        """Add a tick for each doubt; one that was shown before and is not ticked is an error."""
        self.questions = list(dict.fromkeys(self._doubts(facts)))
        shown, names = self.cleaned_data["asked"].split(), []
        for number, message in enumerate(self.questions, start=1):
            name = f"confirm_{key_of(message)}"
            self.fields[name] = forms.BooleanField(label=f"{number}. {message}", required=False)
            names.append(name)
            if name in shown and not self.data.get(name):
                self.add_error(name, CONFIRM.format(number))
        self.unconfirmed = [name for name in names if not self.data.get(name)]
        if names:
            words = "Questions: tick each that is right"
            self.helper.layout.fields.insert(-1, Fieldset(words, *names, css_id="questions"))
        self.data = self.data.copy()
        self.data["asked"] = " ".join(names)

    def _doubts(self, facts):
        """What a file would be asked too: of the text itself, and of the figure it makes."""
        found = self.found
        whose = {"indicator": found.indicator, "unit_id": self.figure.unit_id, "year": found.year}
        holding = Holding(found.organisation)
        figure = holding.beside_pay_bands(Figure(**whose, part=found.part, **facts))
        yield from filter(None, (self.fields[name].doubt for name in self.numbers))
        if self.figure.state == State.SUPPRESSED and figure.state in TELLING:
            yield questions.shown_again(quoted(self._as_typed()))
        yield from (doubt.message for doubt in questions.about(figure, holding))

    def _as_typed(self) -> str:
        names = (*self.numbers, *self.counted)
        return " ".join(filter(None, (self.data.get(name, "").strip() for name in names)))

    def is_ready(self) -> bool:
        """Whether it can be saved: nothing is wrong, and every doubt is confirmed."""
        return self.is_valid() and not self.unconfirmed

    def save(self, *, by, today) -> bool:
        """Whether anything changed, in one change; `Stale` when somebody saved first."""
        this = self.found
        with changes.change(this.organisation.pk, by=by, reason=self.cleaned_data["reason"]):
            figure, version = self.saved()
            if figure.pk and not self._changes(figure):
                return False
            if version != self.cleaned_data["opened"]:
                rows = self._history()
                opened = rows.filter(history_id=self.cleaned_data["opened"]).first() or Figure()
                last = rows.select_related("history_user").latest("history_id")
                raise self.conflict(figure, opened=opened, last=last)
            for name, fact in self.facts().items():
                setattr(figure, name, fact)
            figure.origin = figure.origin_row = None
            figure.save()
            for message in self.questions:
                FigureQuestion.objects.create(
                    organisation=this.organisation,
                    indicator=this.indicator,
                    year=this.year,
                    message=message,
                    confirmed_by=by,
                    confirmed_on=today,
                )
        return True


class ChooseFigureForm(PageForm):
    """An indicator and a round; that of this year's 31 March is the latest."""

    indicators: list[Indicator]
    today: date
    indicator = forms.TypedChoiceField(label="Indicator", coerce=int)
    year = forms.TypedChoiceField(
        label="Year", help_text="The round of 31 March of this year", coerce=int
    )
    part = forms.ChoiceField(
        label="Part of the board", help_text="For indicator 9 only", choices=Figure.PARTS
    )

    def opened_with(self):
        return {"year": self.today.year}

    def make_fields(self):
        years = range(self.today.year, FIRST_YEAR - 1, -1)
        self.fields["indicator"].choices = [("", "Select an indicator")] + [
            (each.number, f"{each.number} {each.short_name}") for each in self.indicators
        ]
        self.fields["year"].choices = [(year, str(year)) for year in years]

    def buttons(self):
        return [Submit("", "Continue")]
