"""Letters that are sent once the page has been answered.

A mail server takes its time, and takes none for an address that nobody has: whoever waits for the
page could tell the one from the other.
"""

import logging
import threading
from smtplib import SMTPException

from django.core.signals import request_finished
from django.dispatch import receiver

log = logging.getLogger(__name__)
_thread = threading.local()


def send_after_the_answer(letter, name: str) -> None:
    """`letter` is an email message and `name` what the log calls it when it cannot be sent."""
    _waiting().append((letter, name))


def send(letter, name: str) -> None:
    """Send it; what was done stays done when the mail server would not take it."""
    try:
        letter.send()
    except (OSError, SMTPException, UnicodeError):
        log.exception("A letter was not sent: %s", name)


def _waiting() -> list:
    if not hasattr(_thread, "letters"):
        _thread.letters = []
    return _thread.letters


@receiver(request_finished, dispatch_uid="letters")
def _send_those_that_wait(**kwargs):
    while _waiting():
        send(*_waiting().pop(0))
