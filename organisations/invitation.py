"""The letter with which somebody is invited, and the key of its link.

An administrator adds a person, or `manage.py add_organisation` its first administrator. Who has
the link accepts it (`actions.accepting`); only a hash of its key is kept.
"""

import hashlib
import logging
import secrets
from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from organisations.models import Invitation

log = logging.getLogger(__name__)


def renew(invitation) -> str:
    """Give the unsaved invitation a new key, which is returned, and its full time again."""
    key = secrets.token_urlsafe(24)
    invitation.key_hash = hash_of(key)
    invitation.sent_at = timezone.now()
    invitation.expires_at = invitation.sent_at + timedelta(days=settings.INVITATION_DAYS)
    return key


def hash_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def usable(key_hash: str, now=None) -> Invitation | None:
    """The invitation whose link this is, while it can be accepted."""
    open_ones = Invitation.objects.open().select_related("organisation", "invited_by")
    invitation = open_ones.filter(key_hash=key_hash).first()
    if invitation is None or invitation.has_expired(now or timezone.now()):
        return None
    return invitation


def send(invitation, key: str, site=None) -> bool:
    """Send the letter, with links into `site`; False when the mail server would not take it."""
    context = {"invitation": invitation, "link": link(key, site)}
    try:
        send_mail(
            f"Your invitation to the WRES tracker of {invitation.organisation}",
            render_to_string("people/invitation.txt", context),
            None,
            [invitation.email],
        )
    except (OSError, SMTPException, UnicodeError):
        log.exception("The letter of invitation %s was not sent", invitation.pk)
        return False
    return True


def link(key: str, site=None) -> str:
    return (site or settings.SITE_ADDRESS).rstrip("/") + reverse("invitation_link", args=[key])
