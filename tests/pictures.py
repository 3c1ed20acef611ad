"""Make the README's pictures from the demonstration: python -m tests.pictures"""

import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser import chromium
from tests.browser.server import ROOT, new_database, running

PICTURES = {
    "outcomes": "/RKE/outcomes/2025/",
    "summary": "/RKE/plan/2025/summary/",
}
FILE = """indicator,year,white,bme,value
2,2025,,,1.80
3,2026,,,*2.40*
5,2026,22.5,27.9,
8,2026,7.5,14.0,
"""
SIZE = {"width": 1280, "height": 1600}


def main(folder):
    template = new_database(Path(folder) / "template")
    executable = chromium.find_or_install()
    (ROOT / "docs" / "pictures").mkdir(parents=True, exist_ok=True)
    with (
        running(template, Path(folder) / "copy") as server,
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=executable, args=chromium.ARGUMENTS) as browser,
    ):
        page = _signed_in(browser, server, "the executive member")
        for name, address in PICTURES.items():
            page.goto(address)
            _picture(page, name)
        page = _signed_in(browser, server, "the administrator")
        page.goto("/RKE/figures/import/")
        file = {"name": "figures-2026.csv", "mimeType": "text/csv", "buffer": FILE.encode()}
        page.locator("input[type=file]").set_input_files(file)
        page.get_by_role("button", name="Show what would change").click()
        _picture(page, "import")


def _signed_in(browser, server, words):
    page = browser.new_page(base_url=server.url, viewport=SIZE)
    page.goto("/")
    page.get_by_role("button", name=f"Sign in as {words}").click()
    return page


def _picture(page, name):
    page.screenshot(path=ROOT / "docs" / "pictures" / f"{name}.png")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="wres-pictures-") as folder:
        main(folder)
