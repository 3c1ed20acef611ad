"""Where nothing can be written, everything can be read: the disk is full, or somebody writes on.

A minute after the last click, so that each page has a click to note.
"""

import re

import pytest
from bs4 import BeautifulSoup
from django.db import OperationalError, connection

from tests import test_access, test_failures, test_timeouts
from tests.asked import html_of
from tests.conftest import PASSWORD
from tests.test_failures import WORDS, form_for
from tests.test_hostile_pages import READ, World
from tests.test_timeouts import MINUTE
from wres.accounts.sign_in import timeouts
from wres.accounts.sign_in.session_store import SessionStore

address_of, later, led = test_access.address_of, test_timeouts.later, test_failures.led
WRITES = re.compile(
    r"\s*(INSERT|UPDATE|DELETE|REPLACE|SELECT\b.*\bFOR (NO KEY )?UPDATE)\b",
    re.IGNORECASE | re.DOTALL,
)


@pytest.fixture
def unwritable(later, client):
    """`with unwritable():` a minute later; each statement that writes meets a full disk."""
    client.raise_request_exception = False

    def refuse(execute, sql, *given):
        if WRITES.match(sql):
            raise OperationalError("database or disk is full")
        return execute(sql, *given)

    def begin():
        later(MINUTE + 1)
        return connection.execute_wrapper(refuse)

    return begin


def test_every_page_is_read_and_no_file_leaves_untold(address_of, request, unwritable):
    world = World(address_of, request)
    usual = {name: world.reader(name).get(world.address(name)) for name in READ}
    with unwritable():
        for name in READ:
            client = world.reader(name)
            client.raise_request_exception = False
            is_file = usual[name].status_code == 200 and not html_of(usual[name])
            status = client.get(world.address(name)).status_code
            assert status == (503 if is_file else usual[name].status_code), name


def test_a_form_with_a_mistake_comes_back_with_its_text(led, amara, sign_in, unwritable):
    client = sign_in(amara)
    with unwritable():
        answer = client.post(f"/RKE/actions/{led.pk}/update/", form_for(led, status=""))
    page = BeautifulSoup(answer.content, "html.parser")
    assert answer.status_code == 200
    assert page.select_one(".nhsuk-error-summary")
    assert page.select_one("textarea[name=happened]").text.strip() == WORDS


def test_a_click_that_could_not_be_noted_is_noted_with_the_next(ife, plan, sign_in, unwritable):
    client = sign_in(ife)
    client.get("/RKE/plan/2025/")
    before = client.session[timeouts.SEEN]
    with unwritable():
        assert client.get("/RKE/plan/2025/").status_code == 200
    assert client.session[timeouts.SEEN] == before
    client.get("/RKE/plan/2025/")
    assert client.session[timeouts.SEEN] == timeouts.now()


def test_a_session_that_must_be_saved_and_cannot_be_says_to_try_again(ife, sign_in, unwritable):
    client = sign_in(ife)
    with unwritable():
        answer = client.post("/accounts/session/")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "15"


def test_a_session_that_was_ended_meanwhile_is_left_to_say_so(ife, sign_in):
    session = SessionStore(sign_in(ife).session.session_key)
    session[timeouts.SEEN] = timeouts.now()
    session.modified = False
    SessionStore(session.session_key).delete()
    session.save_if_possible()
    assert session.modified


def test_signing_in_says_what_is_the_matter(ife, client, unwritable):
    given = {"login": ife.email, "password": PASSWORD}
    assert client.get("/accounts/login/").status_code == 200
    with unwritable():
        answer = client.post("/accounts/login/", given)
    page = BeautifulSoup(answer.content, "html.parser").find("main").text
    assert answer.status_code == 503
    assert "so we cannot sign you in" in page
    assert PASSWORD not in answer.content.decode()
