"""When a page fails: 503 while the database or the disk is away, else 500, both in our words.

Neither page asks the database, the session or the person anything. The one for 503 gives back
what was typed, with a button that sends it again.
"""

import errno
import logging
import sqlite3
import sys

from django.contrib.auth.models import AnonymousUser
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control

from organisations.typed import typed_in

logger = logging.getLogger(__name__)

RETRY_AFTER = 15  # seconds until a browser or proxy should ask again
DISK_IS_FULL = {errno.ENOSPC, errno.EDQUOT}
LONGEST_CAUSE = 10  # errors that led to one another, looked at
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
        return typed_in(request) if _came_from_our_page(request) else None
    except Exception:  # the body was cut off, or could not be kept: there is nothing to give back
        logger.warning("What was sent could not be read again.")
        return None


class _TokenCheck(CsrfViewMiddleware):
    """Says whether the token of a form is ours, and nothing more."""

    def _reject(self, request, reason):
        return HttpResponse(status=403)


def _came_from_our_page(request):
    check = _TokenCheck(lambda request: HttpResponse())
    check.process_request(request)
    return check.process_view(request, None, (), {}) is None
