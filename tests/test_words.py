"""Counts, lists and days in words, and that no other module writes them its own way."""

import ast
from datetime import date

import pytest

from tests.test_house import OURS, ROOT, modules
from wres.words import counted, day_words, listed, month_words


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "0 actions"), (1, "1 action"), (2, "2 actions"), (1200, "1,200 actions")],
)
def test_a_count_agrees_with_its_noun(number, words):
    assert counted(number, "action") == words


def test_a_noun_may_have_a_plural_of_its_own():
    assert counted(2, "entry", "entries") == "2 entries"


@pytest.mark.parametrize(
    ("things", "words"), [([], ""), ([3], "3"), ([3, 8], "3 and 8"), ("ABC", "A, B and C")]
)
def test_the_last_of_a_list_follows_and(things, words):
    assert listed(things) == words


def test_a_choice_is_listed_with_or():
    assert listed(["CSV", "Excel", "Word"], "or") == "CSV, Excel or Word"


def test_a_day_and_a_month_have_their_name_written_out():
    assert day_words(date(2026, 3, 1)) == "1 March 2026"
    assert month_words(date(2026, 3, 1)) == "March 2026"


def endings():
    """Where a module adds an s itself, or writes out the name of a month."""
    for path in (path for app in OURS for path in modules(app)):
        for node in ast.walk(ast.parse(path.read_text())):
            is_plural = isinstance(node, ast.IfExp) and {"", "s"} == {
                getattr(side, "value", None) for side in (node.body, node.orelse)
            }
            is_month = isinstance(node, ast.FormattedValue) and ":%B %Y" in ast.unparse(node)
            if is_plural or is_month:
                yield f"{path.relative_to(ROOT)}:{node.lineno}"


def test_they_are_written_in_one_place():
    assert [each for each in endings() if not each.startswith("wres/words.py")] == []
