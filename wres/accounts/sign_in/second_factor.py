"""Whether a person signed in with a second factor, and the way to a page that asks for one.

It is the session that counts: an account may have a second factor, and a session may have been
opened without it, or before it was set up.
"""

from urllib.parse import urlencode

from allauth.account.authentication import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
)
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.shortcuts import redirect
from django.urls import reverse

METHOD = "mfa"  # as the sign-in library records it
DEMONSTRATION = "demonstration"
NEXT = "second_factor_next"  # where in the session the page stands to which the person goes back

# What asks for a second factor at sign-in; recovery codes only stand in for one of these.
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


class NeededError(Exception):
    """What was asked for needs a second factor, and this sign-in had none."""


def was_used(request) -> bool:
    """Whether the person signed in, or confirmed it, with a second factor.

    The buttons of the demonstration count as one, in the demonstration alone.
    """
    counted = {METHOD, DEMONSTRATION} if settings.IS_DEMONSTRATION else {METHOD}
    records = get_authentication_records(request, request.user)
    return any(record.get("method") in counted for record in records)


def remember(request, user, method=METHOD, **facts):
    """Record that the person signed in, or confirmed it, in this way."""
    record_authentication(request, user, method, **facts)


def forget_passwords(request):
    """A password that confirmed who it is does so no longer: from now on that takes the factor."""
    records = get_authentication_records(request, request.user)
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {name: fact for name, fact in record.items() if name != "reauthenticated"}
        if record.get("method") != METHOD
        else record
        for record in records
    ]


def forget_removed(request):
    """Factors that the person no longer has count no longer in this session."""
    held = set(Authenticator.objects.filter(user=request.user).values_list("pk", flat=True))
    records = get_authentication_records(request, request.user)
    kept = [r for r in records if r.get("method") != METHOD or "id" not in r or r["id"] in held]
    if kept != records:
        request.session[AUTHENTICATION_METHODS_SESSION_KEY] = kept


def ask(request, back: str = ""):
    """To the page that says why a second factor is needed; it leads back here afterwards."""
    asked = urlencode({"next": back or request.get_full_path()})
    return redirect(f"{reverse('second_factor')}?{asked}")


def held_by(user) -> bool:
    """Whether the account has a second factor, used in this session or not."""
    return Authenticator.objects.filter(user=user, type__in=FACTORS).exists()
