"""Fields in which people type figures and counts."""

import re
from decimal import Decimal

from django import forms

from indicators.imports.values import ImpossibleError, read_figure
from indicators.rules.figures import DECIMALS, State, Unit

SHORT = "nhsuk-input--width-5"
MOST = 2**31 - 1  # the largest count that the database holds
COUNT = re.compile(r"[0-9]{1,10}|[0-9]{1,3}(,[0-9]{3}){1,3}")


class FigureField(forms.CharField):
    """A number as a file's cell may hold it, such as 28.3% or 1.79; `doubt` is about the last."""

    def __init__(self, *, column: str, unit: Unit, **kwargs):
        super().__init__(widget=forms.TextInput({"inputmode": "decimal", "class": SHORT}), **kwargs)
        self.column, self.unit, self.doubt = column, unit, ""

    def prepare_value(self, value):
        if not isinstance(value, Decimal):
            return value
        of = self.unit if self.column == "value" else Unit.PERCENT
        displayed = value.quantize(Decimal(1).scaleb(-DECIMALS[of]))
        return f"{displayed if displayed == value else value.normalize():f}"

    def to_python(self, value) -> Decimal | None:
        text = super().to_python(value)
        if not text:
            return None
        try:
            reading, self.doubt = read_figure(text, self.column, self.unit)
        except ImpossibleError as impossible:
            raise forms.ValidationError(str(impossible)) from None
        if reading.state is State.NOT_HELD:
            return None
        if reading.number is None:
            raise forms.ValidationError(
                f"Leave {self.label} blank, and choose what is held instead of a number"
            )
        return reading.number


class CountField(forms.CharField):
    """A whole number of people, with or without commas between thousands."""

    def __init__(self, **kwargs):
        widget = forms.TextInput({"inputmode": "numeric", "class": SHORT})
        super().__init__(widget=widget, required=False, **kwargs)

    def to_python(self, value) -> int | None:
        text = super().to_python(value)
        if not text:
            return None
        if not COUNT.fullmatch(text) or int(text.replace(",", "")) > MOST:
            raise forms.ValidationError(f"Enter {self.label} as a whole number, such as 24")
        return int(text.replace(",", ""))
