"""Somebody who is invited comes in by the trust's identity provider, in a real browser."""

import re
from email import message_from_bytes

import pytest
from playwright.sync_api import expect

from tests import identity_provider
from tests.browser.conftest import new_page, sign_in
from tests.browser.server import copied, free_port, serving

pytestmark = pytest.mark.browser

KIT = {"email": "k@riverside.example", "email_verified": True, "name": "Kit Example"}


@pytest.fixture
def mailbox(tmp_path):
    return tmp_path / "var" / "mail"


@pytest.fixture
def server(template, tmp_path, mailbox):
    """A server that knows a running provider, which knows the server."""
    port = free_port()
    callback = f"http://127.0.0.1:{port}/accounts/identity/trust/callback/"
    with (
        identity_provider.running(callback) as provider,
        copied(template, tmp_path / "var") as made,
    ):
        provider.who("kit-1", claims=KIT)
        known = {
            "OIDC_PROVIDERS": "trust",
            "OIDC_TRUST_NAME": "Riverside sign-in",
            "OIDC_TRUST_ISSUER": provider.url,
            "OIDC_TRUST_CLIENT_ID": "wres",
            "OIDC_TRUST_CLIENT_SECRET": "a secret of the tests only",
        }
        with serving(made | known, port=port) as server:
            yield server


def link_in(server, mailbox):
    server.manage("work", "--once")
    letters = [message_from_bytes(path.read_bytes()) for path in mailbox.iterdir()]
    plain = [letter for letter in letters if not letter.is_multipart()]
    words = "".join(letter.get_payload(decode=True).decode() for letter in plain)
    return re.search(r"http://\S+/accounts/invitation/\S+", words)[0]


def test_kit_is_invited_and_comes_in_by_the_provider(browser, server, scripts, mailbox, look):
    ada = sign_in(browser, server, "the administrator", scripts=scripts)
    ada.goto("/RKE/people/add/")
    look(ada)
    ada.get_by_label("Full name").fill("Kit Example")
    ada.get_by_label("Work email address").fill("kit@example.nhs.uk")
    ada.get_by_label("Executive member").check()
    ada.get_by_role("button", name="Send invitation").click()
    waiting = ada.get_by_role("table", name="Invitations that wait to be accepted")
    expect(waiting.get_by_role("row").filter(has_text="kit@example.nhs.uk")).to_contain_text(
        "expires on"
    )
    look(ada)
    kit = new_page(browser, server.url, scripts=scripts)
    kit.goto(link_in(server, mailbox))
    expect(kit.get_by_role("heading", level=1)).to_have_text("Accept the invitation")
    look(kit)
    kit.get_by_role("button", name="Continue with Riverside sign-in").click()
    expect(kit.get_by_role("main")).to_contain_text("where you are k@riverside.example")
    look(kit)
    kit.get_by_role("button", name="Accept invitation").click()
    expect(kit.get_by_role("main")).to_contain_text("You can now use the pages of")
    kit.get_by_role("link", name="My account").click()
    expect(kit.get_by_role("main")).to_contain_text("You can sign in with it")
    look(kit)
    kit.get_by_role("button", name="Sign out").click()
    kit.goto("/accounts/login/")
    look(kit)
    kit.get_by_role("button", name="Sign in with Riverside sign-in").click()
    expect(kit.get_by_role("heading", level=1)).to_contain_text("Executive summary")
    kit.goto(link_in(server, mailbox))
    expect(kit.get_by_role("heading", level=1)).to_have_text("This link does not work any more")
    look(kit)
    kit.context.close()
    ada.context.close()
