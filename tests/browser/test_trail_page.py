"""What happened, as an administrator and an inclusion lead look through it."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_asking_and_many import press

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scripts", [True], indirect=True)
def test_the_pages_of_the_log(open_browser, visit, inspect):
    ife = open_browser("the inclusion lead")
    visit(ife, "/RKE/audit/", "What happened")
    ife.get_by_text("Search the log").click()
    inspect(ife)
    ife.locator(".app-trail__entry a").first.click()
    inspect(ife)
    ada = open_browser("the administrator")
    visit(ada, "/RKE/audit/?since_day=31&since_month=2&since_year=2026", "What happened")
    visit(ada, "/RKE/audit/?kind=restore", "What happened")
    visit(ada, "/RKE/plan/2025/change-many/", "You cannot use this page")


def test_ada_finds_who_signed_in_and_takes_the_list_away(open_browser):
    open_browser("the inclusion lead")
    ada = open_browser("the administrator")
    ada.goto("/RKE/")
    ada.goto("/RKE/audit/")
    ada.get_by_text("Search the log").click()
    ada.get_by_label("What happened").select_option("Signed in")
    press(ada, "Show entries")
    expect(ada.locator(".app-trail__entry").first).to_contain_text("Signed in")
    assert ada.locator(".app-trail__entry", has_text="Added").count() == 0
    with ada.expect_download() as taken:
        ada.get_by_role("link", name="Download what you looked for as CSV").click()
    assert "Signed in" in taken.value.path().read_text()
    ada.goto("/RKE/audit/?kind=exported")
    expect(ada.locator(".app-trail__entry")).to_contain_text("audit")
