"""Journeys in a real browser, against the real server, on a copy of the demonstration."""

from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser import chromium
from tests.browser.server import ON_POSTGRESQL, ROOT, copied, running, serving, shared_database
from tests.patience import PATIENCE

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
# The package's button of a file field is named by its label and all its visible words; axe takes
# the comma that it hides between them for a difference.
NAMED_WITH_A_COMMA = ("label-content-name-mismatch", "nhsuk-file-upload__drop-button")
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# The package folds the menu some milliseconds after the window has changed.
WIDTH_AT_REST = """async seconds => {
  for (let tries = 0; tries < seconds * 10; tries++) {
    await new Promise(done => setTimeout(done, 100));
    if (document.documentElement.scrollWidth <= innerWidth) break;
  }
  return document.documentElement.scrollWidth;
}"""
expect.set_options(timeout=PATIENCE * 1_000)
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 640}


def pytest_generate_tests(metafunc):
    """With JavaScript, and without where a journey writes; once on PostgreSQL. A mark may say
    otherwise: `parametrize("scripts", …, indirect=True)`."""
    marks = metafunc.definition.iter_markers("parametrize")
    if "scripts" in metafunc.fixturenames and all(mark.args[0] != "scripts" for mark in marks):
        is_once = ON_POSTGRESQL or metafunc.definition.get_closest_marker("only_reads")
        ways = {"scripts": True} if is_once else {"scripts": True, "no scripts": False}
        metafunc.parametrize("scripts", ways.values(), ids=ways, indirect=True)


@pytest.fixture(scope="session")
def template():
    """The environment of a database with the demonstration, which each journey copies."""
    return shared_database(demonstrated=True)


@pytest.fixture(scope="session")
def verified(template, django_db_blocker):
    """A server on a copy of the demonstration; afterwards the trail it leaves must verify."""

    @contextmanager
    def serve(folder):
        with running(template, folder / "var") as server:
            yield server
            with django_db_blocker.unblock():
                assert "The audit trail verifies." in server.verify()

    return serve


@pytest.fixture(scope="session")
def shared_server(verified, tmp_path_factory):
    with verified(tmp_path_factory.mktemp("shared")) as server:
        yield server


@pytest.fixture
def server(request, verified, tmp_path):
    """A server of the journey's own, or the one of all that are marked `only_reads`."""
    if request.node.get_closest_marker("only_reads"):
        yield request.getfixturevalue("shared_server")
    else:
        with verified(tmp_path) as server:
            yield server


@pytest.fixture(scope="module")
def browser():
    """One browser a module: while its loop runs in this thread, Django refuses the database to
    it, and a connection made all the same would outlive the tests."""
    executable = chromium.find_or_install()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable, args=chromium.ARGUMENTS, timeout=PATIENCE * 1_000
        )
        yield browser
        browser.close()


@pytest.fixture
def scripts(request):
    """Whether the browser runs JavaScript."""
    return request.param


@pytest.fixture
def open_browser(browser, server, scripts):
    """`open_browser("the action lead")`: a page of a browser of their own, signed in."""
    pages = []

    def open_one(words):
        pages.append(sign_in(browser, server, words, scripts=scripts))
        return pages[-1]

    yield open_one
    for page in pages:
        page.context.close()


def new_page(browser, url, *, scripts=True):
    """A page of somebody's own browser, which waits as long as the machine takes."""
    context = browser.new_context(base_url=url, java_script_enabled=scripts, viewport=WIDE)
    context.set_default_timeout(PATIENCE * 1_000)
    return context.new_page()


def sign_in(browser, server, words, *, scripts):
    page = new_page(browser, server.url, scripts=scripts)
    page.goto("/")
    page.get_by_role("button", name=f"Sign in as {words}", exact=True).click()
    return page


class Day:
    """People at their browsers on one day, each signed in once, without JavaScript."""

    def __init__(self, browser, server):
        self.browser, self.server, self.pages = browser, server, {}

    def page(self, words):
        if words not in self.pages:
            self.pages[words] = sign_in(self.browser, self.server, words, scripts=False)
        return self.pages[words]

    def close(self):
        for page in self.pages.values():
            page.context.close()


@pytest.fixture
def on_day(browser, template, tmp_path, django_db_blocker):
    """`with on_day(date(2026, 6, 22)) as day`: one database, served on that day, then another."""
    with copied(template, tmp_path / "var") as made:

        @contextmanager
        def serve(today):
            with serving(made | {"WRES_TODAY": today.isoformat()}) as server:
                day = Day(browser, server)
                yield day
                day.close()
                with django_db_blocker.unblock():
                    assert "The audit trail verifies." in server.verify()

        yield serve


def faults_of(page):
    """What axe finds wrong with the page at the width that it has now."""
    page.evaluate(Path(AXE).read_text())
    found = page.evaluate(
        "tags => axe.run(document, {runOnly: tags}).then(r => r.violations)", STANDARDS
    )
    return [
        f"{v['id']}: {node['target']}"
        for v in found
        for node in v["nodes"]
        if v["id"] != NAMED_WITH_A_COMMA[0] or NAMED_WITH_A_COMMA[1] not in node["html"]
    ]


@pytest.fixture
def look(scripts):
    """`look(page)`: axe finds nothing, and nothing is wider than a narrow screen."""

    def check(page):
        if not scripts:
            return
        assert (faults := faults_of(page)) == [], f"{page.url}\n" + "\n".join(faults)
        page.set_viewport_size(NARROW)
        widest = page.evaluate(WIDTH_AT_REST, PATIENCE)
        page.set_viewport_size(WIDE)
        assert widest <= NARROW["width"], f"{page.url} is {widest} px wide on a narrow screen"

    return check


@pytest.fixture
def inspect(look):
    """`inspect(page)`: as `look`, and axe finds nothing on a narrow screen either."""

    def check(page):
        look(page)
        page.set_viewport_size(NARROW)
        page.evaluate(WIDTH_AT_REST, PATIENCE)
        faults = faults_of(page)
        page.set_viewport_size(WIDE)
        assert faults == [], f"{page.url}, narrow\n" + "\n".join(faults)

    return check


@pytest.fixture
def visit(inspect):
    """`visit(page, "/RKE/calendar/", "Calendar")`: that page, with this in its heading."""

    def go(page, address, heading):
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
        inspect(page)

    return go
