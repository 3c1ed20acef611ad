"""A plan made by hand: sections, leads, actions and a new year; and an update from the list."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_asking_and_many import press

pytestmark = pytest.mark.browser


def says(page, words):
    expect(page.get_by_role("main")).to_contain_text(words)


def test_ife_adds_to_the_plan_by_hand_and_takes_a_mistake_back(open_browser, look):
    ife = open_browser("the inclusion lead")
    ife.goto("/RKE/plan/2025/")
    ife.get_by_role("link", name="Sections", exact=True).click()
    ife.get_by_label("Name of the new section").fill("Anti-racist culture")
    press(ife, "Add section")
    expect(ife.get_by_role("alert")).to_contain_text("There is already a section of this name")
    ife.get_by_label("Name of the new section").fill("Talent")
    press(ife, "Add section")
    press(ife, "Move up Talent")
    look(ife)
    ife.goto("/RKE/plan/2025/")
    ife.get_by_role("button", name="Add an action").click()
    ife.get_by_label("Section").select_option(label="Talent (next number 1)")
    ife.get_by_label("A lead that is not listed").fill("Head of Talent")
    press(ife, "Add action")
    expect(ife.get_by_role("alert")).to_contain_text("Enter the title")
    look(ife)
    ife.get_by_label("Title").fill("Offer shadowing at each band")
    press(ife, "Add action")
    expect(ife.get_by_role("heading", level=1)).to_contain_text("Talent 1")
    says(ife, "Head of Talent")
    look(ife)
    ife.get_by_role("link", name="Move to another section").click()
    look(ife)
    ife.get_by_label("Workforce Engagement").check()
    press(ife, "Move action")
    says(ife, "moved to Workforce Engagement")
    ife.get_by_role("link", name="Cancel this action").click()
    ife.get_by_label("Why is it cancelled?").fill("Band 8 leads it")
    press(ife, "Cancel action")
    says(ife, "Band 8 leads it")
    ife.goto("/RKE/audit/")
    changed = ife.locator(".app-trail__entry", has_text="Offer shadowing at each band").first
    changed.get_by_role("link").first.click()
    ife.get_by_role("link", name="Put this change back").click()
    ife.get_by_label("Why it is put back").fill("It goes on after all")
    press(ife, "Put this change back")
    says(ife, "The change was put back")
    ife.get_by_role("link", name="Copy this action").click()
    expect(ife.get_by_label("Title")).to_have_value("Offer shadowing at each band")


def test_ife_starts_the_next_year_with_the_sections_of_this_one(open_browser, look):
    ife = open_browser("the inclusion lead")
    ife.goto("/RKE/plan/2025/")
    ife.get_by_role("link", name="Leads", exact=True).click()
    ife.get_by_role("link", name="Rename EDI Lead").click()
    ife.get_by_label("Name of the lead").fill("Head of Inclusion")
    press(ife, "Save name")
    says(ife, "“EDI Lead” is now called “Head of Inclusion”")
    look(ife)
    ife.goto("/RKE/plan/2025/")
    ife.get_by_role("link", name="Start a plan without a file").click()
    look(ife)
    ife.get_by_label("2026-27").check()
    press(ife, "Start the plan")
    says(ife, "The WRES action plan 2026-27 is started")
    expect(ife.get_by_role("button", name=re.compile("^Remove "))).to_have_count(5)
    press(ife, "Remove Workforce Engagement")
    says(ife, "Section “Workforce Engagement” removed")


def test_amara_says_how_an_action_goes_without_leaving_her_list(open_browser, look):
    amara = open_browser("the action lead")
    amara.goto("/RKE/my-actions/")
    amara.locator(".app-actions__quick summary").first.click()
    look(amara)
    form = amara.locator(".app-actions__quick form").first
    form.get_by_label("Status").select_option("Completed")
    form.get_by_label("What happened").fill("Both panels are trained")
    form.get_by_role("button").click()
    expect(amara.get_by_role("alert")).to_contain_text("Give evidence that the action is complete")
    expect(amara.get_by_label("What happened")).to_have_value("Both panels are trained")
    look(amara)
    amara.get_by_label("Ongoing", exact=True).check()
    amara.get_by_label("On track", exact=True).check()
    press(amara, "Save")
    expect(amara).to_have_url(re.compile(r"/RKE/my-actions/#action-\d+$"))
    says(amara, "saved. It is now")
