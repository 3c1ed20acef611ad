"""A session that ends in a real browser: the warning, and what was typed is still there.

Nobody waits for it: the clock of the browser is put forward, and the last click in the server's
session back.
"""

import pytest
from django.conf import settings
from playwright.sync_api import expect

from tests.browser.conftest import faults_of

pytestmark = pytest.mark.browser

UPDATE = "/RKE/my-actions/"
WORDS = "The panel met, and 12 interviews were observed."
UNTIL_WARNED = settings.SESSION_IDLE_SECONDS - settings.SESSION_WARNING_SECONDS + 5
AGE = """
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from wres.accounts.sign_in.timeouts import SEEN
for row in Session.objects.all():
    session = SessionStore(row.session_key)
    session[SEEN] -= {seconds}
    session.save()
"""


@pytest.fixture
def lead(open_browser, scripts):
    page = open_browser("the action lead")
    if scripts:
        page.clock.install()
    return page


@pytest.fixture
def leave_alone(server, scripts):
    """`leave_alone(page, 1_800)`: so many seconds pass without a click."""

    def wait(page, seconds):
        server.manage("shell", "--no-imports", "-c", AGE.format(seconds=seconds))
        if scripts:
            page.clock.fast_forward(seconds * 1_000)

    return wait


def type_an_update(page):
    """Open the page of an update and fill it in; its address."""
    page.goto(UPDATE)
    page.get_by_role("link", name="Update").first.click()
    page.get_by_label("At risk").check()
    page.get_by_label("What happened").fill(WORDS)
    return page.url


def come_back(page, words="the action lead"):
    page.get_by_role("button", name=f"Sign in as {words}", exact=True).click()


@pytest.mark.parametrize("scripts", [True], indirect=True, ids=["scripts"])
def test_the_warning_is_extended_by_keyboard_and_afterwards_the_text_is_put_back(lead, leave_alone):
    address = type_an_update(lead)
    leave_alone(lead, UNTIL_WARNED)
    warning = lead.get_by_role("dialog", name="You will be signed out soon")
    expect(warning).to_be_visible()
    expect(warning).to_contain_text("You will be signed out in less than")
    assert faults_of(lead) == []
    expect(lead.get_by_role("button", name="Stay signed in")).to_be_focused()
    lead.keyboard.press("Enter")
    expect(warning).to_be_hidden()
    expect(lead.get_by_label("What happened")).to_have_value(WORDS)
    leave_alone(lead, settings.SESSION_IDLE_SECONDS)
    lead.wait_for_url("**/accounts/login/**")
    kept = lead.evaluate("sessionStorage.getItem('wres-typed')")
    assert kept
    assert "panel" not in kept
    come_back(lead)
    lead.wait_for_url(address)
    expect(lead.get_by_role("status").first).to_contain_text("is back on this page")
    expect(lead.get_by_label("What happened")).to_have_value(WORDS)
    expect(lead.get_by_label("At risk")).to_be_checked()
    assert lead.evaluate("sessionStorage.getItem('wres-typed')") is None
    lead.get_by_role("button", name="Save progress").click()
    expect(lead.get_by_role("heading", level=1)).to_have_text("My actions")


@pytest.mark.parametrize("scripts", [True], indirect=True, ids=["scripts"])
def test_somebody_else_at_the_same_browser_does_not_get_the_text(lead, leave_alone):
    address = type_an_update(lead)
    leave_alone(lead, settings.SESSION_IDLE_SECONDS)
    lead.wait_for_url("**/accounts/login/**")
    come_back(lead, "the inclusion lead")
    lead.wait_for_url(address)
    expect(lead.get_by_label("What happened")).to_have_value("")
    assert lead.evaluate("sessionStorage.getItem('wres-typed')") is None


@pytest.mark.parametrize("scripts", [False], indirect=True, ids=["no scripts"])
def test_without_scripts_the_text_is_sent_again_after_signing_in(lead, leave_alone):
    type_an_update(lead)
    leave_alone(lead, settings.SESSION_IDLE_SECONDS)
    lead.get_by_role("button", name="Save progress").click()
    come_back(lead)
    expect(lead.get_by_role("heading", level=1)).to_have_text(
        "You were signed out before this was saved"
    )
    expect(lead.get_by_label("Happened")).to_have_value(WORDS)
    lead.get_by_role("button", name="Save it now").click()
    expect(lead.get_by_role("heading", level=1)).to_have_text("My actions")
