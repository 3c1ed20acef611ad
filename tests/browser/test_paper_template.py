"""An inclusion lead brings the trust's own Word template, with JavaScript and without."""

import re

import pytest
from playwright.sync_api import expect

from tests.word_templates import template, with_part, without

pytestmark = pytest.mark.browser
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def bring(page, data):
    file = {"name": "board.docx", "mimeType": WORD, "buffer": data}
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Use this template").click()


def test_an_inclusion_lead_brings_a_template(open_browser, look):
    page = open_browser("the inclusion lead")
    page.goto("/RKE/papers/template/")
    expect(page.get_by_role("main")).to_contain_text("There is no template yet")
    look(page)
    bring(page, with_part("word/vbaProject.bin"))
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.get_by_role("alert")).to_contain_text("a file with macros")
    look(page)
    bring(page, template(without("Caption")))
    expect(page.get_by_role("main")).to_contain_text("Papers will have the styles of board.docx")
    expect(page.get_by_role("listitem").filter(has_text="Caption")).to_be_visible()
    look(page)
    page.get_by_role("button", name="Remove the template").click()
    expect(page.get_by_role("main")).to_contain_text("There is no template yet")
