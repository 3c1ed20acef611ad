"""The house: imports go one way, and the rules stay free of Django."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MAY_IMPORT = {
    "audit": {"audit"},
    "organisations": {"audit", "organisations", "wres.nhsuk_forms"},
    "files": {"organisations", "audit", "files"},
    "indicators": {"audit", "organisations", "files", "indicators", "wres.nhsuk_forms"},
    "actions": {"audit", "organisations", "files", "indicators", "actions", "wres.nhsuk_forms"},
}
PURE = [
    "audit/putting_back.py",
    "indicators/comparison.py",
    "indicators/standards.py",
    "actions/loading/forms.py",
    "indicators/figures.py",
    "indicators/targets.py",
    "indicators/statistics.py",
    "indicators/counts.py",
    "indicators/bands.py",
    "indicators/wording.py",
    "indicators/typed.py",
    "indicators/picture.py",
    "indicators/expected.py",
    "indicators/doubts.py",
    "indicators/band_doubts.py",
    "indicators/reading/__init__.py",
    "indicators/reading/columns.py",
    "indicators/reading/rows.py",
    "indicators/reading/notes.py",
    "indicators/reading/counts.py",
    "indicators/reading/bands.py",
    "indicators/reading/beside.py",
    "indicators/reading/board.py",
    "indicators/reading/long.py",
    "organisations/names.py",
    "files/guard.py",
    "files/refused.py",
    "files/reader.py",
    "files/spelling.py",
    "files/names.py",
    "files/uploads.py",
    "files/sheets.py",
    "files/text.py",
    "files/formats.py",
    "files/parts.py",
    "files/cells.py",
    "files/merged.py",
    "files/workbooks.py",
    "files/headers.py",
    "files/rows.py",
    "files/archives.py",
    "files/tables.py",
    "files/links.py",
    "files/office.py",
    "files/pdfs.py",
    "files/pictures.py",
    "indicators/cells.py",
    "actions/loading/cells.py",
    "actions/loading/completion.py",
    "actions/loading/deciding.py",
    "actions/cycle/file_kinds.py",
    "actions/dates.py",
    "actions/delivery.py",
    "actions/quarters.py",
    "actions/slippage.py",
    "actions/loading/reading.py",
    "actions/loading/printed.py",
    "actions/loading/headers.py",
    "actions/loading/sorting.py",
    "actions/loading/titles.py",
    "actions/loading/likeness.py",
    "actions/loading/shading.py",
    "actions/loading/carrying.py",
    "actions/loading/standing.py",
    "actions/loading/overall.py",
    "actions/loading/spreadsheets.py",
    "actions/loading/documents.py",
    "actions/loading/word.py",
    "actions/loading/understanding.py",
]
OURS = {"audit", "organisations", "files", "indicators", "actions", "wres"}


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
            top = name.split(".")[0]
            assert top not in OURS or top in allowed or name in allowed, f"{path}: {name}"


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
