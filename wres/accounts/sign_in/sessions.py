"""Where a person is signed in, and ending it."""

import re
from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from wres.audit import event_log
from wres.words import counted

# The first that is in what the browser says of itself: Edge says that it is Chrome too.
BROWSERS = [
    (re.compile("Edg(e|A|iOS)?/"), "Microsoft Edge"),
    (re.compile("OPR/|Opera"), "Opera"),
    (re.compile("SamsungBrowser/"), "Samsung Internet"),
    (re.compile("Firefox/|FxiOS/"), "Firefox"),
    (re.compile("Chrome/|CriOS/|Chromium/"), "Chrome"),
    (re.compile("Safari/"), "Safari"),
]
SYSTEMS = [
    (re.compile("iPhone"), "an iPhone"),
    (re.compile("iPad"), "an iPad"),
    (re.compile("Android"), "Android"),
    (re.compile("Windows"), "Windows"),
    (re.compile("Mac OS X|Macintosh"), "a Mac"),
    (re.compile("CrOS"), "a Chromebook"),
    (re.compile("Linux"), "Linux"),
]
NUMBER = re.compile("[0-9]{1,15}")  # of a session


def browser_words(user_agent: str) -> str:
    """ "Firefox on Windows", from what a browser says of itself; it may say what it likes."""
    browser = next((w for p, w in BROWSERS if p.search(user_agent)), "A browser we do not know")
    system = next((words for pattern, words in SYSTEMS if pattern.search(user_agent)), "")
    return f"{browser} on {system}" if system else browser


@dataclass(frozen=True)
class SignedIn:
    """One session as its person sees it."""

    pk: int
    at: datetime
    browser: str
    is_this_one: bool


def of_person(request) -> list[SignedIn]:
    """The person's sessions that are still open: this one first, then the newest."""
    rows = list(UserSession.objects.filter(user=request.user).order_by("-created_at", "-pk"))
    keys = [row.session_key for row in rows]
    still_open = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    live = set(still_open.values_list("session_key", flat=True))
    mine = request.session.session_key
    found = [
        SignedIn(row.pk, row.created_at, browser_words(row.user_agent), row.session_key == mine)
        for row in rows
        if row.session_key in live
    ]
    return sorted(found, key=lambda each: not each.is_this_one)


@transaction.atomic
def end(user, *, only: int | None = None, but: str | None = None) -> int:
    """End the person's sessions at their next request; returns how many there were.

    `only` is the number of one of them, `but` the key of the one that stays.
    """
    rows = UserSession.objects.filter(user=user).exclude(session_key=but)
    if only is not None:
        rows = rows.filter(pk=only)
    keys = list(rows.values_list("session_key", flat=True))
    ended = Session.objects.filter(session_key__in=keys).delete()[0]
    rows.delete()
    return ended


def way_in_changed(user, request=None):
    """End every session of the person but that of `request`, where it is theirs.

    Those too that are being opened at this moment: what they bear was true before.
    """
    user.ways_in = F("ways_in") + 1
    user.save(update_fields=["ways_in"])
    user.refresh_from_db(fields=["ways_in"])
    stays = request is not None and request.user == user
    if stays:
        update_session_auth_hash(request, user)
        UserSession.objects.create_from_request(request)
    end(user, but=request.session.session_key if stays else None)


def forget_ended():
    """Remove all sessions that are over, with the browser and network address of each."""
    Session.objects.filter(expire_date__lte=timezone.now()).delete()
    live = Session.objects.filter(session_key=OuterRef("session_key"))
    UserSession.objects.filter(~Exists(live)).delete()


@require_http_methods(["GET", "POST"])
def page(request):
    """The person's sessions. `end` says which to end: a number, "others" or "all"."""
    if request.method == "GET":
        return render(request, "usersessions/page.html", {"sessions": of_person(request)})
    which = request.POST.get("end", "")
    if which == "all":
        return _end_all(request)
    mine = request.session.session_key
    if which == "others":
        ended = end(request.user, but=mine)
    else:
        ended = end(request.user, only=_number(which), but=mine)
    _record(request, ended)
    messages.success(request, _ended_words(ended))
    return redirect("usersessions_list")


def _end_all(request):
    _record(request, end(request.user, but=request.session.session_key) + 1)
    logout(request)
    messages.success(request, "You are signed out everywhere")
    return redirect("account_login")


def _record(request, count: int):
    if count:
        label = f"{counted(count, 'session')} ended"
        event_log.record(event_log.Kind.SESSIONS_ENDED, label=label, request=request)


def _number(text: str) -> int:
    """The number of a session; of none when it is not a number."""
    return int(text) if NUMBER.fullmatch(text) else 0


def _ended_words(count: int) -> str:
    if count == 0:
        return "There was nothing left to sign out"
    return f"Signed out of {counted(count, 'other place')}"
