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
        page = browser.new_page(base_url=server.url, viewport=SIZE)
        page.goto("/")
        page.get_by_role("button", name="Sign in as the executive member").click()
        for name, address in PICTURES.items():
            page.goto(address)
            page.screenshot(path=ROOT / "docs" / "pictures" / f"{name}.png")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="wres-pictures-") as folder:
        main(folder)
