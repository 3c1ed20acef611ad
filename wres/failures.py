"""When a page fails: 503 while the database or the disk is away, else 500, both in our words.

Neither page asks the database, the session or the person anything. The one for 503 gives back
what was typed, with a button that sends it again.
"""

import errno
import logging
import re
import sqlite3
import sys
import uuid
from dataclasses import dataclass, field

from django.contrib.auth.models import AnonymousUser
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control

logger = logging.getLogger(__name__)

RETRY_AFTER = 15  # seconds until a browser or proxy should ask again
DISK_IS_FULL = {errno.ENOSPC, errno.EDQUOT}
SHOWN_FROM = 30  # characters; shorter values without a space are sent again unseen
LONGEST_CAUSE = 10  # errors that led to one another, looked at
# What is never written into a page again: secrets, and the token that the page has anew.
SECRET = re.compile(r"password|passphrase|secret|credential|csrfmiddlewaretoken|^code$|token", re.I)
ACCOUNTS = "/accounts/"


def is_unavailable(error: BaseException | None) -> bool:
    """Whether the database or the disk failed, for which trying again can help.

    Locked, gone, out of connections, cancelled for its time, or full; not a wrong statement.
    """
    for _ in range(LONGEST_CAUSE):
        if error is None:
            return False
        if isinstance(error, OperationalError | InterfaceError):
            return not _is_wrong_statement(error.__cause__)
        if isinstance(error, OSError) and error.errno in DISK_IS_FULL:
            return True
        error = error.__cause__ or error.__context__
    return False


def _is_wrong_statement(cause):
    """SQLite says with one class that it is locked and that there is no such table."""
    code = getattr(cause, "sqlite_errorcode", None)
    return code is not None and code & 0xFF == sqlite3.SQLITE_ERROR


@dataclass
class Typed:
    """What a form sent, to be shown and sent again."""

    hidden: list[tuple[str, str]] = field(default_factory=list)
    shown: list[tuple[str, str, str]] = field(default_factory=list)  # name, its words, the text
    files: list[str] = field(default_factory=list)  # names of files, which cannot be kept
    is_secret: bool = False  # something was left out that nobody may read


def server_error(request) -> HttpResponse:
    """Django's handler of whatever was not expected; called while the error is handled."""
    if is_unavailable(sys.exc_info()[1]):
        return unavailable(request)
    facts = {"request_id": getattr(request, "id", "")}
    return _uncached(HttpResponse(render_to_string("500.html", facts), status=500))


def unavailable(request) -> HttpResponse:
    """The page that says to try again, with the text of a form that came from a page of ours."""
    if not hasattr(request, "_cached_user"):
        request.user = AnonymousUser()  # whoever it is, asking would fail once more
    typed = _typed(request)
    facts = {
        "address": request.get_full_path(),
        "csrf_token": get_token(request),
        "is_form": request.method == "POST",
        "request_id": getattr(request, "id", ""),
        "typed": typed,
    }
    response = HttpResponse(render_to_string("503.html", facts), status=503)
    response.headers["Retry-After"] = str(RETRY_AFTER)
    return _uncached(response)


def _uncached(response):
    patch_cache_control(response, no_store=True, private=True)
    return response


def _typed(request):
    """None for a page that was only read, and for a form that another site may have filled in."""
    if request.method != "POST" or request.path.startswith(ACCOUNTS):
        return None
    try:
        return _sorted(request) if _came_from_our_page(request) else None
    except Exception:  # the body was cut off, or could not be kept: there is nothing to give back
        logger.warning("What was sent could not be read again.")
        return None


def _sorted(request):
    typed = Typed()
    for name, values in request.POST.lists():
        if SECRET.search(name):
            typed.is_secret = typed.is_secret or name != "csrfmiddlewaretoken"
            continue
        for value in values:
            if _is_text(value):
                typed.shown.append((name, name.replace("_", " ").capitalize(), value))
            else:
                typed.hidden.append((name, value))
    typed.files = [file.name for _, files in request.FILES.lists() for file in files]
    return typed


def _is_text(value):
    """Whether people wrote it, rather than chose it."""
    return (len(value) >= SHOWN_FROM or bool(re.search(r"\s", value.strip()))) and not _is_id(value)


def _is_id(value):
    try:
        uuid.UUID(value)
    except ValueError:
        return re.fullmatch(r"[0-9a-f]{32,}", value) is not None
    return True


class _TokenCheck(CsrfViewMiddleware):
    """Says whether the token of a form is ours, and nothing more."""

    def _reject(self, request, reason):
        return HttpResponse(status=403)


def _came_from_our_page(request):
    check = _TokenCheck(lambda request: HttpResponse())
    check.process_request(request)
    return check.process_view(request, None, (), {}) is None
