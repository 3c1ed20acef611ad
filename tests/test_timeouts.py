"""Sessions end, idle or old, with a warning; and what was typed is kept for the same person."""

import html

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from actions.models import ProgressUpdate
from tests.conftest import PASSWORD
from tests.test_update_page import form_for
from wres.accounts.sign_in import timeouts

KEPT = "/accounts/kept/"
SESSION = "/accounts/session/"
MINUTE, HOUR = 60, 3_600


@pytest.fixture
def later(monkeypatch):
    """`later(29 * MINUTE)`: the clock of sessions moves on by so many seconds."""
    moved = {"by": 0}
    real = timeouts.now
    monkeypatch.setattr(timeouts, "now", lambda: real() + moved["by"])

    def move(seconds):
        moved["by"] += seconds

    return move


def is_in(client):
    return client.get("/accounts/").status_code == 200


@pytest.fixture
def signs_in(client):
    """`signs_in(ife)`: through the sign-in page, as anybody; the page to which that leads."""

    def enter(user, next_page=""):
        given = {"login": user.email, "password": PASSWORD, "next": next_page}
        return client.post("/accounts/login/", given).url

    return enter


def test_half_an_hour_without_a_click_ends_the_session(ife, signs_in, client, later):
    signs_in(ife)
    later(29 * MINUTE)
    assert is_in(client)
    later(29 * MINUTE)
    assert is_in(client)
    later(31 * MINUTE)
    assert not is_in(client)


def test_a_day_of_clicks_ends_after_twelve_hours(ife, signs_in, client, later):
    signs_in(ife)
    for _ in range(35):
        later(20 * MINUTE)
        assert is_in(client)
    later(20 * MINUTE)
    assert not is_in(client)


def test_the_ended_session_is_no_good_to_anybody(ife, signs_in, client, later):
    signs_in(ife)
    stolen = client.cookies["sessionid"].value
    later(31 * MINUTE)
    client.get("/")
    later(-31 * MINUTE)
    client.cookies["sessionid"] = stolen
    assert not is_in(client)


def test_the_sign_in_page_says_why_and_leads_back(ife, signs_in, client, later, plan):
    signs_in(ife)
    later(31 * MINUTE)
    response = client.get("/RKE/plan/2025/", follow=True)
    assert "You were signed out to keep" in response.content.decode()
    assert signs_in(ife, "/RKE/plan/2025/") == "/RKE/plan/2025/"
    assert "You were signed out" not in client.get("/RKE/plan/2025/").content.decode()


def test_asking_how_long_is_no_click_and_staying_is_one(ife, signs_in, client, later):
    signs_in(ife)
    later(20 * MINUTE)
    assert client.get(SESSION).json()["left"] in (599, 600)
    later(9 * MINUTE)
    assert client.get(SESSION).json()["left"] in (59, 60)
    assert client.post(SESSION).json()["left"] in (1_799, 1_800)
    later(29 * MINUTE)
    assert is_in(client)


def test_staying_does_not_outlast_the_day(ife, signs_in, client, later):
    signs_in(ife)
    for _ in range(24):
        later(29 * MINUTE)
        client.post(SESSION)
    later(22 * MINUTE)
    assert client.post(SESSION).json()["left"] < 3 * MINUTE


def test_nobody_is_signed_in_has_no_time_left(client, db):
    assert client.get(SESSION).json() == {"left": 0}


def test_the_page_bears_what_the_warning_needs(ife, esi, sign_in, client):
    box = BeautifulSoup(sign_in(ife).get("/accounts/").content, "html.parser").dialog
    assert (box["data-left"], box["data-warning"]) in (("1800", "120"), ("1799", "120"))
    hers = BeautifulSoup(sign_in(esi).get("/accounts/").content, "html.parser").dialog
    assert box["data-key"] != hers["data-key"]
    client.logout()
    assert "app-timeout" not in client.get("/accounts/login/").content.decode()


@pytest.fixture
def update_page(action, make_lead, amara):
    make_lead("Recruitment Team", amara, action)
    return f"/RKE/actions/{action.pk}/update/"


HAPPENED = "The panel met, and <b>12</b> interviews were observed."


@pytest.fixture
def sent_too_late(client, update_page, action, later):
    """`sent_too_late()`: the filled-in form of the page, sent 31 minutes after it was opened."""

    def send():
        client.get(update_page)
        later(31 * MINUTE)
        return client.post(update_page, form_for(action, happened=HAPPENED))

    return send


def test_what_amara_typed_is_there_after_signing_in_and_is_saved(
    amara, signs_in, sent_too_late, update_page, client
):
    signs_in(amara)
    answer = sent_too_late()
    assert answer.url == f"/accounts/login/?next={KEPT.replace('/', '%2F')}"
    assert not ProgressUpdate.objects.exists()
    assert signs_in(amara, KEPT) == KEPT
    page = BeautifulSoup(client.get(KEPT).content, "html.parser")
    form = page.select_one("main form")
    assert page.select_one("main textarea").text.strip() == HAPPENED
    assert form["action"] == update_page
    again = {f["name"]: f.get("value", "") for f in form.select("input[type=hidden]")}
    client.post(update_page, again | {"happened": HAPPENED})
    assert ProgressUpdate.objects.get().happened == HAPPENED
    assert client.get(KEPT).url == "/"


def test_a_second_window_loses_nothing_when_the_first_has_met_the_end(
    amara, signs_in, update_page, action, client, later
):
    signs_in(amara)
    later(31 * MINUTE)
    client.get("/")
    client.post(update_page, form_for(action, happened=HAPPENED))
    signs_in(amara)
    assert HAPPENED in html.unescape(client.get(KEPT).content.decode())


def test_nobody_else_at_this_machine_reads_what_amara_typed(
    amara, ben, signs_in, sent_too_late, client
):
    signs_in(amara)
    sent_too_late()
    assert HAPPENED not in client.get("/accounts/login/").content.decode()
    signs_in(ben)
    assert client.get(KEPT).url == "/"
    client.post("/accounts/logout/")
    signs_in(amara)
    assert client.get(KEPT).url == "/"


def test_it_is_kept_for_an_hour(amara, signs_in, sent_too_late, client, later):
    signs_in(amara)
    sent_too_late()
    later(HOUR + 1)
    signs_in(amara)
    assert client.get(KEPT).url == "/"


def test_amara_throws_it_away(amara, signs_in, sent_too_late, client):
    signs_in(amara)
    sent_too_late()
    signs_in(amara)
    client.post(KEPT)
    assert client.get(KEPT).url == "/"
    assert not ProgressUpdate.objects.exists()


def test_passwords_are_not_kept(ife, signs_in, client, later):
    signs_in(ife)
    later(31 * MINUTE)
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": "x" * 40})
    kept = client.session[timeouts.KEPT]
    assert PASSWORD not in str(kept)
    assert kept["typed"]["is_secret"]


def test_a_form_of_another_site_leaves_nothing_behind(amara, update_page, later):
    client = Client(enforce_csrf_checks=True)
    client.force_login(amara, "allauth.account.auth_backends.AuthenticationBackend")
    later(31 * MINUTE)
    assert client.post(update_page, {"happened": HAPPENED}).status_code == 403
    assert timeouts.KEPT not in client.session


def test_what_is_too_long_to_be_kept_is_shown_to_be_copied(
    amara, signs_in, update_page, client, later
):
    signs_in(amara)
    later(31 * MINUTE)
    response = client.post(update_page, {"happened": "word " * 50_000})
    assert response.status_code == 413
    assert "Copy what you need" in response.content.decode()
    assert timeouts.KEPT not in client.session
