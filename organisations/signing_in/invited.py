"""The invitation that somebody has opened in this browser, and entering with it once accepted."""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.shortcuts import redirect, resolve_url

from organisations import invitation as letters
from organisations.models import Invitation

SESSION_KEY = "invitation"


def remember(request, key_hash: str):
    request.session[SESSION_KEY] = key_hash


def opened(request) -> Invitation | None:
    """The invitation whose link was opened here, while it can be accepted."""
    return letters.usable(request.session.get(SESSION_KEY, ""))


def enter(request, user, invitation, identity=None):
    """Forget the invitation, and show the organisation; a newcomer is signed in."""
    request.session.pop(SESSION_KEY, None)
    page = resolve_url("organisation_start", invitation.organisation_id)
    if request.user.is_authenticated:
        return redirect(page)
    if identity:
        identity.record(request, user)
    else:
        record_authentication(request, user, "password", reauthenticated=True)
    return perform_login(request, user, email_verification="none", redirect_url=page)
