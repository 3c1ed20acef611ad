"""Throttles: one account under attack is slowed, and a trust behind one address signs in."""

from contextlib import contextmanager

import pytest
from allauth.core.internal import ratelimit
from django.contrib.auth.hashers import MD5PasswordHasher, make_password
from django.core.cache import cache

from tests.conftest import PASSWORD
from wres.accounts.models import User

HOSPITAL, HOME, ATTACKER = "192.0.2.1", "198.51.100.7", "203.0.113.66"


@pytest.fixture(autouse=True)
def _nobody_has_tried():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def try_from(client):
    """`try_from(HOME, ife.email)`: whether this password opens the account from there."""

    def attempt(address, email, password=PASSWORD):
        given = {"login": email, "password": password}
        response = client.post("/accounts/login/", given, REMOTE_ADDR=address)
        is_in = response.status_code == 302
        client.logout()
        attempt.words = "" if is_in else response.content.decode()
        return is_in

    return attempt


@contextmanager
def minutes_later(monkeypatch, minutes):
    """The throttles' clock, so many minutes on."""
    now = ratelimit.time.time() + 60 * minutes
    with monkeypatch.context() as patched:
        patched.setattr(ratelimit.time, "time", lambda: now)
        yield


def test_200_people_behind_one_address_sign_in(try_from, db):
    hashed = make_password(PASSWORD)
    emails = [f"kit{n}@example.nhs.uk" for n in range(200)]
    User.objects.bulk_create(User(email=e, name="Kit", password=hashed) for e in emails)
    for email in emails[:20]:
        assert not try_from(HOSPITAL, email, "mistyped")
    assert all(try_from(HOSPITAL, email) for email in emails)


def test_an_account_under_attack_is_slowed_and_its_owner_comes_in_from_elsewhere(try_from, ife):
    for _ in range(10):
        assert not try_from(ATTACKER, ife.email, "guessed")
    assert not try_from(ATTACKER, ife.email)
    assert "You have tried too often" in try_from.words
    assert try_from(HOME, ife.email)


def test_a_colleague_behind_the_same_address_comes_in(try_from, ife, amara):
    for _ in range(11):
        try_from(HOSPITAL, ife.email, "guessed")
    assert not try_from(HOSPITAL, ife.email)
    assert try_from(HOSPITAL, amara.email)


def test_after_five_minutes_the_owner_comes_in_from_there_too(try_from, ife, monkeypatch):
    for _ in range(10):
        try_from(HOSPITAL, ife.email, "guessed")
    assert not try_from(HOSPITAL, ife.email)
    with minutes_later(monkeypatch, 6):
        assert try_from(HOSPITAL, ife.email)


def test_guesses_from_many_addresses_stop_but_not_where_the_owner_was(
    try_from, ife, settings, monkeypatch
):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {
        "login_failed_anywhere": "20/h/key"
    }
    assert try_from(HOSPITAL, ife.email)
    for n in range(20):
        assert not try_from(f"203.0.113.{n}", ife.email, "guessed")
    assert not try_from("203.0.113.99", ife.email)
    assert try_from(HOSPITAL, ife.email)
    with minutes_later(monkeypatch, 61):
        assert try_from("203.0.113.99", ife.email)


def test_correct_passwords_use_no_tries_up(try_from, ife):
    assert all(try_from(HOSPITAL, ife.email) for _ in range(15))


def test_whoever_shares_a_range_of_the_new_network_shares_its_tries(try_from, ife):
    for n in range(10):
        try_from(f"2001:db8::{n}", ife.email, "guessed")
    assert not try_from("2001:db8::ff", ife.email)


@pytest.fixture
def hashings(monkeypatch):
    """How often a password was hashed: what a sign-in takes its time for."""
    seen = []
    real = MD5PasswordHasher.encode

    def counted(self, password, salt):
        seen.append(password)
        return real(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    return seen


def test_unknown_people_get_the_same_words_and_the_same_work(try_from, ife, dan, hashings):
    newcomer = User.objects.create_user("new@example.nhs.uk", "New")
    left = User.objects.create_user("left@example.nhs.uk", "Left", PASSWORD, is_active=False)
    everyone = [ife.email, newcomer.email, left.email, "nobody@example.nhs.uk"]
    said = {}
    for email in everyone:
        hashings.clear()
        assert not try_from(HOME, email, "guessed")
        page = try_from.words.replace(email, "…").splitlines()
        said[email] = len(hashings), [line for line in page if "csrf" not in line]
    assert said[ife.email][0] == 1
    assert all(each == said[ife.email] for each in said.values())


def test_unknown_people_are_slowed_in_the_same_words(try_from, ife):
    said = []
    for email in (ife.email, "nobody@example.nhs.uk"):
        for _ in range(11):
            try_from(HOME, email, "guessed")
        page = try_from.words.replace(email, "…").splitlines()
        said.append([line for line in page if "csrf" not in line])
    assert said[0] == said[1]
    assert any("You have tried too often" in line for line in said[0])
