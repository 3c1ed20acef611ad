"""An invitation: its letter, the key of its link, and entering with it once it is accepted."""

import base64
import hashlib
from datetime import UTC, timedelta

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.conf import settings
from django.core.mail import EmailMessage
from django.shortcuts import redirect, resolve_url
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from wres.accounts import mail
from wres.accounts.models import Invitation

PURPOSE = "invitation"
SALT = "key of an invitation"


class NoKeyError(Exception):
    """SECRET_KEY was changed without its fallback: the invitation has to be sent again."""


def renew(invitation) -> None:
    """Give the unsaved invitation another key, and its full time again."""
    invitation.sent_at = timezone.now()
    invitation.expires_at = invitation.sent_at + timedelta(days=settings.INVITATION_DAYS)
    invitation.key_hash = hash_of(_key(invitation, settings.SECRET_KEY))


def key_of(invitation) -> str:
    """The key of its link; NoKeyError when no key of this installation made it."""
    for secret in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]:
        key = _key(invitation, secret)
        if hash_of(key) == invitation.key_hash:
            return key
    raise NoKeyError(f"No key fits invitation {invitation.pk}. Send it again.")


def _key(invitation, secret) -> str:
    at = invitation.sent_at.astimezone(UTC).isoformat()
    facts = f"{invitation.organisation_id}\n{invitation.email}\n{at}"
    digest = salted_hmac(SALT, facts, secret=secret, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest[:24]).decode()


def hash_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def usable(key_hash: str, now=None) -> Invitation | None:
    """The invitation whose link this is, while it can be accepted."""
    open_ones = Invitation.objects.open().select_related("organisation", "invited_by")
    invitation = open_ones.filter(key_hash=key_hash).first()
    if invitation is None or invitation.has_expired(now or timezone.now()):
        return None
    return invitation


def send(invitation) -> None:
    """Leave its letter to the worker."""
    mail.queue(PURPOSE, invitation=invitation)


@mail.writes(PURPOSE)
def _letter(letter) -> EmailMessage:
    invitation = letter.invitation
    context = {"invitation": invitation, "link": link(invitation)}
    return EmailMessage(
        f"Your invitation to the WRES tracker of {invitation.organisation}",
        render_to_string("people/invitation.txt", context),
        to=[invitation.email],
    )


def link(invitation) -> str:
    return mail.address(reverse("invitation_link", args=[key_of(invitation)]))


SESSION_KEY = "invitation"


def remember(request, key_hash: str):
    request.session[SESSION_KEY] = key_hash


def opened(request) -> Invitation | None:
    """The invitation whose link was opened here, while it can be accepted."""
    return usable(request.session.get(SESSION_KEY, ""))


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
