"""A network member challenges, an inclusion lead answers, changes many actions, keeps a filter."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def test_a_network_member_challenges_and_an_inclusion_lead_answers(open_browser, look):
    nia = open_browser("the staff network member")
    expect(nia.get_by_role("heading", level=1)).to_contain_text("Executive summary")
    nia.goto("/RKE/indicators/2/")
    nia.get_by_role("link", name="Challenge this outcome").click()
    press(nia, "Send the challenge")
    expect(nia).to_have_title(re.compile("^Error: "))
    look(nia)
    nia.get_by_label("Your question").fill("Why is it 1.79?")
    press(nia, "Send the challenge")
    expect(nia.get_by_role("main")).to_contain_text("An inclusion lead has not answered yet")
    look(nia)
    ife = open_browser("the inclusion lead")
    ife.goto("/RKE/plan/2025/summary/")
    look(ife)
    ife.locator("#challenges > summary").click()
    ife.get_by_role("link", name="Indicator 2: Recruitment").click()
    look(ife)
    ife.get_by_label("Your answer").fill("Shortlisting is anonymous from May.")
    press(ife, "Send the answer")
    nia.reload()
    expect(nia.get_by_role("main")).to_contain_text("Answered by Ife Example on 16 March 2026")
    nia.get_by_role("link", name="Back to the challenges").click()
    look(nia)


def test_an_inclusion_lead_changes_many_actions_at_once(open_browser, look):
    ife = open_browser("the inclusion lead")
    ife.goto("/RKE/plan/2025/?status=ongoing")
    ife.get_by_role("link", name="Change many of these actions").click()
    look(ife)
    ife.get_by_label("Target date: move it by months").check()
    ife.get_by_label("All 13 that the filter shows").check()
    press(ife, "Continue")
    look(ife)
    ife.get_by_label("By how many months").fill("2")
    press(ife, "Show what will change")
    expect(ife.get_by_role("alert")).to_contain_text("Enter the reason for the change")
    ife.get_by_label("Reason").fill("Agreed by the board")
    press(ife, "Show what will change")
    expect(ife.get_by_role("heading", level=1)).to_contain_text("Check what will change")
    look(ife)
    press(ife, "Change what I entered")
    expect(ife.get_by_label("By how many months")).to_have_value("2")
    press(ife, "Show what will change")
    press(ife, "Change 2 actions")
    expect(ife.get_by_role("main")).to_contain_text("2 actions changed")


def test_an_inclusion_lead_starts_with_a_filter_of_their_own(open_browser, look):
    ife = open_browser("the inclusion lead")
    ife.goto("/RKE/plan/2025/?status=ongoing&delivery=at_risk")
    ife.get_by_role("link", name="Save this filter").click()
    look(ife)
    ife.get_by_label("Name of the filter").fill("At risk")
    ife.get_by_label("Everyone in the organisation sees it").check()
    press(ife, "Save filter")
    look(ife)
    ife.get_by_role("button", name="Start with it").click()
    ife.goto("/")
    expect(ife).to_have_url(re.compile(r"/plan/2025/\?status=ongoing&delivery=at_risk$"))
    ife.goto("/RKE/filters/")
    ife.get_by_role("link", name="Delete At risk").click()
    look(ife)
    press(ife, "Delete filter")
    expect(ife.get_by_role("main")).to_contain_text("You have no saved filter yet")
