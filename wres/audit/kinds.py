"""What kinds of things the trail tells of, and the paths by which they are kept."""

import re
from collections.abc import Iterator
from functools import cache

from django.apps import apps
from django.db.models import TextChoices
from django.urls import URLResolver, get_resolver


class Kind(TextChoices):
    """Those of `OF_HISTORY` are changes of tracked rows, the others events that change none."""

    ADDED = "added", "Added"
    CHANGED = "changed", "Changed"
    REMOVED = "removed", "Removed"
    PUBLISHED = "published", "Published"
    WITHDRAWN = "withdrawn", "Withdrawn from publication"
    SIGN_IN = "sign_in", "Signed in"
    SIGN_IN_REFUSED = "sign_in_refused", "Sign-in refused"
    SIGN_OUT = "sign_out", "Signed out"
    PASSWORD_CHANGED = "password_changed", "Password changed"
    EMAIL_CHANGED = "email_changed", "Email address changed"
    SECOND_FACTOR = "second_factor", "Second factor changed"
    SESSIONS_ENDED = "sessions_ended", "Sessions ended"
    INVITED = "invited", "Invited"
    REFUSED = "refused", "Page refused"
    EXPORTED = "exported", "Exported or downloaded"
    REMINDED = "reminded", "Reminder sent"
    PUT_BACK = "put_back", "Put back"
    RECORDS_SEEN = "records_seen", "Records behind the pages looked at"
    BACKUP = "backup", "Backup"
    RESTORE = "restore", "Restore"
    ADMINISTERED = "administered", "Administrative act"


# What a history row of each type may be told as.
OF_HISTORY = {
    "+": {Kind.ADDED, Kind.PUBLISHED, Kind.INVITED, Kind.PUT_BACK},
    "~": {Kind.CHANGED, Kind.WITHDRAWN, Kind.REMINDED, Kind.PUT_BACK},
    "-": {Kind.REMOVED, Kind.PUT_BACK},
}
CHANGES = frozenset().union(*OF_HISTORY.values())
EVENTS = [Kind(kind) for kind in Kind.values if kind not in CHANGES]


LONGEST = 300  # characters of a path that are looked at
MOST_PIECES = 20
LEFT_OUT = "…"
# The code of an organisation, the number of a thing or a year, a quarter. A number of ten digits
# could be that of a patient or a telephone.
SHAPE = re.compile(r"[A-Z0-9]{3,6}|[0-9]{1,9}|[0-9]{4}-Q[1-4]", re.ASCII)
WORD = re.compile(r"[a-z]+(?:-[a-z]+)*", re.ASCII)
BETWEEN_WORDS = re.compile(r"[/.^$\\]")
PARAMETER = re.compile(r"<[^<>]*>|\(\?P<[^()]*\)")
SITE = re.compile(r"(https?://)([^/]*)", re.ASCII)
OUR_HOST = re.compile(r"(?:[0-9.]{7,15}|localhost)(?::[0-9]{1,5})?", re.ASCII)
AFTER_PATH = re.compile(r"[?#;]")
SUFFIXES = frozenset(["csv", "docx", "ics", "json", "pdf", "svg", "txt", "xlsx", "css", "js"])


def fit(path: str) -> str:
    """ "/RKE/plan/2025/" as it is, "/calendar/….ics" of one with a key; a query is left out."""
    path = AFTER_PATH.split(path[:LONGEST], maxsplit=1)[0]
    start = ""
    if site := SITE.match(path):
        start = site[1] + (site[2] if OUR_HOST.fullmatch(site[2]) else LEFT_OUT)
        path = path[site.end() :]
    pieces = path.split("/")
    shown = "/".join(_piece(piece) for piece in pieces[:MOST_PIECES])
    return start + shown + (f"/{LEFT_OUT}" if len(pieces) > MOST_PIECES else "")


def _piece(piece: str) -> str:
    if not piece or SHAPE.fullmatch(piece) or piece in _words():
        return piece
    stem, dot, suffix = piece.rpartition(".")
    if dot and suffix in SUFFIXES:
        is_plain = SHAPE.fullmatch(stem) or stem in _words()
        return f"{stem if is_plain else LEFT_OUT}.{suffix}"
    return LEFT_OUT


def _words() -> frozenset[str]:
    """The words of our addresses; none while they are not known yet, as in gunicorn's own lines."""
    return _words_of_addresses() if apps.ready else frozenset()


@cache
def _words_of_addresses() -> frozenset[str]:
    return frozenset(_words_in(get_resolver().url_patterns))


def _words_in(patterns) -> Iterator[str]:
    for pattern in patterns:
        route = PARAMETER.sub("", str(pattern.pattern))
        yield from (word for word in BETWEEN_WORDS.split(route) if WORD.fullmatch(word))
        if isinstance(pattern, URLResolver):
            yield from _words_in(pattern.url_patterns)
