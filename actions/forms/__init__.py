"""Forms of the plan, one a file, and the fields that they share."""

import unicodedata

from django import forms
from django.core.validators import URLValidator

from actions.changelog import date_words
from actions.delivery import moved_later

ONE_LINE = 500  # characters of a title


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


class WebLink(forms.URLField):
    """A link that begins with https:// or http://, and nothing else that a browser would run."""

    words = "Enter the whole link, beginning with https:// or http://"
    default_validators = [URLValidator(schemes=["https", "http"], message=words)]
    default_error_messages = {"invalid": words}


def missing_reason(action, target, reason) -> str:
    """What to say when the target date moves later and nobody says why; else nothing."""
    if reason or not moved_later(action.target_date, target):
        return ""
    before = date_words(action.target_date, action.target_is_month)
    if target is None:
        return f"Say why the target date {before} is taken away"
    return f"Say why the target date moves from {before} to {date_words(target)}"
