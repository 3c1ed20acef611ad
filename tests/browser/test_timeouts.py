"""A session that ends in a real browser: the warning, and what was typed is still there."""

import time

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import faults_of, sign_in
from tests.browser.server import copied, serving

pytestmark = pytest.mark.browser

IDLE, WARNING = 30, 20  # seconds
PATIENCE = 60_000  # milliseconds
UPDATE = "/RKE/my-actions/"
WORDS = "The panel met, and 12 interviews were observed."


@pytest.fixture
def impatient(template, tmp_path):
    """A server that ends sessions soon."""
    with copied(template, tmp_path / "var") as made:
        soon = {"SESSION_IDLE_SECONDS": str(IDLE), "SESSION_WARNING_SECONDS": str(WARNING)}
        with serving(made | soon) as server:
            yield server


@pytest.fixture
def lead(browser, impatient, scripts):
    page = sign_in(browser, impatient, "the action lead", scripts=scripts)
    page.set_default_timeout(PATIENCE)
    yield page
    page.context.close()


def type_an_update(page):
    """Open the page of an update and fill it in; its address."""
    page.goto(UPDATE)
    page.get_by_role("link", name="Update").first.click()
    page.get_by_label("At risk").check()
    page.get_by_label("What happened").fill(WORDS)
    return page.url


def until_signed_out(page):
    """Wait; asking how long is no click."""
    deadline = time.monotonic() + PATIENCE / 1000
    while page.request.get("/accounts/session/").json()["left"] > 0:
        assert time.monotonic() < deadline
        time.sleep(0.5)


def come_back(page, words="the action lead"):
    page.get_by_role("button", name=f"Sign in as {words}", exact=True).click()


@pytest.mark.parametrize("scripts", [True], indirect=True, ids=["scripts"])
def test_the_warning_is_extended_by_keyboard_and_afterwards_the_text_is_put_back(lead):
    address = type_an_update(lead)
    warning = lead.get_by_role("dialog", name="You will be signed out soon")
    expect(warning).to_be_visible(timeout=PATIENCE)
    expect(warning).to_contain_text("You will be signed out in less than")
    assert faults_of(lead) == []
    expect(lead.get_by_role("button", name="Stay signed in")).to_be_focused()
    lead.keyboard.press("Enter")
    expect(warning).to_be_hidden()
    expect(lead.get_by_label("What happened")).to_have_value(WORDS)
    lead.wait_for_url("**/accounts/login/**", timeout=PATIENCE)
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
def test_somebody_else_at_the_same_browser_does_not_get_the_text(lead):
    address = type_an_update(lead)
    lead.wait_for_url("**/accounts/login/**", timeout=PATIENCE)
    come_back(lead, "the inclusion lead")
    lead.wait_for_url(address)
    expect(lead.get_by_label("What happened")).to_have_value("")
    assert lead.evaluate("sessionStorage.getItem('wres-typed')") is None


@pytest.mark.parametrize("scripts", [False], indirect=True, ids=["no scripts"])
def test_without_scripts_the_text_is_sent_again_after_signing_in(lead):
    type_an_update(lead)
    until_signed_out(lead)
    lead.get_by_role("button", name="Save progress").click()
    come_back(lead)
    expect(lead.get_by_role("heading", level=1)).to_have_text(
        "You were signed out before this was saved"
    )
    expect(lead.get_by_label("Happened")).to_have_value(WORDS)
    lead.get_by_role("button", name="Save it now").click()
    expect(lead.get_by_role("heading", level=1)).to_have_text("My actions")
