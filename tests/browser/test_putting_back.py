"""A change that was a mistake is put back from the log, as an inclusion lead does it."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_asking_and_many import press

pytestmark = pytest.mark.browser


def test_ife_puts_back_a_title_that_was_a_mistake(open_browser, look):
    ife = open_browser("the inclusion lead")
    ife.goto("/RKE/actions/1/edit/")
    title = ife.get_by_label("Title").input_value()
    ife.get_by_label("Title").fill("Never meant")
    press(ife, "Save changes")
    ife.goto("/RKE/audit/")
    ife.locator(".app-trail__entry", has_text="Never meant").first.get_by_role("link").first.click()
    ife.get_by_role("link", name="Put this change back").click()
    expect(ife.get_by_role("heading", level=1)).to_contain_text("Put a change back")
    look(ife)
    press(ife, "Put this change back")
    expect(ife.get_by_role("link", name="Say why it is put back")).to_be_visible()
    ife.get_by_label("Why it is put back").fill("It was a mistake")
    press(ife, "Put this change back")
    expect(ife.get_by_role("heading", level=1)).to_contain_text(title)
    expect(ife.get_by_text("Reason: It was a mistake")).to_be_visible()
