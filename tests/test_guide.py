"""What CONTRIBUTING says of adding things, the checks before a commit, and the version are true."""

import ast
import io
import json
import re
import tomllib
import zipfile
from datetime import date

import pytest
import yaml

from actions.history import export
from actions.reports import document, plan_files, quarterly
from actions.reports.papers.excel import comma_separated
from actions.reports.published import columns
from actions.summary.position import position
from indicators import wres
from indicators.models import Indicator
from tests.test_house import OURS, ROOT, modules
from wres.files.exports import Column

CONFIGURED = tomllib.loads((ROOT / "pyproject.toml").read_text())
# Where each file that mentions the example must be named, since nothing else is called so.
WHOLE = ["A status", "A field of an action", "A column of a file that goes out", "A kind of event"]
ANOTHER = {"actions/imports/sections.py"}  # which knows sections called "Objective 3"


def recipes():
    """What is added, the example, and the files that the list names."""
    text = (ROOT / "CONTRIBUTING.md").read_text().partition("## How to add")[2]
    for part in text.split("\n### ")[1:]:
        heading, _, said = part.partition("\n")
        what, example = re.fullmatch(r"(.+), like `(.+)`", heading).groups()
        yield what, example, re.findall(r"^- `([^`]+)`", said, re.M)


RECIPES = [pytest.param(*recipe, id=recipe[0]) for recipe in recipes()]


def mentions(path, example):
    return re.search(example, f"{path.relative_to(ROOT)}\n{path.read_text()}", re.IGNORECASE)


def files(name):
    """The file, or those of a folder."""
    return [ROOT / name] if (ROOT / name).is_file() else sorted((ROOT / name).glob("*.py"))


def product():
    yield from (path for app in OURS for path in modules(app))
    yield from (ROOT / "templates").rglob("*.html")


def test_it_says_how_to_add_six_things():
    assert len(RECIPES) == 6


@pytest.mark.parametrize(("what", "example", "named"), RECIPES)
def test_each_file_named_has_the_example(what, example, named):
    assert named
    for name in named:
        assert any(mentions(path, example) for path in files(name)), name


@pytest.mark.parametrize(
    ("what", "example", "named"), [each for each in RECIPES if each.values[0] in WHOLE]
)
def test_no_other_file_has_the_example(what, example, named):
    found = {str(p.relative_to(ROOT)) for p in product() if mentions(p, rf"\b_?{example}\b")}
    assert found - ANOTHER <= set(named)


def test_an_indicator_is_added_by_one_row_and_stands_on_every_page(
    monkeypatch, published, ife, sign_in
):
    tenth = wres.INDICATORS[1] | {"number": 10, "short_name": "Secondment"}
    monkeypatch.setattr(wres, "INDICATORS", [*wres.INDICATORS, tenth])
    wres.add()
    assert Indicator.objects.filter(number=10).exists()
    for page in ("outcomes/2025/", "indicators/10/", "plan/2025/summary/"):
        assert "Secondment" in sign_in(ife).get(f"/RKE/{page}").content.decode(), page


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_a_column_of_the_plan_is_added_by_one_entry(monkeypatch, published, ife, sign_in, kind):
    def more(today):
        return [*columns(today), Column("Risk", lambda row: f"Risk of {row.delivery}", share=3)]

    monkeypatch.setattr(plan_files, "columns", more)
    said = text_of(sign_in(ife).get(f"/RKE/plan/2025.{kind}").content)
    assert "Risk" in said
    assert "Risk of At risk" in said


def test_a_column_of_the_log_is_added_by_one_entry(monkeypatch, published, ife, sign_in):
    more = [*export.COLUMNS, Column("Chain", lambda entry: f"chain {entry.pk}")]
    monkeypatch.setattr(export, "COLUMNS", more)
    header, first, *_ = sign_in(ife).get("/RKE/audit.csv").getvalue().decode().splitlines()
    assert header.endswith(",Request,Chain")
    assert re.search(r",chain \d+$", first)


def test_a_column_of_a_quarters_papers_is_added_by_one_entry(monkeypatch, published):
    more = quarterly.ALL_ACTIONS | {
        document.Column("Risk"): lambda each: each.judged.delivery.value
    }
    monkeypatch.setattr(quarterly, "ALL_ACTIONS", more)
    now = position(published.plans.get(), date(2026, 3, 16), with_coverage=True)
    said = comma_separated(quarterly.document(now, quarterly.standings(now), [])).decode()
    assert "Last update,Risk" in said
    assert ",at_risk\r\n" in said


def text_of(office_file):
    """The parts of a workbook or a Word document that hold its text."""
    with zipfile.ZipFile(io.BytesIO(office_file)) as parts:
        names = [
            name for name in parts.namelist() if re.search("sharedS|sheet1|document.xml$", name)
        ]
        return "".join(parts.read(name).decode() for name in names)


def test_a_commit_is_checked_by_the_tools_of_make_lint():
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"]
    assert [each["repo"] for each in hooks] == ["local"]
    entries = " ".join(hook["entry"] for hook in hooks[0]["hooks"])
    linted = re.search(r"^lint:\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text(), re.M)[1]
    for line in linted.splitlines()[1:]:
        tool = re.sub(r"\$\(\w+\)/?", "", line).strip().removesuffix(" .")
        assert tool.removeprefix("python ") in entries.replace(" --force-exclude", ""), tool


def private_packages():
    """Packages that the product imports private modules of."""
    for path in (path for app in OURS for path in modules(app)):
        for node in ast.walk(ast.parse(path.read_text())):
            parts = (node.module or "").split(".") if isinstance(node, ast.ImportFrom) else []
            private = [each for each in parts if each == "internal" or each.startswith("_")]
            if private and parts[0] not in OURS and parts[0] != "__future__":
                yield parts[0]


def test_a_package_whose_private_modules_are_used_stays_at_its_version():
    packages = set(private_packages())
    assert packages == {"allauth"}
    wanted = [each for each in CONFIGURED["project"]["dependencies"] if "allauth" in each]
    assert re.search(r">=(\d+)\.(\d+),<\1\.\d+$", wanted[0])


def test_the_version_is_the_same_wherever_it_is_said():
    version = CONFIGURED["project"]["version"]
    for name in ("package.json", "package-lock.json"):
        assert json.loads((ROOT / name).read_text())["version"] == version
    said = re.findall(r"^## (\d+\.\d+\.\d+)", (ROOT / "CHANGELOG.md").read_text(), re.M)
    assert said[0] == version
