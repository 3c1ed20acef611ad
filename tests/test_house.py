"""The house: imports go one way, and the rules stay free of Django."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LOOK = ["wres.nhsuk.fields", "wres.nhsuk.forms", "wres.nhsuk.charts"]
MAY_IMPORT = {
    "wres/audit": ["wres.audit", "wres.words"],
    "wres/accounts": ["wres.audit", "wres.words", "wres.accounts", "wres.nhsuk.fields"],
    "wres/files": ["wres.audit", "wres.words", "wres.accounts", "wres.files"],
    "indicators": ["wres.audit", "wres.words", "wres.accounts", "wres.files", *LOOK, "indicators"],
    "actions": [
        *["wres.audit", "wres.words", "wres.accounts", "wres.files", *LOOK],
        *["indicators", "actions"],
    ],
}
PURE = [
    "wres/words.py",
    "wres/audit/undo.py",
    "indicators/rules/comparison.py",
    "indicators/standards.py",
    "actions/imports/form_tables.py",
    "indicators/rules/figures.py",
    "indicators/rules/statistics.py",
    "indicators/rules/disclosure.py",
    "indicators/rules/pay_bands.py",
    "indicators/words.py",
    "indicators/entry.py",
    "indicators/chart.py",
    "indicators/then_and_now.py",
    "wres/nhsuk/charts.py",
    "indicators/rules/expected.py",
    "indicators/rules/plausibility.py",
    "indicators/rules/pay_band_plausibility.py",
    "indicators/imports/reading/__init__.py",
    "indicators/imports/reading/columns.py",
    "indicators/imports/reading/rows.py",
    "indicators/imports/reading/notes.py",
    "indicators/imports/reading/counts.py",
    "indicators/imports/reading/bands.py",
    "indicators/imports/reading/totals.py",
    "indicators/imports/reading/board.py",
    "indicators/imports/reading/long.py",
    "wres/accounts/names.py",
    "wres/files/formulas.py",
    "wres/files/refused.py",
    "wres/files/reader.py",
    "wres/files/spelling.py",
    "wres/files/names.py",
    "wres/files/uploads.py",
    "wres/files/sheets.py",
    "wres/files/text.py",
    "wres/files/xlsx/cells.py",
    "wres/files/xlsx/parts.py",
    "wres/files/xlsx/workbook.py",
    "wres/files/records.py",
    "wres/files/xlsx/archive.py",
    "wres/files/tables.py",
    "wres/files/evidence/links.py",
    "wres/files/evidence/office.py",
    "wres/files/evidence/pdfs.py",
    "wres/files/evidence/pictures.py",
    "indicators/imports/values.py",
    "actions/imports/likeness.py",
    "actions/imports/links.py",
    "actions/imports/completion.py",
    "actions/imports/decisions.py",
    "actions/updates/file_kinds.py",
    "actions/dates.py",
    "actions/delivery.py",
    "actions/quarters.py",
    "actions/imports/reading.py",
    "actions/imports/printed.py",
    "actions/imports/columns.py",
    "actions/imports/rows.py",
    "actions/imports/sections.py",
    "actions/imports/status.py",
    "actions/imports/action_rows.py",
    "actions/imports/proposals.py",
    "actions/imports/spreadsheets.py",
    "actions/imports/documents.py",
    "actions/imports/word.py",
]
OURS = {"wres", "indicators", "actions"}


def imports(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                is_module = (ROOT / f"{inner.replace('.', '/')}.py").exists()
                yield inner if is_module else node.module or ""


def modules(app):
    return [p for p in (ROOT / app).rglob("*.py") if "migrations" not in p.parts]


@pytest.mark.parametrize("app", MAY_IMPORT)
def test_imports_go_one_way(app):
    allowed = MAY_IMPORT[app]
    for path in modules(app):
        for name in imports(path):
            within = any(f"{name}.".startswith(f"{each}.") for each in allowed)
            assert within or name.split(".")[0] not in OURS, f"{path}: {name}"


def test_nothing_imports_a_view_but_the_table_of_contents():
    for app in OURS:
        for path in modules(app):
            views = [n for n in imports(path) if ".views" in n and n.split(".")[0] in OURS]
            assert not views or path.name == "urls.py", f"{path}: {views}"


@pytest.mark.parametrize("module", PURE)
def test_a_rule_needs_the_standard_library_only(module):
    for name in imports(ROOT / module):
        assert name.split(".")[0] not in {"django", "simple_history", "crispy_forms"}
        assert name.split(".")[0] not in OURS or f"{name.replace('.', '/')}.py" in PURE, name


def test_a_rule_never_asks_for_the_day():
    for module in PURE:
        for node in ast.walk(ast.parse((ROOT / module).read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                assert node.func.attr not in {"today", "now"}, f"{module}:{node.lineno}"


def test_templates_stay_short():
    for path in (ROOT / "templates").rglob("*.html"):
        assert len(path.read_text().splitlines()) <= 80, path


def test_whatever_a_test_waits_for_has_the_one_limit():
    """Shorter than a second is meant to run out: a slow machine cannot keep that from coming."""
    for path in (ROOT / "tests").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            named = isinstance(node, ast.keyword) and "timeout" in (node.arg or "")
            if named and isinstance(node.value, ast.Constant) and "bench" not in path.parts:
                assert node.value.value < 1, f"{path}:{node.value.lineno}: use tests.patience"
