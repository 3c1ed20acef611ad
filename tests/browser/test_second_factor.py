"""Second factors in a real browser: a code app, a recovery code, a passkey."""

import re
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import WIDE, faults_of
from tests.codes import code_of

pytestmark = pytest.mark.browser

ADMINISTRATOR, PASSWORD = "the administrator", "three random words"


def heading(page):
    return page.get_by_role("heading", level=1)


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def choose_password(page):
    """The people of the demonstration have none; returns the address to sign in with."""
    page.get_by_role("link", name="My account").click()
    page.get_by_role("link", name="Choose a password").click()
    page.get_by_label("New password", exact=True).fill(PASSWORD)
    page.get_by_label("New password again").fill(PASSWORD)
    press(page, "Save password")
    page.get_by_role("link", name="My account").click()
    row = page.locator(".nhsuk-summary-list__row").filter(has_text="Email address")
    return row.locator("dd").first.inner_text()


def confirm_password(page):
    expect(heading(page)).to_have_text("Enter your password again")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page, "Continue")


def sign_in(page, email):
    """The first step, by address and password."""
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page, "Sign in")


def sign_out(page):
    page.get_by_role("banner").get_by_role("button", name="Sign out").click()
    page.goto("/accounts/login/")


def enter_code(page, code):
    expect(heading(page)).to_have_text("Enter your code")
    page.get_by_label("Code").fill(code)
    press(page, "Sign in")


def set_up_app(page, look):
    """From the page of the account to the recovery codes; returns the secret and the codes."""
    page.get_by_role("link", name="Set up second factor").click()
    look(page)
    page.get_by_role("link", name="Set up a code app").click()
    confirm_password(page)
    picture = page.get_by_role("img", name="QR code")
    page.wait_for_load_state("networkidle")  # the picture is a file of its own
    assert picture.evaluate("image => image.complete && image.naturalWidth > 0")
    look(page)
    secret = page.locator("#secret").inner_text()
    page.get_by_label("Code that the app shows").fill("12")
    press(page, "Turn on the code app")
    expect(page.get_by_role("alert")).to_contain_text("That code is not right")
    assert page.locator("#secret").inner_text() == secret
    page.get_by_label("Code that the app shows").fill(code_of(secret))
    press(page, "Turn on the code app")
    expect(heading(page)).to_have_text("Your recovery codes")
    look(page)
    return secret, page.locator(".app-codes li").all_inner_texts()


@pytest.mark.on_both
def test_ada_sets_up_a_code_app_and_signs_in_with_it_and_with_a_recovery_code(open_browser, look):
    page = open_browser(ADMINISTRATOR)
    email = choose_password(page)
    look(page)
    secret, codes = set_up_app(page, look)
    sign_out(page)
    look(page)
    page.goto("/RKE/people/")
    sign_in(page, email)
    look(page)
    # The app's next code: the one that set it up is refused when it comes again at once.
    enter_code(page, code_of(secret, 1))
    expect(heading(page)).to_have_text("People")
    sign_out(page)
    sign_in(page, email)
    enter_code(page, codes[0])
    page.goto("/RKE/people/")
    expect(heading(page)).to_have_text("People")


def test_ada_without_one_is_led_there_and_back(open_browser, look):
    page = open_browser(ADMINISTRATOR)
    email = choose_password(page)
    sign_out(page)
    sign_in(page, email)
    page.goto("/RKE/people/")
    expect(heading(page)).to_have_text("Set up a second factor")
    look(page)
    page.get_by_role("button", name="Set up a code app").click()
    confirm_password(page)
    page.get_by_label("Code that the app shows").fill(code_of(page.locator("#secret").inner_text()))
    press(page, "Turn on the code app")
    page.get_by_role("button", name="Continue to the page you came from").click()
    expect(heading(page)).to_have_text("People")


def test_ada_looks_after_sessions_the_rule_and_a_lost_factor(open_browser, look):
    page = open_browser(ADMINISTRATOR)
    page.get_by_role("link", name="My account").click()
    page.get_by_role("link", name="See where you are signed in").click()
    expect(page.get_by_role("main")).to_contain_text("This one")
    look(page)
    page.goto("/accounts/email/")
    look(page)
    page.goto("/RKE/people/")
    page.get_by_role("link", name="Who needs a second factor to sign in").click()
    look(page)
    page.get_by_label("Everyone").check()
    page.get_by_label("Why this changes").fill("Two people shared a password")
    press(page, "Save this rule")
    expect(page.get_by_role("main")).to_contain_text("Saved: everyone needs a second factor")
    page.get_by_role("link", name=re.compile("^Change")).nth(1).click()
    page.get_by_role("link", name="They have lost their second factor").click()
    expect(heading(page)).to_have_text("Take away a lost second factor")
    look(page)


@contextmanager
def with_authenticator(page):
    """The page's browser has a device with passkeys, as a phone or laptop has."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    device = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield lambda is_there: session.send(
        "WebAuthn.setUserVerified",
        {"authenticatorId": device["authenticatorId"], "isUserVerified": is_there},
    )


@pytest.mark.parametrize("alone", [True, False], ids=["alone", "after the password"])
def test_ada_signs_in_with_a_passkey(browser, server, alone):
    # Passkeys belong to a name, never to a number: the same server by the name of this machine.
    url = server.url.replace("127.0.0.1", "localhost")
    context = browser.new_context(base_url=url, viewport=WIDE)
    page = context.new_page()
    with with_authenticator(page) as verify:
        page.goto("/")
        press(page, f"Sign in as {ADMINISTRATOR}")
        email = choose_password(page)
        page.get_by_role("link", name="Set up second factor").click()
        page.get_by_role("link", name="Add a passkey").click()
        confirm_password(page)
        page.get_by_label("Name of this passkey").fill("Work laptop")
        assert faults_of(page) == []
        if alone:
            page.get_by_label("Sign in with this passkey alone, without a password").check()
        press(page, "Add this passkey")
        expect(heading(page)).to_have_text("Your recovery codes")
        sign_out(page)
        if not alone:
            sign_in(page, email)
            expect(heading(page)).to_have_text("Enter your code")
            assert faults_of(page) == []
            press(page, "Use a passkey")
        else:
            verify(False)
            press(page, "Sign in with a passkey")
            expect(page.get_by_role("alert")).to_contain_text("did not confirm it")
            verify(True)
            press(page, "Sign in with a passkey")
        expect(page.get_by_role("link", name="My account")).to_be_visible()
        page.goto("/RKE/people/")
        expect(heading(page)).to_have_text("People")
        page.goto("/accounts/passkeys/")
        expect(page.get_by_role("main")).to_contain_text("Work laptop")
        assert faults_of(page) == []
    context.close()
