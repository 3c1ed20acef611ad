import logging
from smtplib import SMTPException

from allauth.account.adapter import DefaultAccountAdapter

log = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in for people who were added by an administrator; nobody adds themselves."""

    def is_open_for_signup(self, request):
        return False

    def is_safe_url(self, url):
        """Whether sign-in may lead there: a path of this site, written from its root."""
        return url.startswith("/") and super().is_safe_url(url)

    def send_mail(self, template_prefix, email, context):
        """Send the letter; what was done stays done when the mail server would not take it."""
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, SMTPException, UnicodeError):
            log.exception("A letter was not sent: %s", template_prefix)
