"""An administrator types one figure in, with JavaScript and without."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def open_form(page):
    page.goto("/RKE/figures/add/")
    page.get_by_label("Indicator", exact=True).select_option("2 Recruitment")
    page.get_by_label("Year", exact=True).select_option("2026")


def test_an_administrator_types_a_figure_in_and_confirms_what_looks_unlikely(open_browser, look):
    page = open_browser("the administrator")
    open_form(page)
    look(page)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Type in the figure of 2026")
    expect(page.get_by_role("main")).to_contain_text("above 1.00 is worse")
    look(page)
    page.get_by_role("button", name="Save figure").click()
    expect(page).to_have_title(re.compile("^Error: "))
    page.get_by_role("alert").get_by_role("link", name=re.compile("^Enter the ratio")).click()
    expect(page.get_by_label("Ratio", exact=True)).to_be_focused()
    look(page)
    page.get_by_label("Ratio", exact=True).fill("0.56")
    page.get_by_role("button", name="Save figure").click()
    expect(page.get_by_role("main")).to_contain_text("Nothing is saved yet")
    look(page)
    page.get_by_role("button", name="Save figure").click()
    page.get_by_role("alert").get_by_role("link", name=re.compile("^Tick question 1")).click()
    look(page)
    page.get_by_label(re.compile("upside down")).check()
    page.get_by_role("button", name="Save figure").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Figure of 2026")
    expect(page.get_by_role("main")).to_contain_text("Typed in by")
    expect(page.get_by_role("main")).to_contain_text("Confirmed as right by")
    look(page)


def test_two_administrators_type_the_same_figure_and_both_numbers_are_kept(open_browser, look):
    first, second = open_browser("the administrator"), open_browser("the administrator")
    for page, ratio in ((first, "1.70"), (second, "1.60")):
        open_form(page)
        page.get_by_role("button", name="Continue").click()
        page.get_by_label("Ratio", exact=True).fill(ratio)
    first.get_by_role("button", name="Save figure").click()
    expect(first.get_by_role("main")).to_contain_text("1.70 times as likely")
    second.get_by_role("button", name="Save figure").click()
    expect(second.get_by_role("main")).to_contain_text("This has changed, so nothing was saved yet")
    expect(second.get_by_role("table")).to_contain_text("1.70")
    expect(second.get_by_label("Ratio", exact=True)).to_have_value("1.60")
    look(second)
    second.get_by_label("Reason for the change").fill("The later return")
    second.get_by_role("button", name="Save figure").click()
    expect(second.get_by_role("main")).to_contain_text("1.60 times as likely")
    expect(second.get_by_role("main")).to_contain_text("Reason: The later return")
