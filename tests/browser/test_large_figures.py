"""An administrator imports a large file and undoes it: a worker beside the server does both."""

import subprocess
import sys
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from tests.browser.server import ROOT
from tests.browser.test_figures import file_of
from tests.patience import PATIENCE

pytestmark = pytest.mark.browser

ROWS = [f"{n},{year},1.20,s{s}" for s in range(20) for year in range(2016, 2026) for n in (2, 3, 4)]
LARGE = "\n".join(["indicator,year,value,series", *ROWS, "Source: the trust's own records,,,"])


@contextmanager
def worker(server):
    command = [sys.executable, "manage.py", "work", "--interval", "0.2"]
    process = subprocess.Popen(command, cwd=ROOT, env=server.environment)
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


def test_a_large_file_is_read_saved_and_undone_by_the_worker(open_browser, server, look):
    page = open_browser("the administrator")
    page.goto("/RKE/figures/import/")
    page.locator("input[type=file]").set_input_files(file_of(LARGE, "large.csv"))
    page.get_by_role("button", name="Show what would change").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Reading the file")
    look(page)
    with worker(server):
        heading = page.get_by_role("heading", level=1)
        expect(heading).to_contain_text("Check what would change")
    look(page)
    page.get_by_role("button", name="Save figures").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Saving figures")
    look(page)
    with worker(server):
        heading = page.get_by_role("heading", level=1)
        expect(heading).to_contain_text("All figures saved")
    look(page)
    page.get_by_role("list").get_by_role("link", name="RKE").click()
    expect(page.get_by_text("Rows that were not read as figures")).to_be_visible()
    page.get_by_role("button", name="Undo this import").click()
    look(page)
    page.get_by_label("Why this import is undone").fill("It was the wrong file")
    page.get_by_role("button", name="Undo this import").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Undoing the import")
    look(page)
    with worker(server):
        expect(page.get_by_text("This import was undone")).to_be_visible()
