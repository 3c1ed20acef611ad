"""A way in that changes ends every other session, and a second factor is shown by itself alone."""

from unittest.mock import patch

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import WebAuthn
from bs4 import BeautifulSoup
from django.db import transaction
from django.test import Client

from tests.codes import code_of
from tests.conftest import PASSWORD, delivered
from tests.test_second_factor import CODES, NEEDED, PEOPLE, SET_UP, words
from wres.accounts.models import User
from wres.accounts.sign_in import sessions

AGAIN, CONFIRM = "/accounts/reauthenticate/", "/accounts/second-factor/confirm/"
NEW_CODES = "/accounts/second-factor/codes/new/"
ACCOUNT = "/accounts/"


@pytest.fixture(autouse=True)
def _at_the_end_of_a_transaction(monkeypatch):
    """What waits for it is done at once: the transaction of a test never ends."""
    monkeypatch.setattr(transaction, "on_commit", lambda then, **_: then())


@pytest.fixture
def browser():
    """`browser(ada)`: one of its own, in which she signed in by password."""

    def by_password(user):
        client = Client()
        client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
        return client

    return by_password


def set_up_app(client):
    client.post(f"{AGAIN}?next={SET_UP}", {"password": PASSWORD})
    secret = words(client.get(SET_UP), "#secret")[0]
    assert client.post(SET_UP, {"code": code_of(secret)}).url == CODES
    return secret


def confirmed(client, secret, later=1):
    """Shown again with the code app: the next code, for this one was used."""
    client.post(f"{CONFIRM}?next=/", {"code": code_of(secret, later)})


def is_in(client):
    return client.get(ACCOUNT).status_code == 200


def add_passkey(client):
    client.post(f"{AGAIN}?next=/", {"password": PASSWORD})
    form = "wres.accounts.sign_in.second_factor_forms.AddWebAuthnForm"
    user = client.get(ACCOUNT).wsgi_request.user

    def add(user, name, credential):
        row = Authenticator.objects.create(user=user, type="webauthn", data={"name": name})
        return WebAuthn(row)

    answered = patch(f"{form}.clean", lambda self: self.cleaned_data | {"credential": {}})
    with answered, patch.object(WebAuthn, "add", add):
        client.post("/accounts/passkeys/add/", {"name": "Key", "credential": '{"id": "x"}'})
    assert Authenticator.objects.filter(user=user, type="webauthn").exists()


def change_password(client):
    new = "three random words"
    given = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    client.post("/accounts/password/change/", given)


def change_email(client):
    client.post(f"{AGAIN}?next=/", {"password": PASSWORD})
    client.post("/accounts/email/", {"email": "new@example.nhs.uk"})
    letter = delivered()[-1].body.split()
    client.post(next(word for word in letter if "/email/confirm/" in word))
    assert User.objects.filter(email="new@example.nhs.uk").exists()


@pytest.mark.parametrize("change", [set_up_app, add_passkey, change_password, change_email])
def test_what_opens_the_account_changes_and_every_other_session_ends(change, ada, browser):
    here, phone, stranger = browser(ada), browser(ada), browser(ada)
    change(here)
    assert [is_in(each) for each in (here, phone, stranger)] == [True, False, False]


def remove_app(client, secret):
    client.post("/accounts/second-factor/app/remove/")
    assert not Authenticator.objects.filter(type="totp").exists()


def make_new_codes(client, secret):
    old = words(client.get(CODES), ".app-codes li")
    client.post(NEW_CODES)
    assert words(client.get(CODES), ".app-codes li") != old


def remove_passkey(client, secret):
    user = User.objects.get(email="ada@example.nhs.uk")
    key = Authenticator.objects.create(user=user, type="webauthn", data={"name": "Key"})
    client.post(f"/accounts/passkeys/{key.pk}/remove/")
    assert not Authenticator.objects.filter(pk=key.pk).exists()


@pytest.mark.parametrize("change", [remove_app, make_new_codes, remove_passkey])
def test_a_factor_that_is_taken_or_renewed_ends_them_too(change, ada, browser):
    here = browser(ada)
    secret = set_up_app(here)
    phone = browser(ada)
    phone.post("/accounts/second-factor/sign-in/", {"code": code_of(secret)})
    assert is_in(phone)
    change(here, secret)
    assert [is_in(here), is_in(phone)] == [True, False]


def test_a_session_that_is_being_opened_meanwhile_ends_with_the_others(ada, rf):
    stale = User.objects.get(pk=ada.pk)  # read before, signed in after
    sessions.way_in_changed(ada)
    opened = Client()
    opened.force_login(stale)
    assert not is_in(opened)


def test_the_password_alone_shows_no_code_and_makes_none(ada, browser):
    here = browser(ada)
    set_up_app(here)
    records = here.session["account_authentication_methods"]
    session = here.session  # as one that gave its password again and never showed the factor
    session["account_authentication_methods"] = [
        {"method": "password", "at": records[-1]["at"]},
    ]
    session.save()
    for page in (CODES, NEW_CODES, "/accounts/second-factor/codes.txt", "/accounts/email/"):
        assert here.get(page).url.startswith(CONFIRM), page
    here.post(f"{AGAIN}?next={CODES}", {"password": PASSWORD})
    assert here.get(CODES).url.startswith(CONFIRM)
    assert here.get(PEOPLE).url.startswith(NEEDED)


def test_a_password_that_confirmed_it_before_confirms_nothing_afterwards(ada, browser):
    here = browser(ada)
    set_up_app(here)
    again = [r for r in here.session["account_authentication_methods"] if r.get("reauthenticated")]
    assert [record["method"] for record in again] == ["mfa"]


def test_whoever_has_the_factor_is_asked_for_nothing_else(ada, browser):
    here = browser(ada)
    secret = set_up_app(here)
    fresh = browser(ada)
    fresh.post("/accounts/second-factor/sign-in/", {"code": code_of(secret)})
    page = fresh.get(CODES, follow=True)
    assert words(page) == ["Enter a code"]
    assert "password" not in BeautifulSoup(page.content, "html.parser").main.text.lower()
    confirmed(fresh, secret)
    assert words(fresh.get(CODES), ".app-codes li")


def test_who_has_no_factor_gives_the_password_as_ever(ada, browser):
    assert browser(ada).get(SET_UP).url.startswith(AGAIN)
