"""A path as it may be kept, in the log and in the trail: by its shape, for what it is not known.

The addresses of letters and calendars open something to whoever has them, and a path may be asked
for that leads nowhere, without its last slash, or at another host. So a piece of a path is shown
when it is a word of our own addresses, a code, a short number or a quarter, and else left out.
"""

import re
from collections.abc import Iterator
from functools import cache

from django.apps import apps
from django.urls import URLResolver, get_resolver

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
