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


def missing_reason(action, given) -> str:
    """What to say when a date moves later, or is taken away, and nobody says why; else nothing.

    `given` is what was typed into a form of the action. Nothing is asked of a form that was opened
    on another version: it meets the other change first.
    """
    if given.get("reason") or given.get("version") != action.version:
        return ""
    moves = [_later_move(action, name, given) for name in ("target", "review")]
    told = " and ".join(filter(None, moves))
    return f"Say why {told}" if told else ""


def _later_move(action, name, given):
    """How the target or the review date moves later, in words; nothing when it doesn't."""
    before = getattr(action, f"{name}_date")
    after = given.get(f"{name}_date", before)  # one that could not be read moves nowhere
    if not moved_later(before, after):
        return ""
    words = date_words(before, getattr(action, f"{name}_is_month"))
    if after is None:
        return f"the {name} date {words} is taken away"
    return f"the {name} date moves from {words} to {date_words(after)}"
