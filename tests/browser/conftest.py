"""Journeys in a real browser, against the real server, on a copy of the demonstration."""

from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.browser import chromium
from tests.browser.server import ROOT, new_database, running

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
# The package's button of a file field is named by its label and all its visible words; axe takes
# the comma that it hides between them for a difference.
NAMED_WITH_A_COMMA = ("label-content-name-mismatch", "nhsuk-file-upload__drop-button")
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# The package folds the menu some milliseconds after the window has changed.
WIDTH_AT_REST = """async () => {
  for (let tries = 0; tries < 20; tries++) {
    await new Promise(done => setTimeout(done, 100));
    if (document.documentElement.scrollWidth <= innerWidth) break;
  }
  return document.documentElement.scrollWidth;
}"""
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 640}


@pytest.fixture(scope="session")
def template(tmp_path_factory):
    """The environment of a database with the demonstration, which each journey copies."""
    return new_database(tmp_path_factory.mktemp("template"))


@pytest.fixture
def server(template, tmp_path):
    """A server of the journey's own; afterwards the trail it leaves must verify."""
    with running(template, tmp_path / "var") as server:
        yield server
        assert "The audit trail verifies." in server.manage("verify_audit")


@pytest.fixture(scope="module")
def browser():
    """One browser a module: while its loop runs in this thread, Django refuses the database to
    it, and a connection made all the same would outlive the tests."""
    executable = chromium.find_or_install()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=chromium.ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def scripts(request):
    """Whether the browser runs JavaScript: each journey is made both ways."""
    return request.param


@pytest.fixture
def open_browser(browser, server, scripts):
    """`open_browser("the action lead")`: a page of a browser of their own, signed in."""
    contexts = []

    def sign_in(words):
        context = browser.new_context(
            base_url=server.url, java_script_enabled=scripts, viewport=WIDE
        )
        contexts.append(context)
        page = context.new_page()
        page.goto("/")
        page.get_by_role("button", name=f"Sign in as {words}", exact=True).click()
        return page

    yield sign_in
    for context in contexts:
        context.close()


@pytest.fixture
def look(scripts):
    """`look(page)`: axe finds nothing, and nothing is wider than a narrow screen."""

    def check(page):
        if not scripts:
            return
        page.evaluate(Path(AXE).read_text())
        found = page.evaluate(
            "tags => axe.run(document, {runOnly: tags}).then(r => r.violations)", STANDARDS
        )
        faults = [
            f"{v['id']}: {node['target']}"
            for v in found
            for node in v["nodes"]
            if v["id"] != NAMED_WITH_A_COMMA[0] or NAMED_WITH_A_COMMA[1] not in node["html"]
        ]
        assert faults == [], f"{page.url}\n" + "\n".join(faults)
        page.set_viewport_size(NARROW)
        widest = page.evaluate(WIDTH_AT_REST)
        page.set_viewport_size(WIDE)
        assert widest <= NARROW["width"], f"{page.url} is {widest} px wide on a narrow screen"

    return check
