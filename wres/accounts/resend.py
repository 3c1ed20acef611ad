"""What somebody typed into a form that could not be saved: shown again, and sent again."""

import re
import uuid
from dataclasses import dataclass, field

SHOWN_FROM = 30  # characters; shorter values without a space are sent again unseen
BUTTONS = {"save", "draft", "next"}  # as our forms name them: what they say is no text of a person
# What is never written into a page again: secrets, and the token that the page has anew.
SECRET = re.compile(r"password|passphrase|secret|credential|csrfmiddlewaretoken|^code$|token", re.I)

HEXADECIMAL = re.compile("[0-9a-f]{32,}")


@dataclass
class Typed:
    """What a form sent, to be shown and sent again."""

    hidden: list[tuple[str, str]] = field(default_factory=list)
    shown: list[tuple[str, str, str]] = field(default_factory=list)  # name, its words, the text
    files: list[str] = field(default_factory=list)  # names of files, which cannot be kept
    is_secret: bool = False  # something was left out that nobody may read


def typed_in(request) -> Typed:
    """What this POST brought; raises as Django does when its body cannot be read."""
    typed = Typed()
    for name, values in request.POST.lists():
        if SECRET.search(name):
            typed.is_secret = typed.is_secret or name != "csrfmiddlewaretoken"
            continue
        for value in values:
            if name not in BUTTONS and _is_text(value):
                typed.shown.append((name, name.replace("_", " ").capitalize(), value))
            else:
                typed.hidden.append((name, value))
    typed.files = [file.name for _, files in request.FILES.lists() for file in files]
    return typed


def _is_text(value):
    """Whether people wrote it, rather than chose it."""
    if len(value) < SHOWN_FROM and len(value.split()) < 2:
        return False
    try:
        uuid.UUID(value)
    except ValueError:
        return HEXADECIMAL.fullmatch(value) is None
    return False
