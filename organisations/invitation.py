"""The email with which somebody who was added chooses a password."""

import logging
from smtplib import SMTPException

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse

log = logging.getLogger(__name__)


def invite(user, organisation, request) -> bool:
    """Send the person a link; False when the mail server would not take it."""
    context = {
        "user": user,
        "organisation": organisation,
        "sign_in": request.build_absolute_uri(reverse("account_login")),
        "choose_password": None if user.has_usable_password() else _link(user, request),
    }
    try:
        send_mail(
            f"Your access to the WRES tracker of {organisation}",
            render_to_string("people/invitation.txt", context),
            None,
            [user.email],
        )
    except (OSError, SMTPException, UnicodeError):
        log.exception("The invitation of user %s was not sent", user.pk)
        return False
    return True


def _link(user, request):
    key = default_token_generator.make_token(user)
    path = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(user), key])
    return request.build_absolute_uri(path)
