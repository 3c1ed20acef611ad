"""An inclusion lead names a section or a lead, and starts a plan without a file."""

from datetime import date

from django import forms

from actions.forms import PlainText
from actions.models import Lead, Plan, Section
from actions.plan.leads import spelt
from actions.plan.sections import end_of
from actions.plan.start import start
from indicators.standards import WRES
from wres.accounts.models import Organisation
from wres.audit import changes
from wres.audit.stale import Stale
from wres.files.spelling import visible
from wres.nhsuk.fields import DayMonthYearField
from wres.nhsuk.forms import PageForm, Shown, ShownForm

YEARS_APART = 2  # of a plan's date from its year; further is a typing error


class NameForm(ShownForm):
    """A name that no other section of the plan, or lead of the organisation, is written as."""

    row: Section | Lead  # a new one is not saved yet
    label_size = "s"
    name = PlainText(label="Name", limit=150, lines=1)
    shown = Shown()

    def stands(self):
        return self.row.name

    def opened_with(self):
        return super().opened_with() | {"name": self.row.name}

    def make_fields(self):
        row, self.noun = self.row, self.row._meta.verbose_name
        self.submit = f"Add {self.noun}" if row.pk is None else "Save name"
        limit = row._meta.get_field("name").max_length
        self.fields["name"].limit = limit
        self.fields["name"].label = f"Name of the {'new ' if row.pk is None else ''}{self.noun}"
        self.fields["name"].error_messages["required"] = f"Enter the name of the {self.noun}"

    @property
    def among(self):
        if isinstance(self.row, Section):
            return self.row.plan.sections.all()
        return self.row.organisation.leads.all()

    def clean_name(self):
        name = visible(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError(f"Enter the name of the {self.noun}")
        if words := self._taken(name):
            raise forms.ValidationError(words)
        return name

    def _taken(self, name) -> str:
        """Whose name it is already, in words."""
        other = spelt(name, self.among.exclude(pk=self.row.pk))
        if other is None:
            return ""
        also = "" if other.name == name else f": it is another spelling of “{other.name}”"
        return f"There is already a {self.noun} of this name{also}"

    def save(self, *, by):
        """The named row. What it was called stays one of its spellings, which files may print."""
        row, given = self.row, self.cleaned_data
        with changes.change(row.organisation_id, by=by):
            if words := self._taken(given["name"]):
                raise Stale(f"{words}.")
            if row.pk is None and isinstance(row, Section):
                row.position = end_of(row.plan)
            elif row.pk is not None:
                row.refresh_from_db()
                if self.stands() != given["shown"]:
                    raise Stale(f"It was renamed meanwhile: “{row.name}”.")
                spellings = dict.fromkeys([*row.aliases, row.name])
                row.aliases = [each for each in spellings if each != given["name"]]
            row.name = given["name"]
            row.save()
        return row


class StartPlanForm(PageForm):
    """The year and the date of a plan, and whether it begins with the sections of another."""

    organisation: Organisation
    submit = "Start the plan"
    year = forms.TypedChoiceField(
        label="Year of the plan",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Select the year of the plan"},
    )
    date = DayMonthYearField(label="Date of the plan", help_text="When it was or will be published")
    like = forms.TypedChoiceField(
        label="What does it begin with?",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what it begins with"},
    )

    def opened_with(self):
        today = self.today
        self.first = today.year - 1 if today.month < 4 else today.year
        self.plans = {plan.year: plan for plan in self.organisation.plans.filter(standard=WRES)}
        self.last = self.plans.get(max(self.plans, default=0))
        free = [year for year in (self.first, self.first + 1) if year not in self.plans]
        like = self.last.year if self.last else 0
        return {"date": today, "year": free[0] if free else None, "like": like}

    def make_fields(self):
        years, last = range(self.first - 1, self.first + 2), self.last
        self.fields["year"].choices = [(year, Plan(year=year).years) for year in years]
        self.fields["like"].choices = [(0, "Nothing: I add the sections myself")]
        if last:
            words = f"The sections of the plan of {last.years}, without its actions"
            self.fields["like"].choices = [(last.year, words), *self.fields["like"].choices]

    def clean(self):
        given = super().clean()
        year, day = given.get("year"), given.get("date")
        if year in self.plans:
            self.add_error("year", f"There is already a plan of {self.plans[year].years}")
        elif year and isinstance(day, date) and abs(day.year - year) > YEARS_APART:
            self.add_error("date", "Date of the plan must be in or near its year")
        return given

    def save(self, *, by) -> Plan:
        """The plan; `Stale` when its year has one by now."""
        given = self.cleaned_data
        like = self.plans.get(given["like"])
        return start(self.organisation, given["year"], given["date"], like, by=by)
