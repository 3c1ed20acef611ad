"""The pages of signing in: our look, our words, and an error that says what to do."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db

SIGNED_OUT = {
    "account_login": "Sign in to the WRES tracker",
    "account_reset_password": "Reset your password",
    "account_reset_password_done": "Check your email",
    "account_reset_password_from_key_done": "Your password has been changed",
    "account_inactive": "Your account is switched off",
}
SIGNED_IN = {
    "account_logout": "Are you sure you want to sign out?",
    "account_change_password": "Change your password",
    "account_reauthenticate": "Enter your password again",
}


def page(response) -> BeautifulSoup:
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def words(page: BeautifulSoup, selector: str) -> list[str]:
    return [" ".join(tag.text.split()) for tag in page.select(selector)]


@pytest.mark.parametrize(("name", "heading"), SIGNED_OUT.items())
def test_a_stranger_reads_the_page_in_our_look(client, name, heading):
    seen = page(client.get(reverse(name)))
    assert words(seen, "main h1") == [heading]
    assert seen.select_one("a.nhsuk-skip-link")["href"] == "#maincontent"


@pytest.mark.parametrize(("name", "heading"), SIGNED_IN.items())
def test_ife_reads_the_pages_of_her_account_in_our_look(sign_in, ife, name, heading):
    seen = page(sign_in(ife).get(reverse(name)))
    assert words(seen, "main h1") == [heading]
    assert words(seen, ".nhsuk-header__account-button") == ["Sign out"]


def test_a_used_link_says_how_to_get_another(client):
    seen = page(client.get(reverse("account_reset_password_from_key", args=["1", "used"])))
    assert words(seen, "main h1") == ["This link does not work any more"]
    assert seen.select_one("main a")["href"] == reverse("account_reset_password")


def test_the_password_can_be_shown_and_is_not_checked_by_the_browser(client):
    seen = page(client.get(reverse("account_login")))
    assert words(seen, ".nhsuk-password-input button") == ["Show"]
    assert seen.select_one("form:has([name=password])").has_attr("novalidate")
    assert not seen.select("[placeholder], [required], [autofocus]")


def test_an_empty_sign_in_says_what_to_enter_and_in_the_title_too(client):
    seen = page(client.post(reverse("account_login"), {}))
    assert seen.title.text.startswith("Error: ")
    expected = ["Enter email address", "Enter password"]
    assert words(seen, ".nhsuk-error-summary__list a") == expected
    assert [link["href"] for link in seen.select(".nhsuk-error-summary__list a")] == [
        "#id_login",
        "#id_password",
    ]


@pytest.mark.parametrize(
    ("asked", "followed"),
    [
        ("/RKE/people/?page=2", "/RKE/people/?page=2"),
        ("people", "/"),
        ("http://testserver/RKE/people/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example/", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_after_signing_in_only_a_path_of_ours_is_followed(client, ada, asked, followed):
    given = {"login": ada.email, "password": PASSWORD, "next": asked}
    assert client.post(reverse("account_login"), given).url == followed


def test_who_is_signed_in_already_is_not_sent_astray(sign_in, ada):
    assert sign_in(ada).get(reverse("account_login"), {"next": "people"}).url == "/"


def test_the_demonstration_offers_a_button_a_person(client, settings):
    settings.IS_DEMONSTRATION = True
    seen = page(client.get(reverse("account_login")))
    assert "Sign in as the action lead" in words(seen, "form button")
    settings.IS_DEMONSTRATION = False
    seen = page(client.get(reverse("account_login")))
    assert not seen.select("input[name=person]")
