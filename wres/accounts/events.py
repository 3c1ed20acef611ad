"""What people do that changes no row: signing in and out, downloads, and what they are refused.

Told to the log here, in one place for all pages. Whoever signs in belongs to no organisation yet,
so each organisation of theirs has an entry of its own, and no other sees it.
"""

import logging
import re

from allauth.account import signals as account
from django.contrib.auth import signals as auth
from django.db import Error
from django.dispatch import receiver

from wres.accounts.models import Membership, User
from wres.audit import event_log, kinds
from wres.audit.event_log import Kind

log = logging.getLogger(__name__)
FILE_NAME = re.compile('filename="([^"]+)"')
NO_FILE = re.compile("text/html|application/problem")


def chains_of(person) -> list[str]:
    """The organisations in which the person may do something, or else once could."""
    rows = Membership.objects.filter(user=person).values_list("organisation_id", "is_active")
    return [code for code, is_active in rows if is_active] or [code for code, _ in rows]


event_log.chains_of = chains_of


@receiver(auth.user_logged_in)
def signed_in(sender, request, user, **kwargs):
    event_log.record(Kind.SIGN_IN, person=user, request=request)


@receiver(auth.user_logged_out)
def signed_out(sender, request, user, **kwargs):
    if user is not None:
        event_log.record(Kind.SIGN_OUT, person=user, request=request)


@receiver(auth.user_login_failed)
def sign_in_refused(sender, credentials, request=None, **kwargs):
    """The person is whose account it is; an unknown address is not kept."""
    user = User.objects.filter(email=str(credentials.get("email", "")).lower()).first()
    event_log.record(Kind.SIGN_IN_REFUSED, person=user, request=request)


@receiver([account.password_changed, account.password_set, account.password_reset])
def password_changed(sender, request, user, **kwargs):
    event_log.record(Kind.PASSWORD_CHANGED, person=user, request=request)


class EventsMiddleware:
    """Tell of each file that a signed-in person takes away, and of each page they are refused.

    No file leaves without its entry; a refusal stands even when the log cannot be written.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.user.is_authenticated:
            if _is_refused(request, response):
                try:
                    event_log.record(Kind.REFUSED, request=request, label=kinds.fit(request.path))
                except Error:
                    log.exception("A refusal could not be written to the log")
            elif _is_file(request, response):
                named = FILE_NAME.search(response.headers.get("Content-Disposition", ""))
                name = named[1] if named else request.path.rstrip("/").rpartition("/")[2]
                event_log.record(Kind.EXPORTED, request=request, label=name)
            elif request.path.startswith("/admin/") and response.status_code == 200:
                event_log.record(Kind.RECORDS_SEEN, request=request, label=kinds.fit(request.path))
        return response


def _is_refused(request, response):
    """Forbidden by a role, or a page of an organisation that is not open to the person."""
    if response.status_code == 404 and request.resolver_match:
        return "<ods:code>" in request.resolver_match.route and request.organisation is None
    return response.status_code == 403


def _is_file(request, response):
    if request.method != "GET" or response.status_code != 200:
        return False
    is_download = "attachment" in response.headers.get("Content-Disposition", "")
    is_page = NO_FILE.match(response.headers.get("Content-Type", ""))
    return not is_page and (is_download or request.organisation is not None)
