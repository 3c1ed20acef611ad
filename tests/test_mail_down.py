"""While no mail server answers, nothing is lost and nobody learns more than on other days.

Invitations: tests/test_invitations.py. Changes of an address: tests/test_email_change.py.
"""

import pytest
from django.core import mail
from django.core.management import CommandError

from tests.conftest import TODAY
from tests.test_reminders import led, send

__all__ = ["led", "send"]  # fixtures


def test_reminders_are_kept_and_sent_once_it_is_back(led, send, mail_is_down):
    led(target_date=TODAY)
    with pytest.raises(CommandError, match="1 reminder"):
        send()
    mail_is_down()
    assert "1 reminder sent" in send()
    assert len(mail.outbox) == 1
    assert "0 reminders sent" in send()


def test_whoever_forgot_a_password_reads_the_same_page(ife, mail_is_down, client):
    told = [
        client.post("/accounts/password/reset/", {"email": email}, follow=True)
        for email in (ife.email, "nobody@example.nhs.uk")
    ]
    assert [answer.status_code for answer in told] == [200, 200]
    pages = [answer.content.decode().partition("<main")[2] for answer in told]
    assert pages[0] == pages[1]
