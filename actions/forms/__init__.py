"""Forms of the plan, one a file, and the fields that they share."""

from django import forms
from django.core.validators import URLValidator

from actions.dates import date_words
from actions.delivery import moved_later
from wres.nhsuk.fields import PlainText as PlainText
from wres.words import listed

ONE_LINE = 500  # characters of a title


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
    told = listed(filter(None, moves))
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
