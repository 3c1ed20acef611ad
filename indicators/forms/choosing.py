"""An administrator chooses which figure to type in."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms

from indicators.models import FIRST_YEAR, Figure
from wres.nhsuk_forms import PlainErrors, Question


class ChooseFigureForm(PlainErrors, forms.Form):
    """An indicator and a round; that of this year's 31 March is the latest."""

    indicator = forms.TypedChoiceField(label="Indicator", coerce=int)
    year = forms.TypedChoiceField(
        label="Year", help_text="The round of 31 March of this year", coerce=int
    )
    part = forms.ChoiceField(
        label="Part of the board", help_text="For indicator 9 only", choices=Figure.PARTS
    )

    def __init__(self, data=None, *, indicators, today):
        super().__init__(data, initial={"year": today.year})
        years = range(today.year, FIRST_YEAR - 1, -1)
        self.fields["indicator"].choices = [("", "Select an indicator")] + [
            (each.number, f"{each.number} {each.short_name}") for each in indicators
        ]
        self.fields["year"].choices = [(year, str(year)) for year in years]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            *(Question(name, size="m") for name in ("indicator", "year", "part")),
            Submit("", "Continue"),
        )
