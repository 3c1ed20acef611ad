"""The board's button: an inclusion lead reminds those who have not answered."""

from datetime import date, timedelta
from smtplib import SMTPServerDisconnected

import pytest
from bs4 import BeautifulSoup

from actions.models import Reminder
from tests.conftest import TODAY, delivered
from tests.test_update_page import form_for, page_of

BOARD = "/RKE/plan/2025/quarters/2025-Q4/answers/"
REMIND = "/RKE/plan/2025/quarters/2025-Q4/remind/"
BUTTON = "Remind those who have not answered"


@pytest.fixture
def asked(plan, changing):
    """The fourth quarter, with updates due by 20 March 2026."""
    with changing(plan.organisation):
        quarter = plan.quarters.get(number=4)
        quarter.opened_on, quarter.updates_due = date(2026, 3, 2), date(2026, 3, 20)
        quarter.save()
    return quarter


@pytest.fixture
def silent(asked, make_action, make_lead, amara, ben, sign_in):
    """Amara has answered for her action; Ben, who leads two, for none."""
    panels, mentors, guides = (make_action(name) for name in ("Panels", "Mentors", "Guides"))
    make_lead("Recruitment Team", amara, panels)
    make_lead("EDI Lead", ben, mentors, guides)
    sign_in(amara).post(page_of(panels), form_for(panels, happened="The panel met."))


@pytest.fixture
def press(ife, sign_in):
    """`press()`: what Ife is told once she has pressed the button."""

    def button():
        page = BeautifulSoup(sign_in(ife).post(REMIND, follow=True).content, "html.parser")
        return " ".join(page.select(".nhsuk-notification-banner__content")[-1].text.split())

    return button


@pytest.fixture
def broken_mail(monkeypatch):
    """A mail server that takes nothing, until `undo`; it counts how often it was tried."""
    tried = []

    def refuse(message):
        tried.append(message)
        raise SMTPServerDisconnected("Connection lost")

    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
        patched.tried = tried
        yield patched


def test_a_stranger_signs_in_first(silent, client):
    client.logout()
    assert client.post(REMIND).url.startswith("/accounts/login/")
    assert delivered() == []


@pytest.mark.parametrize("person", ["esi", "nia", "amara", "ada"])
def test_only_an_inclusion_lead_may_remind(silent, person, request, sign_in):
    client = sign_in(request.getfixturevalue(person))
    assert client.post(REMIND).status_code == 403
    assert BUTTON not in client.get(BOARD).content.decode()
    assert delivered() == []


def test_ife_reminds_ben_who_has_not_answered(silent, ife, sign_in, press):
    assert BUTTON in sign_in(ife).get(BOARD).content.decode()
    assert press() == "1 reminder is on its way."
    (message,) = delivered()
    assert message.to == ["ben@example.nhs.uk"]
    assert "Mentors" in message.body


def test_nobody_is_reminded_twice_on_a_day(silent, press, settings):
    press()
    delivered()
    assert press() == "0 reminders are on their way. Reminded today already, so not again: Ben."
    assert len(delivered()) == 1
    settings.TODAY = TODAY + timedelta(days=1)
    assert press() == "1 reminder is on its way."


def test_what_the_mail_server_refuses_is_kept_and_sent_once(silent, press, broken_mail, settings):
    press()
    assert delivered() == []
    settings.TODAY = TODAY + timedelta(days=1)
    broken_mail.undo()
    assert press() == "1 reminder is on its way."
    assert len(delivered()) == 1
    assert Reminder.objects.count() == 1


def test_a_mail_server_that_is_gone_is_asked_once(
    silent, press, broken_mail, make_action, make_lead, amara
):
    make_lead("Wellbeing Team", amara, make_action("Tea"))
    assert press() == "2 reminders are on their way."
    delivered()
    assert len(broken_mail.tried) == 1


def test_with_nobody_to_remind_it_says_so(asked, make_action, press):
    make_action("Nobody's")
    assert press().startswith("Nobody has to be reminded")


@pytest.mark.parametrize("day", [date(2026, 4, 1), date(2025, 12, 31)])
def test_a_quarter_that_takes_no_updates_reminds_nobody(silent, press, ife, sign_in, settings, day):
    settings.TODAY = day
    assert BUTTON not in sign_in(ife).get(BOARD).content.decode()
    assert "takes no updates now" in press()
    assert delivered() == []
