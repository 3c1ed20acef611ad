"""What people see when the database or the disk fails: a plain page that keeps what they typed.

The failures are real ones: a second database is locked, filled up, closed or taken away, and a page
of ours meets it in the middle of a change.
"""

import errno
import os
import uuid
from contextlib import ExitStack

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.db import ConnectionHandler, IntegrityError, OperationalError
from django.test import Client

from actions.models import ProgressUpdate
from tests.conftest import PASSWORD
from tests.evidence_files import pdf
from tests.test_update_page import form_for as update_form
from wres.accounts.resend import typed_in
from wres.audit import changes
from wres.failures import is_unavailable

ON_POSTGRESQL = "postgresql" in settings.DATABASES["default"]["ENGINE"]
WORDS = "The panel met.\r\n\r\nIt has <b>not</b> agreed & meets again."


@pytest.fixture(autouse=True)
def _failures_are_answered(client):
    client.raise_request_exception = False


class Second:
    """Connections to a database beside that of the test; closed when the test ends."""

    def __init__(self, stack, **facts):
        self.stack, self.facts = stack, facts

    def open(self, **options):
        facts = self.facts | {"OPTIONS": self.facts.get("OPTIONS", {}) | options}
        connection = ConnectionHandler({"default": facts, "second": facts})["second"]
        self.stack.callback(connection.close)
        return connection

    def run(self, *statements, **options):
        with self.open(**options).cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)


@pytest.fixture
def second(tmp_path):
    with ExitStack() as stack:
        yield Second(stack, ENGINE="wres.sqlite", NAME=tmp_path / "second.sqlite3")


@pytest.fixture
def second_postgresql():
    with ExitStack() as stack:
        facts = settings.DATABASES["default"]
        options = {k: v for k, v in facts["OPTIONS"].items() if k != "pool"}
        yield Second(stack, **facts | {"OPTIONS": options})


def locked(second):
    second.run("CREATE TABLE notes (text)", "BEGIN IMMEDIATE")
    second.run("BEGIN IMMEDIATE", timeout=0.05)


def disk_full(second):
    second.run("CREATE TABLE notes (text)", "PRAGMA max_page_count = 4")
    filling = ["INSERT INTO notes VALUES (zeroblob(9000))"] * 2
    second.run("PRAGMA max_page_count = 4", *filling)


def gone(second):
    Second(second.stack, **second.facts | {"NAME": "/nowhere/at/all.sqlite3"}).run("SELECT 1")


def read_only(second):
    second.run("CREATE TABLE notes (text)")
    second.run("PRAGMA query_only = ON", "INSERT INTO notes VALUES ('x')")


def no_room_for_a_file(second):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def server_gone(second):
    Second(second.stack, **second.facts | {"HOST": "127.0.0.1", "PORT": "1"}).run("SELECT 1")


def took_too_long(second):
    second.run("SELECT pg_sleep(20)", options="-c statement_timeout=50")


def row_locked(second):
    table = f"notes_{uuid.uuid4().hex}"
    second.run(f"CREATE TABLE {table} (text text)")
    try:
        second.run("BEGIN", f"LOCK TABLE {table}")
        second.run(f"SELECT * FROM {table}", options="-c lock_timeout=50")
    finally:
        second.stack.close()
        second.run(f"DROP TABLE {table}")


def pool_exhausted(second):
    pool = {"min_size": 1, "max_size": 1, "timeout": 0.2}
    first = second.open(pool=pool)
    first.ensure_connection()
    second.stack.callback(first.close_pool)
    other = first.copy()
    other.ensure_connection()


def closed_by_the_server(second):
    second.run("SELECT pg_terminate_backend(pg_backend_pid())")


def disk_of_the_server_full(second):
    second.run("DO $$ BEGIN RAISE EXCEPTION 'no space' USING ERRCODE = '53100'; END $$")


ON_SQLITE_FILE = [locked, disk_full, gone, read_only, no_room_for_a_file]
ON_SERVER = [
    server_gone,
    took_too_long,
    row_locked,
    pool_exhausted,
    closed_by_the_server,
    disk_of_the_server_full,
]
FAILURES = [(fail, "second") for fail in ON_SQLITE_FILE]
FAILURES += [(fail, "second_postgresql") for fail in ON_SERVER if ON_POSTGRESQL]


@pytest.fixture
def failing(monkeypatch):
    """`failing(locked, second)`: every change meets this failure."""

    def fail_by(fail, *args):
        monkeypatch.setattr(changes, "_opened", lambda *given: fail(*args))

    return fail_by


@pytest.fixture
def led(action, amara, make_lead):
    make_lead("Recruitment Team", amara, action)
    return action


def form_for(action, **values):
    return update_form(action, happened=WORDS, **values)


def sent_again(page):
    """What the browser sends when "Try again" is pressed: textareas lose their first line end."""
    form = page.find("main").find("form")
    fields = {each["name"]: each.get("value", "") for each in form.find_all("input")}
    for area in form.find_all("textarea"):
        text = area.get_text()
        fields[area["name"]] = text.removeprefix("\r\n").removeprefix("\n")
    return form["action"], fields


@pytest.mark.parametrize(
    ("fail", "where"), FAILURES, ids=lambda value: getattr(value, "__name__", "")
)
def test_amara_keeps_her_words_and_sends_them_again(
    fail, where, led, amara, sign_in, failing, monkeypatch, request
):
    client, address = sign_in(amara), f"/RKE/actions/{led.pk}/update/"
    with monkeypatch.context():
        failing(fail, request.getfixturevalue(where))
        response = client.post(address, form_for(led))
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "15"
    assert "no-store" in response.headers["Cache-Control"]
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert not ProgressUpdate.objects.filter(action=led).exists()
    monkeypatch.undo()
    action, fields = sent_again(BeautifulSoup(response.content, "html.parser"))
    assert client.post(action, fields).status_code == 302
    assert ProgressUpdate.objects.get(action=led).happened == WORDS.replace("\r\n", "\n")


def test_what_was_typed_is_text_and_never_markup(led, amara, sign_in, failing, second):
    client = sign_in(amara)
    failing(locked, second)
    answer = client.post(f"/RKE/actions/{led.pk}/update/", form_for(led)).content.decode()
    assert "&lt;b&gt;not&lt;/b&gt; agreed &amp; meets" in answer
    assert "<b>" not in answer


def test_a_file_is_named_and_asked_for_again(led, amara, sign_in, failing, second, tmp_path):
    client = sign_in(amara)
    failing(locked, second)
    file = tmp_path / "minutes.pdf"
    file.write_bytes(pdf())
    with file.open("rb") as opened:
        sent = form_for(led, evidence_file=opened)
        answer = client.post(f"/RKE/actions/{led.pk}/update/", sent).content.decode()
    assert "minutes.pdf" in answer
    assert "Files cannot be kept" in answer


def test_a_form_of_another_site_is_not_offered_for_sending(led, amara, failing, second):
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(amara, settings.AUTHENTICATION_BACKENDS[0])
    address, sent = f"/RKE/actions/{led.pk}/update/", form_for(led)
    assert client.post(address, sent).status_code == 403
    client.get(address)
    failing(locked, second)
    sent["csrfmiddlewaretoken"] = client.cookies[settings.CSRF_COOKIE_NAME].value
    own = BeautifulSoup(client.post(address, sent).content, "html.parser")
    assert sent_again(own)[1]["csrfmiddlewaretoken"] != sent["csrfmiddlewaretoken"]


def test_a_failure_before_the_token_is_checked_keeps_no_text_of_another_site(
    led, amara, monkeypatch
):
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    _sessions_fail(monkeypatch)
    answer = client.post(f"/RKE/actions/{led.pk}/update/", form_for(led))
    assert answer.status_code == 403  # the token is checked before anybody is asked for


def test_passwords_are_never_shown_again(client, ife, monkeypatch):
    def fail(*args, **kwargs):
        raise OperationalError("database is locked")

    monkeypatch.setattr("django.contrib.auth.models.AbstractBaseUser.check_password", fail)
    sent = {"login": ife.email, "password": PASSWORD}
    answer = client.post("/accounts/login/", sent)
    assert answer.status_code == 503
    assert PASSWORD not in answer.content.decode()


def _sessions_fail(monkeypatch):
    """As when the database is gone altogether: not even the session can be read."""

    def fail(self):
        raise OperationalError("the connection is closed")

    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.load", fail)


@pytest.mark.parametrize("address", ["/", "/RKE/plan/2025/", "/RKE/nothing/here/", "/admin/"])
def test_a_page_without_any_database_says_to_try_again(address, ife, sign_in, monkeypatch):
    client = sign_in(ife)
    _sessions_fail(monkeypatch)
    response = client.get(address)
    page = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 503
    assert page.find("main").find("a", string="try again")["href"] == address
    assert "Sign out" not in page.get_text()


def test_a_form_without_any_database_keeps_its_text(led, amara, sign_in, monkeypatch):
    client = sign_in(amara)
    with monkeypatch.context() as patched:
        _sessions_fail(patched)
        response = client.post(f"/RKE/actions/{led.pk}/update/", form_for(led))
    assert response.status_code == 503
    assert settings.SESSION_COOKIE_NAME not in response.cookies  # nobody is signed out
    action, fields = sent_again(BeautifulSoup(response.content, "html.parser"))
    assert client.post(action, fields).status_code == 302


@pytest.mark.parametrize(
    "error",
    [
        ValueError("Riverside"),
        IntegrityError("UNIQUE constraint failed"),
        OSError(errno.ENOENT, "No such file"),
    ],
)
def test_our_own_mistake_is_a_plain_page_with_the_number_of_the_request(
    error, ife, plan, sign_in, monkeypatch
):
    def fail():
        raise error

    monkeypatch.setattr("wres.accounts.middleware.london_today", fail)
    response = sign_in(ife).get("/RKE/plan/2025/")
    assert response.status_code == 500
    assert response.headers["X-Request-Id"] in response.content.decode()
    assert "Riverside" not in response.content.decode()


def test_a_wrong_statement_is_our_mistake_and_not_the_database_being_away(second, db):
    with pytest.raises(OperationalError) as wrong:
        second.run("SELECT * FROM nothing")
    assert not is_unavailable(wrong.value)


def test_a_failure_is_found_behind_the_error_that_it_led_to():
    behind = ValueError("no page")
    behind.__context__ = OperationalError("locked")
    assert is_unavailable(behind)
    assert not is_unavailable(ValueError("no page"))


def test_the_words_of_a_button_are_sent_again_and_not_shown_as_text(rf):
    typed = typed_in(rf.post("/", {"save": "Save changes", "objective": "Fair interviews for all"}))
    assert typed.shown == [("objective", "Objective", "Fair interviews for all")]
    assert typed.hidden == [("save", "Save changes")]
