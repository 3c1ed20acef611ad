"""An administrator imports next year's figures, answers for what is unlikely, and undoes it."""

import re
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

NEXT_YEAR = "indicator,year,white,bme,value\n3,2026,,,*2.40*\n5,2026,22.5,27.9,\n8,2026,7.5,14.0,\n"
REFUSED = "indicator,year,white,bme,value\n5,2026,120,27.9,\n"


def file_of(text, name="figures-2026.csv"):
    return {"name": name, "mimeType": "text/csv", "buffer": text.encode()}


def bring(page, text):
    page.goto("/RKE/figures/import/")
    page.locator("input[type=file]").set_input_files(file_of(text))
    page.get_by_role("button", name="Show what would change").click()


def send(url, form, cookies):
    """The status of the answer to a form, sent without a browser so that two can be at once."""
    address = urlsplit(url)
    connection = HTTPConnection(address.netloc, timeout=60)
    headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", address.path, urlencode(form), headers)
    status = connection.getresponse().status
    connection.close()
    return status


@pytest.mark.on_both
def test_an_administrator_imports_figures_and_undoes_it(open_browser, look):
    page = open_browser("the administrator")
    page.get_by_role("navigation", name="Menu").get_by_role("link", name="Figures").click()
    look(page)
    page.get_by_role("button", name="Import figures from a file").click()
    look(page)
    page.get_by_role("button", name="Show what would change").click()
    expect(page.get_by_role("alert")).to_contain_text("Select a CSV or Excel file")
    look(page)
    bring(page, NEXT_YEAR)
    main = page.get_by_role("main")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Check what would change")
    expect(main).to_contain_text("3 new, 0 changed, 0 unchanged")
    look(page)
    page.get_by_role("button", name="Save figures").click()
    expect(page).to_have_title(re.compile("^Error: "))
    look(page)
    page.get_by_role("alert").get_by_role("link").first.click()
    expect(page.get_by_role("checkbox").first).to_be_focused()
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="Save figures").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("figures-2026.csv")
    expect(main).to_contain_text("carries a mark")
    look(page)
    page.get_by_role("button", name="Undo this import").click()
    look(page)
    page.get_by_label("Why this import is undone").fill("It was a draft")
    page.get_by_role("button", name="Undo this import").click()
    expect(main).to_contain_text("This import was undone")
    look(page)
    page.goto("/RKE/outcomes/2026/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Page not found")


def test_problems_are_named_and_the_file_is_discarded(open_browser, look):
    page = open_browser("the administrator")
    bring(page, REFUSED)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Problems in the file")
    expect(page.get_by_role("main")).to_contain_text("“120” was given")
    look(page)
    page.get_by_role("button", name="Discard this file").click()
    expect(page.get_by_role("main")).to_contain_text("The file was discarded")


@pytest.mark.parametrize("scripts", [False], indirect=True)
def test_of_two_who_save_the_same_figure_at_once_one_is_asked_again(open_browser):
    pages = [open_browser("the administrator") for _ in range(2)]
    forms = []
    for page, value in zip(pages, ("1.70", "1.80"), strict=True):
        bring(page, f"indicator,year,value\n2,2026,{value}\n")
        hidden = page.locator("main form").first.locator("input[type=hidden]").all()
        sent = {field.get_attribute("name"): field.get_attribute("value") for field in hidden}
        boxes = [box.get_attribute("name") for box in page.get_by_role("checkbox").all()]
        cookies = "; ".join(f"{c['name']}={c['value']}" for c in page.context.cookies())
        forms.append((page.url, sent | dict.fromkeys(boxes, "on"), cookies))
    with ThreadPoolExecutor(2) as pool:
        statuses = sorted(pool.map(lambda form: send(*form), forms))
    assert statuses == [302, 409]
    pages[0].goto("/RKE/figures/")
    expect(pages[0].get_by_role("link", name="figures-2026.csv")).to_have_count(2)
