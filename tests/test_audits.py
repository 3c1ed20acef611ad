"""Whether a known hole stops the tests, and a registry that is away does not."""

import json
import re
import subprocess
import sys
import tomllib
from datetime import date
from pathlib import Path

import pytest

from tests import audits
from tests.audits import Finding, NotCheckedError

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
TODAY = date(2026, 3, 16)
HOLE = Finding("GHSA-1", "a 1.0: GHSA-1")
PACKAGE = {"name": "a", "version": "1.0"}


def verdict(found, accepted=(), tool="pip-audit"):
    def find(tool):
        if isinstance(found, Exception):
            raise found
        return found

    return audits.verdict(tool, TODAY, list(accepted), find)


def test_a_hole_fails_and_is_named():
    assert verdict([HOLE]) == ("pip-audit: a 1.0: GHSA-1 (GHSA-1)", True)


@pytest.mark.parametrize(("until", "fails"), [(TODAY, False), (date(2026, 3, 15), True)])
def test_a_hole_is_accepted_until_a_day(until, fails):
    assert verdict([HOLE], [{"id": "GHSA-1", "until": until}])[1] == fails


def test_a_registry_that_is_away_is_said_and_is_no_failure():
    assert verdict(NotCheckedError("no registry")) == ("pip-audit: not checked, no registry", False)


def test_bandit_asks_nobody_and_must_answer():
    assert verdict(NotCheckedError("no registry"), tool="bandit")[1]


def test_a_package_with_a_hole_is_found():
    said = {"dependencies": [PACKAGE | {"vulns": [{"id": "GHSA-1"}]}, PACKAGE | {"vulns": []}]}
    assert audits.of_pip_audit(said) == [HOLE]


def test_packages_of_which_nothing_is_known_are_not_checked():
    with pytest.raises(NotCheckedError, match="nothing of 1 packages"):
        audits.of_pip_audit({"dependencies": [PACKAGE | {"skip_reason": "Not found"}]})


def test_a_hole_of_the_front_end_is_found_once():
    hole = {"name": "sass", "title": "Reads files", "url": "https://a.example/GHSA-2"}
    said = {"vulnerabilities": {"sass": {"via": [hole]}, "other": {"via": ["sass", hole]}}}
    assert audits.of_npm(said) == [Finding("GHSA-2", "sass: Reads files")]


def test_a_registry_without_audits_is_not_checked():
    with pytest.raises(NotCheckedError):
        audits.of_npm({"statusCode": 405, "error": {}})


@pytest.mark.parametrize("code", ["print('Service unavailable')", "import time; time.sleep(60)"])
def test_a_tool_that_says_nothing_is_not_checked(code, monkeypatch):
    monkeypatch.setattr(audits, "PATIENCE", 0.5)
    monkeypatch.setitem(audits.TOOLS, "pip-audit", [sys.executable, "-c", code])
    with pytest.raises(NotCheckedError):
        audits.run("pip-audit")


def test_an_unsafe_call_would_be_found(tmp_path, monkeypatch):
    (tmp_path / "unsafe.py").write_text("import pickle\npickle.loads(b'')\n")
    tool = [each for each in audits.TOOLS["bandit"] if each not in audits.APPS] + [tmp_path]
    monkeypatch.setitem(audits.TOOLS, "bandit", tool)
    assert any("pickle" in each.words.lower() for each in audits.run("bandit"))


def test_whatever_is_accepted_says_why_and_until_when():
    accepted = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["wres"]["audits"]
    for row in accepted["accepted"]:
        assert len(row["reason"]) > 20
        assert isinstance(row["until"], date)


def test_the_bill_of_materials_names_every_pinned_package(tmp_path):
    subprocess.run([sys.executable, "-m", "tests.bill", tmp_path], check=True, cwd=ROOT)
    python = {(c["name"], c["version"]) for c in components(tmp_path / "python.cdx.json")}
    assert python >= set(re.findall(r"^([a-z0-9-]+)==(\S+)", pinned("requirements.txt"), re.M))
    front_end = {(c["name"], c["version"]) for c in components(tmp_path / "front-end.cdx.json")}
    packages = json.loads(pinned("package-lock.json"))["packages"]
    named = {
        (key.removeprefix("node_modules/"), p["version"]) for key, p in packages.items() if key
    }
    assert front_end == named


def components(file):
    return json.loads(file.read_text())["components"]


def pinned(name):
    return (ROOT / name).read_text()
