"""Measure the house: how much there is to walk through, and what was cut too small.

    make house

Product modules are the files of its packages, without migrations and empty files. A private
function is used once when its name stands once in its file beside its definition. A public
function whose first argument is `request` counts as a view, a private one as a helper.
"""

import ast
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

ROOT = Path(__file__).parent.parent
NOT_PRODUCT = {"tests", "migrations", "node_modules", "build", "var"}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Module:
    """A file of the product, and its tree."""

    name: str  # "actions.views.plan", as it is imported
    lines: int
    tree: ast.Module

    @property
    def nodes(self):
        return list(ast.walk(self.tree))

    @property
    def functions(self):
        return [node for node in self.nodes if isinstance(node, FUNCTIONS)]

    @property
    def classes(self):
        """Without the options of models and forms, which Django has as classes too."""
        found = [node for node in self.nodes if isinstance(node, ast.ClassDef)]
        return [each for each in found if each.name != "Meta"]


def modules(root):
    """The product's modules under a folder: those of its packages."""
    found = []
    for package in sorted(root.glob("*/__init__.py")):
        for path in sorted(package.parent.rglob("*.py")):
            within = path.relative_to(root)
            if not NOT_PRODUCT & set(within.parts):
                name = ".".join(within.with_suffix("").parts).removesuffix(".__init__")
                if text := path.read_text():
                    found.append(Module(name, len(text.splitlines()), ast.parse(text)))
    return found


def measure(root):
    """The table's rows: what is measured, and its value in words."""
    house = modules(root)
    lines = [module.lines for module in house]
    functions = sum(len(module.functions) for module in house)
    classes = [each for module in house for each in module.classes]
    once = sum(len(used_once(module)) for module in house)
    takers = [each for module in house for each in module.tree.body if _takes_request(each)]
    helpers = sum(_is_private(each.name) for each in takers)
    dataclasses = sum(_is_dataclass(each) for each in classes)
    return {
        "Product lines / modules, without migrations": f"{sum(lines):,} / {len(house)}",
        "Module median / p90 lines": f"{median(lines or [0]):.0f} / {_ninetieth(lines):.0f}",
        "Private functions used once in their file": _share(once, functions, "functions"),
        "Views; helpers that take request": f"{len(takers) - helpers}; {helpers}",
        "Dataclasses": _share(dataclasses, len(classes), "classes"),
        "Modules imported by one other": str(len(imported_by_one(house))),
        "Modules named in -ing": str(sum(m.name.endswith("ing") for m in house)),
    }


def used_once(module):
    """Names of private functions that stand once in their file beside their definition."""
    names = Counter(_names(module))
    return [f.name for f in module.functions if _is_private(f.name) and names[f.name] == 1]


def imported_by_one(house):
    """Names of modules that one other module imports."""
    known = {module.name for module in house}
    importers = Counter()
    for module in house:
        importers.update((set(_imports(module)) & known) - {module.name})
    return sorted(name for name in known if importers[name] == 1)


def _names(module):
    for node in module.nodes:
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr


def _imports(module):
    for node in module.nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _is_private(name):
    return name.startswith("_") and not name.startswith("__")


def _takes_request(found):
    return isinstance(found, FUNCTIONS) and [a.arg for a in found.args.args][:1] == ["request"]


def _is_dataclass(found):
    return any("dataclass" in ast.unparse(each) for each in found.decorator_list)


def _ninetieth(lines):
    return quantiles(lines, n=10, method="inclusive")[-1] if len(lines) > 1 else sum(lines)


def _share(part, whole, of):
    return f"{part:,} of {whole:,} {of} ({part / whole:.0%})" if whole else f"0 of 0 {of}"


if __name__ == "__main__":
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT
    for what, value in measure(root).items():
        print(f"{what:<46} {value}")
