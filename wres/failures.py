"""When a page fails, in our words: 409 where something else came first, 503 while the database or
the disk is away, else 500.

Those for 409 and 503 give back what was typed, with a button that sends it again. Those for 503 and
500 ask the database, the session and the person nothing.
"""

import errno
import logging
import sqlite3
import sys

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, InterfaceError, OperationalError
from django.http import HttpResponse
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control

from wres.accounts.resend import typed_in
from wres.audit.stale import Stale

logger = logging.getLogger(__name__)

RETRY_AFTER = 15  # seconds until a browser or proxy should ask again
DISK_IS_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
# As SQLite and PostgreSQL say that the disk is full, or fails.
DISK_FAILS = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, "53100", "58030"}
# As they say that a row is there already, or that one it refers to is gone.
COLLIDES = {
    sqlite3.SQLITE_CONSTRAINT_UNIQUE,
    sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY,
    sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY,
    "23503",
    "23505",
}
THE_DISK = "The disk on which it keeps everything is full or failing"
THE_DATABASE = "Its database is busy or away"
LONGEST_CAUSE = 10  # errors that led to one another, looked at
ACCOUNTS = "/accounts/"
SIGNING_IN = {
    "account_login",
    "demonstration_sign_in",
    "identity_sign_in",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "openid_connect_callback",
}


def is_unavailable(error: BaseException | None) -> bool:
    """Whether the database or the disk failed, for which trying again can help.

    Locked, gone, out of connections, cancelled for its time, or full; not a wrong statement.
    """
    for each in _behind(error):
        if isinstance(each, OperationalError | InterfaceError):
            return not _is_wrong_statement(each.__cause__)
        if isinstance(each, OSError) and each.errno in DISK_IS_FULL:
            return True
    return False


def is_of_the_disk(error: BaseException | None) -> bool:
    """Whether the disk is full or fails, of which people are told: waiting alone will not help."""
    return any(
        (isinstance(each, OSError) and each.errno in DISK_IS_FULL)
        or getattr(each, "sqlite_errorcode", 0) & 0xFF in DISK_FAILS
        or getattr(each, "sqlstate", None) in DISK_FAILS
        for each in _behind(error)
    )


def _behind(error):
    """The error and those that led to it."""
    for _ in range(LONGEST_CAUSE):
        if error is None:
            return
        yield error
        error = error.__cause__ or error.__context__


def _is_wrong_statement(cause):
    """SQLite says with one class that it is locked and that there is no such table."""
    code = getattr(cause, "sqlite_errorcode", None)
    return code is not None and code & 0xFF == sqlite3.SQLITE_ERROR


class StaleMiddleware:
    """Answer with 409 what was sent after something else had come first; nothing of it was saved.

    Also what met another change in the database: the row is there already, or has gone.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if request.method == "POST" and _collides(exception):
            logger.warning("A change met another.", exc_info=exception)
            exception = Stale()
        if not isinstance(exception, Stale):
            return None
        facts = {
            "stale": exception,
            "address": request.get_full_path(),
            "typed": typed_in(request) if request.method == "POST" else None,
        }
        return render(request, "409.html", facts, status=409)


def _collides(exception):
    said = exception.__cause__
    codes = {getattr(said, "sqlite_errorcode", None), getattr(said, "sqlstate", None)}
    is_of_a_row = isinstance(exception, IntegrityError) and codes & COLLIDES
    return is_of_a_row or isinstance(exception, ObjectDoesNotExist)


def server_error(request) -> HttpResponse:
    """Django's handler of whatever was not expected; called while the error is handled."""
    error = sys.exc_info()[1]
    if is_unavailable(error):
        return unavailable(request, is_of_the_disk(error))
    facts = {"request_id": getattr(request, "id", "")}
    return _uncached(HttpResponse(render_to_string("500.html", facts), status=500))


def unavailable(request, is_of_the_disk) -> HttpResponse:
    """The page that says to try again, with the text of a form that came from a page of ours."""
    if not hasattr(request, "_cached_user"):
        request.user = AnonymousUser()  # whoever it is, asking would fail once more
    typed = _typed(request)
    facts = {
        "address": request.get_full_path(),
        "csrf_token": get_token(request),
        "is_form": request.method == "POST",
        "why": THE_DISK if is_of_the_disk else THE_DATABASE,
        "is_of_the_disk": is_of_the_disk,
        "is_signing_in": getattr(request.resolver_match, "url_name", "") in SIGNING_IN,
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
