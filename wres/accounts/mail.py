"""Letters wait in a queue, from which the worker sends them: no request waits for a mail server.

The queue holds whom a letter is for and its purpose. What it says, and the link in it, is made when
it is sent, so that no link lies in the database or in a backup. A mail server that is down loses
none: they are tried again, later each time. Each bears a number of its own, by which mail programs
know one that a worker sent and died before it could say so.
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from smtplib import SMTPException

from allauth.account import app_settings
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.utils import timezone

from wres.accounts.models import Letter
from wres.accounts.names import without_turns

log = logging.getLogger(__name__)

LASTS = timedelta(days=3)  # after which nobody waits for a letter any more
PAUSE = timedelta(minutes=2)  # before the second try, and twice as long before each further one
LONGEST_PAUSE = timedelta(hours=1)

# By its purpose, what is sent of a letter: None where it is no longer wanted.
writers: dict[str, Callable[[Letter], EmailMessage | None]] = {}


def writes(purpose: str):
    """The function writes the letters of this purpose."""

    def register(write):
        writers[purpose] = write
        return write

    return register


def queue(purpose: str, *, person=None, invitation=None, email="", **facts) -> None:
    """Leave a letter to the worker, with the transaction under way or at once.

    `email` is where it goes, where that may not follow the person to another address.
    """
    if invitation is not None:  # sent again before it left: one letter is enough
        Letter.objects.filter(purpose=purpose, invitation=invitation).delete()
    Letter.objects.create(
        purpose=purpose, person=person, invitation=invitation, email=email, facts=facts
    )


def send_next() -> bool:
    """Send the letter that is due first, unless nobody wants it; whether there was one."""
    letter = _take()
    if letter is None:
        return False
    try:
        if timezone.now() - letter.at > LASTS:
            log.error("A letter was given up after %s: %s", LASTS, letter.purpose)
        elif letter.is_wanted() and (message := writers.get(letter.purpose, _notice)(letter)):
            message.subject, message.body = map(without_turns, (message.subject, message.body))
            message.extra_headers["Message-ID"] = f"<{letter.pk}.{letter.at.timestamp():.0f}@wres>"
            message.send()
    except (OSError, SMTPException, UnicodeError):
        log.exception("A letter was not sent, and is tried again later: %s", letter.purpose)
        return True
    Letter.objects.filter(pk=letter.pk).delete()
    return True


def _take() -> Letter | None:
    """The letter that is due first, from now on this worker's for as long as its pause lasts."""
    if not Letter.objects.due().exists():  # without the lock that SQLite has one of
        return None
    skips = connection.features.has_select_for_update_skip_locked
    with transaction.atomic():
        letter = Letter.objects.due().select_for_update(skip_locked=skips).first()
        if letter is None:
            return None
        letter.tries += 1
        letter.due_at = timezone.now() + min(PAUSE * 2 ** min(letter.tries - 1, 10), LONGEST_PAUSE)
        letter.save(update_fields=["tries", "due_at"])
    return letter


def _notice(letter) -> EmailMessage:
    """That a way into the account was changed; the purpose is the name of its texts."""
    return from_texts(letter.purpose, letter.email, {"timestamp": letter.at})


def from_texts(name: str, email: str, context: dict) -> EmailMessage:
    """A letter of the sign-in library: a subject and a text under templates."""
    subject = " ".join(render_to_string(f"{name}_subject.txt", context).split())
    text = render_to_string(f"{name}_message.txt", context)
    return EmailMessage(app_settings.EMAIL_SUBJECT_PREFIX + subject, text, to=[email])


def address(path: str) -> str:
    """The path as a whole address, for those who are not on a page."""
    return settings.SITE_ADDRESS.rstrip("/") + path
