"""Letters leave through the worker's queue: no request waits for a mail server."""

import ast
import re
import time
from contextlib import contextmanager
from datetime import timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from tests.conftest import PASSWORD, delivered
from tests.test_house import OURS, ROOT, modules
from tests.test_invitations import ADD, NEW, link_of
from wres.accounts import invitation as invitations
from wres.accounts import mail as account_mail
from wres.accounts.access import Role
from wres.accounts.models import Invitation, Letter, User

RESET = "/accounts/password/reset/"


def forgets(email, client=None):
    return (client or Client()).post(RESET, {"email": email})


@pytest.fixture
def refusing(monkeypatch):
    """`with refusing(): …`: a mail server that takes nothing; the letters that were tried."""
    tried = []

    def refuse(message):
        tried.append(message)
        raise SMTPServerDisconnected("Connection lost")

    @contextmanager
    def down():
        with monkeypatch.context() as patched:
            patched.setattr(EmailMessage, "send", refuse)
            yield

    down.tried = tried
    return down


def everything_kept():
    return "".join(str(vars(row)) for row in [*Letter.objects.all(), *Invitation.objects.all()])


def test_the_page_is_answered_before_any_letter_is_sent(ife):
    assert forgets(ife.email).status_code == 302
    assert mail.outbox == []
    assert [letter.to for letter in delivered()] == [[ife.email]]


def test_a_letter_is_sent_once(ife):
    forgets(ife.email)
    assert len(delivered()) == len(delivered()) == 1
    assert not Letter.objects.exists()


def test_the_queue_holds_no_link_and_the_letter_one_that_works(ada, ife, sign_in, client):
    sign_in(ada).post(ADD, NEW)
    client.logout()
    forgets(ife.email)
    kept = everything_kept()
    keys = [re.search(r"https?://\S+/([^/\s]+)/", letter.body)[1] for letter in delivered()]
    assert len(keys) == 2
    assert not any(part in kept for key in keys for part in (key, key[-20:]))
    client.get(link_of(mail.outbox[0]))
    assert "Accept the invitation" in client.get("/accounts/invitation/").content.decode()
    assert Client().get(f"{RESET}key/{keys[1]}/").status_code == 302


def test_a_link_that_was_opened_is_not_in_the_database_either(ife):
    forgets(ife.email)
    link = next(word for word in delivered()[0].body.split() if "/reset/key/" in word)
    stranger = Client()
    form = stranger.get(link, follow=True).redirect_chain[-1][0]
    key = link.rstrip("/").rpartition("/")[2].partition("-")[2]
    assert key not in str([row.get_decoded() for row in Session.objects.all()])
    new = "three random words"
    assert stranger.post(form, {"password1": new, "password2": new}).status_code == 302
    ife.refresh_from_db()
    assert ife.check_password(new)


def test_links_lead_to_the_address_of_this_installation_whatever_host_was_asked(ife, settings):
    settings.ALLOWED_HOSTS = ["*"]
    settings.SITE_ADDRESS = "https://wres.example.nhs.uk/"
    Client(headers={"host": "evil.example"}).post(RESET, {"email": ife.email})
    assert "https://wres.example.nhs.uk/accounts/password/reset/key/" in delivered()[0].body


def test_a_mail_server_that_is_down_loses_none_and_is_asked_ever_less_often(ife, refusing, later):
    forgets(ife.email)
    with refusing():
        for minutes in (3, 5, 9, 17):
            before = len(refusing.tried)
            assert delivered() == []
            assert delivered() == []
            assert len(refusing.tried) == before + 1
            assert Letter.objects.get().due_at > timezone.now() + timedelta(minutes=minutes - 2)
            later(minutes=minutes)
    (letter,) = delivered()
    numbers = [
        each.extra_headers["Message-ID"].partition(".")[0] for each in (letter, *refusing.tried)
    ]
    assert len(set(numbers)) == 1


def test_a_letter_that_the_server_refuses_keeps_no_other_back(ife, esi, monkeypatch):
    send = EmailMessage.send
    forgets(ife.email)
    forgets(esi.email)

    def pick(message):
        if message.to == [ife.email]:
            raise SMTPServerDisconnected("Not this one")
        send(message)

    with monkeypatch.context() as picky:
        picky.setattr(EmailMessage, "send", pick)
        assert [letter.to for letter in delivered()] == [[esi.email]]


def test_what_a_worker_took_and_died_with_goes_on_and_two_workers_take_two(ife, esi, later):
    forgets(ife.email)
    forgets(esi.email)
    taken = [account_mail._take(), account_mail._take()]
    assert {letter.person for letter in taken} == {ife, esi}
    assert account_mail._take() is None
    later(minutes=3)
    assert len(delivered()) == 2


def test_it_is_given_up_when_nobody_waits_for_it_any_more(ife, later, caplog):
    forgets(ife.email)
    later(days=4)
    assert delivered() == []
    assert "given up" in caplog.text
    assert not Letter.objects.exists()


def leaves(ife, changing):
    membership = ife.memberships.get()
    with changing(membership.organisation):
        membership.is_active = False
        membership.save()


def is_switched_off(ife, changing):
    ife.is_active = False
    ife.save()


@pytest.mark.parametrize("end", [leaves, is_switched_off])
@pytest.mark.parametrize("purpose", ["password_forgotten", "mfa/email/totp_activated"])
def test_nobody_who_left_meanwhile_is_written_to(purpose, end, ife, changing):
    account_mail.queue(purpose, person=ife, email=ife.email)
    end(ife, changing)
    assert delivered() == []
    assert not Letter.objects.exists()


def test_who_left_and_is_invited_elsewhere_gets_a_password_to_accept_with(
    ife, noor, other_trust, changing
):
    leaves(ife, changing)
    with changing(other_trust):
        waits = {"organisation": other_trust, "email": ife.email, "name": "Ife"}
        invitation = Invitation(**waits, role=Role.EXECUTIVE, invited_by=noor)
        invitations.renew(invitation)
        invitation.save()
    forgets(ife.email)
    assert len(delivered()) == 1


@pytest.mark.parametrize("fate", ["withdraw", "expire", "accept"])
def test_an_invitation_that_is_good_no_longer_is_not_sent(fate, ada, sign_in, later):
    sign_in(ada).post(ADD, NEW)
    row = Invitation._base_manager.all()
    if fate == "expire":
        row.update(expires_at=timezone.now())
    else:
        row.update(state=Invitation.WITHDRAWN if fate == "withdraw" else Invitation.ACCEPTED)
    assert delivered() == []
    assert not Letter.objects.exists()


def test_an_invitation_sent_again_before_it_left_is_one_letter(ada, sign_in):
    sign_in(ada).post(ADD, NEW)
    sign_in(ada).post(f"/RKE/people/invitations/{Invitation.objects.get().pk}/send/")
    assert len(delivered()) == 1


def test_an_invitation_outlives_a_change_of_key_with_its_fallback(ada, sign_in, settings):
    sign_in(ada).post(ADD, NEW)
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another-key-" * 5
    with pytest.raises(invitations.NoKeyError):
        delivered()
    settings.SECRET_KEY_FALLBACKS = [old]
    assert invitations.key_of(Invitation.objects.get())


def test_notices_go_where_the_person_was_when_the_way_in_changed(ife, client):
    client.post("/accounts/login/", {"login": ife.email, "password": PASSWORD})
    new = "three random words"
    given = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    client.post("/accounts/password/change/", given)
    User.objects.filter(pk=ife.pk).update(email="thief@example.nhs.uk")
    (letter,) = delivered()
    assert letter.to == [ife.email]
    assert letter.subject == "WRES tracker: Your password was changed"


NOTICES = ["account/email/password_reset", "account/email/password_set"]
NOTICES += [f"mfa/email/{each}" for each in ("totp_activated", "totp_deactivated")]
NOTICES += [f"mfa/email/webauthn_{each}" for each in ("added", "removed")]
NOTICES += [f"socialaccount/email/account_{each}" for each in ("connected", "disconnected")]


@pytest.mark.parametrize("notice", [*NOTICES, "mfa/email/recovery_codes_generated"])
def test_every_notice_says_in_our_words_when_it_was_done(notice, ife, later):
    account_mail.queue(notice, person=ife, email=ife.email)
    (letter,) = delivered()
    today = timezone.localtime()
    assert f"It was done on {today.day} {today:%B %Y}" in letter.body
    assert "tell an administrator of your organisation at once" in letter.body


def test_somebody_and_nobody_leave_as_much_behind(ife, queries):
    seen = []
    for email in (ife.email, "nobody@example.nhs.uk"):
        with queries() as asked:
            forgets(email)
        seen.append([re.sub(r"\b\d+\b|'[^']*'|NULL", "?", each["sql"]) for each in asked])
    assert [len(each) for each in seen] == [len(seen[0])] * 2
    assert Letter.objects.count() == 2
    assert len(delivered()) == 1


def test_somebody_and_nobody_wait_as_long(ife, settings):
    settings.ACCOUNT_RATE_LIMITS = {}

    def quickest(email):
        def once():
            began = time.process_time()
            forgets(email, client)
            return time.process_time() - began

        client = Client()
        return min(once() for _ in range(20))

    known, unknown = quickest(ife.email), quickest("nobody@example.nhs.uk")
    assert max(known, unknown) < 1.5 * min(known, unknown)


def test_nothing_but_the_queue_and_the_reminders_speaks_with_a_mail_server():
    speaks = set()
    for path in (path for app in OURS for path in modules(app)):
        for node in ast.walk(ast.parse(path.read_text())):
            name = getattr(node, "attr", getattr(node, "id", ""))
            if name in {"send_mail", "send_mass_mail", "mailers", "send_messages"}:
                speaks.add(str(path.relative_to(ROOT)))
            if isinstance(node, ast.Call) and name == "" and _sends(node):
                speaks.add(str(path.relative_to(ROOT)))
    expected = {
        "wres/accounts/mail.py",
        "actions/quarter/reminders.py",
        "wres/accounts/adapters.py",
    }
    assert speaks - {"wres/health.py"} <= expected


def _sends(node):
    called = node.func
    return (
        isinstance(called, ast.Attribute)
        and called.attr == "send"
        and isinstance(called.value, ast.Name)
        and called.value.id == "message"
    )
