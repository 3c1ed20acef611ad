"""Sessions end: after some time without a click, and after a working day whatever happens.

What was sent by a session that had ended is kept, in the session of that browser, for the same
person: after signing in again they look at it and send it again, or throw it away.
"""

import base64
import hashlib
import hmac
import time
from dataclasses import asdict

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout, user_logged_in
from django.contrib.auth.decorators import login_not_required
from django.dispatch import receiver
from django.http import JsonResponse, RawPostDataException, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from wres.accounts.resend import typed_in

SIGNED_IN, SEEN = "signed_in_at", "seen_at"  # seconds since 1970
KEPT = "kept"
ENDED = "ended"  # whose session ended in this browser, until somebody signs in
EVERY = 60  # seconds between two notes of the last click, which cost a write each
KEPT_SECONDS = 3_600
KEPT_CHARACTERS = 200_000  # of what was typed; more is more than our forms take


def now() -> float:
    return time.time()


def begin(session):
    session[SIGNED_IN] = session[SEEN] = now()


def seconds_left(session) -> int:
    """Until the session ends if nobody clicks; 0 or less when it has ended."""
    idle = session[SEEN] + settings.SESSION_IDLE_SECONDS
    absolute = session[SIGNED_IN] + settings.SESSION_ABSOLUTE_SECONDS
    return int(min(idle, absolute) - now())


@receiver(user_logged_in, dispatch_uid="session_begins")
def signed_in(request, user, **kwargs):
    """What somebody else typed in this browser is gone before this person sees a page."""
    begin(request.session)
    request.session.pop(ENDED, None)
    if request.session.get(KEPT, {}).get("person") != user.pk:
        request.session.pop(KEPT, None)


class TimeoutMiddleware:
    """End a session whose time is over, before any page asks who it is."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.timed_out, request.is_click = None, False
        if SESSION_KEY in request.session:
            self._look(request)
        else:  # ended by an earlier click, perhaps in another window
            request.timed_out = request.session.get(ENDED)
        response = self.get_response(request)
        if request.is_click and not request.session.modified and response.status_code < 500:
            request.session.save_if_possible()
        return response

    def _look(self, request):
        session = request.session
        if SIGNED_IN not in session:  # opened before sessions were timed
            begin(session)
        if seconds_left(session) <= 0:
            request.timed_out = int(session[SESSION_KEY])
            logout(request)
            session = request.session
            session[ENDED] = request.timed_out
        elif request.path != reverse("session") and now() - session[SEEN] >= EVERY:
            is_modified, request.is_click = session.modified, True
            session[SEEN] = now()
            session.modified = is_modified  # noted after the page, if nothing else is saved in it
        if request.method == "POST" and session.get(KEPT, {}).get("path") == request.path:
            del session[KEPT]

    def process_view(self, request, view, args, kwargs):
        """After the check that the form came from a page of ours, and before the sign-in page."""
        is_asked_to_sign_in = getattr(view, "login_required", True)
        if request.timed_out and request.method == "POST" and is_asked_to_sign_in:
            return _keep(request)
        return None


def _keep(request):
    """To the sign-in page, and afterwards to what was typed."""
    try:
        typed = typed_in(request)
    except (MultiPartParserError, RawPostDataException, UnreadablePostError):
        return redirect("account_login")
    size = sum(len(text) for _, text in typed.hidden) + sum(len(t) for *_, t in typed.shown)
    if size > KEPT_CHARACTERS:
        return render(request, "account/not_kept.html", {"typed": typed}, status=413)
    request.session[KEPT] = {
        "person": request.timed_out,
        "path": request.path,
        "address": request.get_full_path(),
        "at": now(),
        "typed": asdict(typed),
    }
    return redirect(f"{reverse('account_login')}?{urlencode({'next': reverse('kept')})}")


@never_cache
@require_http_methods(["GET", "POST"])
def kept(request):
    """What was typed when the session ended: to send again, or by POST to throw away."""
    found = request.session.get(KEPT)
    is_theirs = found and found["person"] == request.user.pk
    is_of_now = is_theirs and now() - found["at"] < KEPT_SECONDS
    if request.method == "POST" or not is_of_now:
        request.session.pop(KEPT, None)
        if request.method == "POST":
            messages.success(request, "What you had typed was thrown away")
        return redirect("start")
    return render(request, "account/kept.html", {"kept": found, "typed": found["typed"]})


@never_cache
@login_not_required
@require_http_methods(["GET", "POST"])
def session(request):
    """How many seconds are left, for our script; a POST counts as a click."""
    if not request.user.is_authenticated:
        return JsonResponse({"left": 0})
    if request.method == "POST":
        request.session[SEEN] = now()
    return JsonResponse({"left": seconds_left(request.session)})


def facts(request) -> dict:
    """What our script needs on the pages of a signed-in person."""
    words = f"what was typed:{request.user.pk}".encode()
    digest = hmac.new(settings.SECRET_KEY.encode(), words, hashlib.sha256).digest()
    return {
        "left": seconds_left(request.session),
        "warning": settings.SESSION_WARNING_SECONDS,
        # With which this person's browser encrypts what they typed: nobody else is given it.
        "key": base64.b64encode(digest).decode(),
    }
