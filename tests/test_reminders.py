"""Reminders: one email a person a day, about what waits for them, and none is lost."""

import uuid
from datetime import date, timedelta
from io import StringIO
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from actions.delivery import Delivery, Status
from actions.models import ActionLead, Quarter, Reminder
from actions.quarter import reminders
from actions.updates.progress import record_update
from tests.conftest import TODAY

SOON = TODAY + timedelta(days=5)


@pytest.fixture
def asked(plan, changing):
    """The fourth quarter, opened, with updates due by 20 March 2026."""
    with changing(plan.organisation):
        quarter = plan.quarters.get(number=4)
        quarter.opened_on, quarter.updates_due = date(2026, 3, 2), date(2026, 3, 20)
        quarter.save()
    return quarter


@pytest.fixture
def led(make_action, make_lead, amara, changing):
    """`led(target_date=…)`: an action that Amara leads."""
    lead = make_lead("Recruitment Team", amara)

    def make(title="Review interview panels", **values):
        action = make_action(title, **values)
        with changing(action.organisation, amara):
            ActionLead.objects.create(action=action, lead=lead, position=1)
        return action

    return make


@pytest.fixture
def send():
    """`send()`: what the command says that a scheduler runs."""

    def run(*options):
        said = StringIO()
        call_command("send_reminders", *options, stdout=said)
        return said.getvalue()

    return run


@pytest.fixture
def broken_mail(monkeypatch):
    """A mail server that takes nothing, until `undo`."""

    def refuse(message):
        raise SMTPServerDisconnected("Connection lost")

    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
        yield patched


@pytest.mark.parametrize(
    ("values", "heading"),
    [
        ({"target_date": TODAY - timedelta(days=1)}, "Past their target date"),
        ({"target_date": SOON}, "Due within two weeks"),
        ({"review_date": TODAY}, "Review due"),
    ],
)
def test_amara_is_told_what_waits_for_her(led, send, values, heading):
    led(**values)
    assert "1 reminder sent" in send()
    (message,) = mail.outbox
    assert message.to == ["amara@example.nhs.uk"]
    assert message.subject == "1 action needs you: WRES action plan 2025-26"
    html = message.alternatives[0].content
    for body in (message.body, html):
        assert heading in body
        assert "Review interview panels" in body
        assert "http://127.0.0.1:8000/RKE/actions/" in body


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"target_date": TODAY + timedelta(days=60)},
        {"status": Status.COMPLETED, "target_date": TODAY - timedelta(days=1)},
        {"status": Status.CANCELLED, "review_date": TODAY},
    ],
)
def test_nobody_is_told_of_what_does_not_wait(led, send, values):
    led(**values)
    send()
    assert mail.outbox == []


def test_an_open_quarter_asks_for_an_update_until_it_is_given(led, asked, send, changing, amara):
    action = led()
    with changing(action.organisation, amara):
        record_update(
            action,
            by=amara,
            today=TODAY,
            status=Status.ONGOING,
            delivery=Delivery.ON_TRACK,
            happened="The panel met.",
            submission=uuid.uuid4(),
        )
    other = led("Publish the results")
    send()
    assert "Updates are due by 20 March 2026" in mail.outbox[0].body
    assert "Publish the results" in mail.outbox[0].body
    assert action.title not in mail.outbox[0].body
    assert Reminder.objects.get().about == {"no_update": [other.pk]}


def test_everything_that_waits_for_a_person_is_in_one_email(led, send):
    for number in range(12):
        led(f"Action {number}", target_date=TODAY - timedelta(days=1))
    send()
    (message,) = mail.outbox
    assert message.subject.startswith("12 actions need you")
    assert "and 2 more" in message.body


def test_a_second_run_on_the_same_day_sends_nothing(led, send):
    led(target_date=SOON)
    send()
    assert "0 reminders sent" in send()
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(("days", "emails"), [(1, 1), (6, 1), (7, 2)])
def test_the_same_things_are_said_again_after_a_week(led, send, settings, days, emails):
    led(target_date=TODAY - timedelta(days=1))
    send()
    settings.TODAY = TODAY + timedelta(days=days)
    send()
    assert len(mail.outbox) == emails


def test_something_new_is_said_the_next_day(led, send, settings):
    led(target_date=TODAY - timedelta(days=1))
    send()
    led("Publish the results", target_date=TODAY)
    settings.TODAY = TODAY + timedelta(days=1)
    send()
    assert len(mail.outbox) == 2


def test_a_mail_server_that_fails_loses_no_reminder(led, send, broken_mail):
    led(target_date=SOON)
    with pytest.raises(CommandError, match="They are kept: run the command again"):
        send()
    assert Reminder.objects.get().sent_at is None
    broken_mail.undo()
    assert "1 reminder sent" in send()
    assert len(mail.outbox) == 1
    assert Reminder.objects.get().sent_at is not None


def test_what_was_not_taken_yesterday_is_sent_today_once(led, send, broken_mail, settings):
    led(target_date=SOON)
    with pytest.raises(CommandError):
        send()
    broken_mail.undo()
    settings.TODAY = TODAY + timedelta(days=1)
    send()
    assert len(mail.outbox) == 1


def test_two_runs_at_the_same_moment_send_one_email(led, plan, ife, in_request):
    led(target_date=SOON)
    with in_request():
        reminders.remind(plan, by=ife, today=TODAY)
        reminder = Reminder.objects.get()
        assert reminders._claim(reminder, ife)
        assert reminders.send_waiting(plan, by=ife, today=TODAY) == (0, 0)
        assert not reminders._claim(reminder, ife)


def test_somebody_who_may_no_longer_sign_in_is_not_written_to(led, send, changing, trust, amara):
    led(target_date=SOON)
    with changing(trust):
        membership = amara.memberships.get()
        membership.is_active = False
        membership.save()
    send()
    assert mail.outbox == []


def test_a_title_is_text_in_the_letter(led, send):
    led("<script>alert(1)</script> & more", target_date=SOON)
    send()
    html = mail.outbox[0].alternatives[0].content
    assert "<script>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in html
    assert "<script>alert(1)</script> & more" in mail.outbox[0].body


def test_only_who_runs_quarters_may_send_them_by_name(led, send, ife, esi):
    led(target_date=SOON)
    with pytest.raises(CommandError):
        send("--organisation", "RKE", "--as", esi.email)
    assert "1 reminder sent" in send("--organisation", "RKE", "--as", ife.email)


def test_an_organisation_without_a_plan_is_passed_over(trust, send):
    assert send() == ""


def test_the_closed_quarter_asks_for_nothing(led, asked, send, changing):
    led()
    with changing(asked.plan.organisation):
        quarter = Quarter.objects.get(pk=asked.pk)
        quarter.state = Quarter.CLOSED
        quarter.save()
    send()
    assert mail.outbox == []
