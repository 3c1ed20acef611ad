"""Pictures of pages at both widths, to be looked at: python -m tests.screens (build/screens)."""

import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser import chromium
from tests.browser.server import ROOT, new_database, running

SCREENS = ROOT / "build" / "screens"
SIZES = {"1280": {"width": 1280, "height": 900}, "320": {"width": 320, "height": 640}}
AT = "/RKE/plan/2025/"
EVERYONE = ["/how-outcomes-are-decided/", "/accessibility/", "/privacy/", "/published/RKE/2025-q3/"]
PAGES = {
    "the executive member": [
        *(f"{AT}summary/", f"{AT}summary/?coverage=sections", "/RKE/outcomes/2025/", AT),
        *(f"/RKE/indicators/{number}/" for number in range(1, 10)),
        *(f"{AT}quarters/2025-Q3/report/", f"{AT}quarters/2025-Q4/", f"{AT}compare/"),
        *("/RKE/challenges/", "/RKE/calendar/"),
    ],
    "the action lead": ["/RKE/my-actions/"],
    "the inclusion lead": [
        *(f"{AT}quarters/2025-Q4/answers/", f"{AT}quarters/2025-Q4/close/", f"{AT}questions/"),
        *("/RKE/publications/", "/RKE/outcomes/2025/publish/", "/RKE/plan/import/"),
    ],
    "the administrator": ["/RKE/figures/", "/RKE/figures/import/", "/RKE/people/", "/RKE/audit/"],
}


def main(folder):
    SCREENS.mkdir(parents=True, exist_ok=True)
    template = new_database(Path(folder) / "template")
    executable = chromium.find_or_install()  # with a Playwright of its own, so before ours
    with (
        running(template, Path(folder) / "copy") as server,
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=executable, args=chromium.ARGUMENTS) as browser,
    ):
        page = browser.new_page(base_url=server.url)
        for address in EVERYONE:
            _pictures(page, address)
        for words, addresses in PAGES.items():
            page = browser.new_page(base_url=server.url)
            page.goto("/")
            page.get_by_role("button", name=f"Sign in as {words}", exact=True).click()
            for address in addresses:
                _pictures(page, address)


def _pictures(page, address):
    """The whole page at both widths; one that is not there ends the run with its address."""
    name = address.strip("/").replace("/", "-").replace("?", "-") or "start"
    for width, size in SIZES.items():
        page.set_viewport_size(size)
        answer = page.goto(address)
        if answer is None or not answer.ok:
            raise SystemExit(f"{address} answers {answer and answer.status}")
        page.screenshot(path=SCREENS / f"{name}-{width}.png", full_page=True)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="wres-screens-") as folder:
        main(folder)
    print(f"Look at {SCREENS}")
