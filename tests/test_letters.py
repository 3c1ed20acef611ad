"""Letters leave when the page has been answered, so that nobody can tell by waiting."""

import pytest
from django.core import mail
from django.core.handlers.base import BaseHandler
from django.core.mail import EmailMessage
from django.test import RequestFactory

from organisations import letters

RESET = "/accounts/password/reset/"


@pytest.fixture
def answered():
    """`answered(email)`: the answer to a request for a reset, before the server closes it."""
    handler = BaseHandler()
    handler.load_middleware()

    def ask(email):
        request = RequestFactory().post(RESET, {"email": email})
        request._dont_enforce_csrf_checks = True
        return handler.get_response(request)

    return ask


def test_the_letter_of_a_reset_waits_for_the_answer(ife, answered):
    answer = answered(ife.email)
    assert (answer.status_code, len(mail.outbox)) == (302, 0)
    answer.close()
    assert [letter.to for letter in mail.outbox] == [[ife.email]]


def test_each_letter_is_sent_once(ife, answered):
    answered(ife.email).close()
    answered("nobody@example.nhs.uk").close()
    assert len(mail.outbox) == 1


def test_a_mail_server_that_is_down_does_not_keep_the_next_letter_back(ife, answered, monkeypatch):
    def refuse(letter):
        raise OSError("refused")

    with monkeypatch.context() as down:
        down.setattr(EmailMessage, "send", refuse)
        assert answered(ife.email).status_code == 302
        letters._send_those_that_wait()
    letters._send_those_that_wait()
    assert mail.outbox == []
    answered(ife.email).close()
    assert len(mail.outbox) == 1
