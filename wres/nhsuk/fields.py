"""Form fields and layout objects of the NHS.UK patterns that Django does not have."""

import re
import unicodedata
from datetime import date

from crispy_forms.layout import Field
from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import pretty_name

from wres.files.names import check_ending, safe_name, words_for
from wres.files.refused import MAX_BYTES, RefusedError, refuse_large

REQUIRED = forms.Field.default_error_messages["required"]
DAY, MONTH, YEAR = PARTS = ("day", "month", "year")
DAY_NUMBER = re.compile("0?[1-9]|[12][0-9]|3[01]")
MONTH_NUMBER = re.compile("0?[1-9]|1[0-2]")
YEAR_NUMBER = re.compile("[0-9]{4}")
MONTH_WORDS = [
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
]


def month_number(words: str) -> int | None:
    """8 from "8", "08", "Aug" or "august"; None when it is no month."""
    text = words.strip().lower()
    if MONTH_NUMBER.fullmatch(text):
        return int(text)
    matches = [n for n, month in enumerate(MONTH_WORDS, 1) if month.startswith(text)]
    return matches[0] if len(text) >= 3 and matches else None


def wrong_parts(day: str, month: str, year: str) -> tuple[str, ...]:
    """The parts that cannot be read; the day alone when only the three together are no date."""
    number = month_number(month)
    wrong = []
    if not DAY_NUMBER.fullmatch(day):
        wrong.append(DAY)
    if number is None:
        wrong.append(MONTH)
    if not YEAR_NUMBER.fullmatch(year) or year == "0000":
        wrong.append(YEAR)
    if wrong:
        return tuple(wrong)
    try:
        date(int(year), number, int(day))
    except ValueError:
        return (DAY,)
    return ()


def in_a_sentence(label: str) -> str:
    """ "Target date" as "target date", but "BME share" as it is."""
    return label if label[1:2].isupper() else f"{label[:1].lower()}{label[1:]}"


CHOSEN = (forms.ChoiceField, forms.ModelChoiceField, forms.FileField)


def ask_for(field: forms.Field, label: str) -> str:
    """What to do about a field that was left empty."""
    if isinstance(field, forms.BooleanField):
        return f'Tick "{label}"'
    return f"{'Select' if isinstance(field, CHOSEN) else 'Enter'} {in_a_sentence(label)}"


class PlainErrors:
    """For a form, before forms.Form: what is left empty is asked for by its name.

    A field with its own "required" words keeps them.
    """

    fields: dict[str, forms.Field]
    use_required_attribute = False  # the page says what is missing, not the browser

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if field.error_messages.get("required") == REQUIRED:
                label = str(field.label or pretty_name(name))
                field.error_messages["required"] = ask_for(field, label)


class PlainText(forms.CharField):
    """Text as typed, in Unicode form NFC, a line break counting as one character.

    Longer than its limit it is refused, with how long it is.
    """

    def __init__(self, *, limit: int, lines: int = 5, **kwargs):
        one_line = forms.TextInput()
        many_lines = forms.Textarea({"rows": str(lines), "maxlength": str(limit)})
        kwargs.setdefault("widget", one_line if lines == 1 else many_lines)
        self.limit = limit
        super().__init__(**kwargs)

    def to_python(self, value):
        text = super().to_python(value).replace("\r\n", "\n").replace("\r", "\n")
        if len(text) > 2 * self.limit:  # composing takes the square of the time for some texts
            self.refuse_length(text)
        return unicodedata.normalize("NFC", text)

    def validate(self, value):
        super().validate(value)
        if len(value) > self.limit:
            self.refuse_length(value)

    def refuse_length(self, text):
        raise forms.ValidationError(
            f"{self.label} must be {self.limit:,} characters or fewer. "
            f"You have entered {len(text):,}"
        )


class DayMonthYear(forms.MultiWidget):
    """Three text inputs, posted as name_day, name_month and name_year."""

    use_fieldset = True

    def __init__(self, attrs=None):
        super().__init__({part: forms.TextInput() for part in PARTS}, attrs)

    def decompress(self, value: date | None) -> list[str]:
        return [str(value.day), str(value.month), str(value.year)] if value else ["", "", ""]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        for part, subwidget in zip(PARTS, context["widget"]["subwidgets"], strict=True):
            subwidget["part"] = part
            subwidget["attrs"]["id"] = f"{context['widget']['attrs'].get('id', name)}_{part}"
        return context

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_{DAY}" if id_ else ""


class DayMonthYearField(forms.Field):
    """A date from a day, a month in numbers or words, and a year of four numbers.

    Its errors carry `params["parts"]`: the parts that are wrong, for the page to point at.
    """

    widget = DayMonthYear

    def __init__(self, *, years: range = range(2000, 2100), **kwargs):
        self.years = years
        super().__init__(**kwargs)
        self.words = str(self.label or "Date")
        if self.error_messages["required"] == REQUIRED:
            self.error_messages["required"] = f"Enter {in_a_sentence(self.words)}"

    def to_python(self, value) -> date | None:
        if value is None or isinstance(value, date):
            return value
        given = [str(part or "").strip() for part in value]
        if not any(given):
            return None
        missing = [part for part, text in zip(PARTS, given, strict=True) if not text]
        if missing:
            self.refuse(f"must include a {' and '.join(missing)}", missing)
        if wrong := wrong_parts(*given):
            only_year = wrong == (YEAR,)
            self.refuse(
                "must have a year of 4 numbers" if only_year else "must be a real date", wrong
            )
        day, month, year = int(given[0]), month_number(given[1]), int(given[2])
        if year not in self.years:
            first, last = self.years[0], self.years[-1]
            self.refuse(f"must be in a year from {first} to {last}", (YEAR,))
        return date(year, month, day)

    def refuse(self, words: str, parts) -> None:
        raise ValidationError(f"{self.words} {words}", "invalid", {"parts": tuple(parts)})


class FileUpload(forms.FileField):
    """A file whose name ends in one of `endings`, of at most `limit` bytes; its name made harmless.

    What the file holds is for its reader to check.
    """

    widget = forms.FileInput

    def __init__(self, *, endings=(".csv", ".xlsx"), limit: int = MAX_BYTES, **kwargs):
        words = {
            "required": f"Select {words_for(endings)}",
            "empty": "The selected file is empty",
            "invalid": "The selected file could not be uploaded. Select it again",
        }
        kwargs["error_messages"] = words | kwargs.get("error_messages", {})
        self.endings, self.limit = tuple(endings), limit
        super().__init__(**kwargs)

    def widget_attrs(self, widget) -> dict:
        return {**super().widget_attrs(widget), "accept": ",".join(self.endings)}

    def to_python(self, data):
        file = super().to_python(data)
        if file is None:
            return None
        try:
            check_ending(data.name, self.endings)
            refuse_large(file.size, self.limit)
        except RefusedError as refused:
            raise ValidationError(str(refused), "refused") from None
        file.name = safe_name(file.name)
        return file


class Question(Field):
    """A field of a crispy layout with a larger label, which is the page's heading if asked.

    `size` is s, m, l or xl. A page whose one question is its heading needs no other h1.
    """

    def __init__(self, name: str, *, size: str = "m", heading: bool = False, **kwargs):
        super().__init__(name, **kwargs)
        self.frame = {"label_size": size, "label_heading": heading}

    def render(self, form, context, template_pack=None, extra_context=None, **kwargs):
        frame = {**(extra_context or {}), **self.frame}
        return super().render(form, context, template_pack, extra_context=frame, **kwargs)
