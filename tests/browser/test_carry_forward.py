"""An inclusion lead carries the plan forward, with JavaScript and without."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_an_inclusion_lead_carries_the_plan_forward(open_browser, look):
    page = open_browser("the inclusion lead")
    page.goto("/RKE/plan/2025/")
    page.get_by_role("link", name="Carry forward to 2026-27").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Carry forward to 2026-27")
    look(page)
    page.get_by_role("button", name="Carry forward to 2026-27").click()
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.get_by_role("alert")).to_contain_text("Enter the date of the new plan")
    look(page)
    for part, text in (("Day", "31"), ("Month", "8"), ("Year", "2026")):
        page.get_by_label(part, exact=True).fill(text)
    page.get_by_label("Encourage staff to share their diversity data").uncheck()
    ticked = page.get_by_role("checkbox", checked=True).count()
    page.get_by_role("button", name="Carry forward to 2026-27").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Dates carried forward")
    expect(page.get_by_role("main")).to_contain_text(f"{ticked} actions carried forward")
    look(page)
    settle_the_first_day(page, look)
    page.goto("/RKE/plan/2026/")
    expect(page.get_by_role("main")).to_contain_text("2026-27, shown here (begins 1 April 2026)")
    look(page)
    page.get_by_role("link", name="Executive summary").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Executive summary, Q1 2026/27")
    look(page)
    page.get_by_role("link", name="2025-26", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Executive summary, Q4 2025/26")
    look(page)
    page.goto("/RKE/plan/2026/")
    page.get_by_role("link", name="Work with local schools").first.click()
    expect(page.get_by_role("main")).to_contain_text("Carried forward from")
    look(page)
    page.get_by_role("link", name="the same action in the plan of 2025-26").click()
    expect(page.get_by_role("main")).to_contain_text("Carried forward to")
    look(page)
    page.goto("/RKE/plan/2025/carry-forward/")
    expect(page.get_by_role("heading", level=1)).to_have_text("There is already a plan of 2026-27")
    look(page)


def settle_the_first_day(page, look):
    group = page.get_by_role("group").filter(has=page.get_by_role("checkbox")).first
    ticks = group.get_by_role("checkbox")
    count = ticks.count()
    for n in range(count):
        ticks.nth(n).check()
    page.get_by_label("They stay as they are").check()
    page.get_by_role("button", name="Settle dates").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter the reason")
    look(page)
    page.get_by_label("Reason").fill("They are late, and known to be")
    page.get_by_role("button", name="Settle dates").click()
    expect(page.get_by_role("main")).to_contain_text(re.compile(f"{count} dates? settled"))
