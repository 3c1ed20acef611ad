"""What `make house` counts, in a house that was made up."""

import pytest

from tests import house

FILES = {
    "plans/__init__.py": "",
    "plans/models.py": "class Plan:\n    class Meta:\n        ordering = []\n",
    "plans/closing.py": (
        "from dataclasses import dataclass\n"
        "from plans import models\n"
        "@dataclass(frozen=True)\n"
        "class Closed:\n"
        "    plan: models.Plan\n"
    ),
    "plans/views.py": (
        "from plans.closing import Closed\n"
        "def page(request):\n    return _shown(request, _twice(_twice(1)))\n"
        "def _shown(request, number):\n    return number\n"
        "def _twice(number):\n    return Closed(number)\n"
    ),
    "plans/migrations/0001_initial.py": "def _left_out():\n    pass\n",
    "tests/__init__.py": "",
    "tests/test_plans.py": "def _left_out():\n    pass\n",
}


@pytest.fixture
def made_up(tmp_path):
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def test_the_table_is_counted_without_tests_and_migrations(made_up):
    assert list(house.measure(made_up).values()) == [
        "15 / 3",
        "5 / 7",
        "1 of 3 functions (33%)",
        "1; 1",
        "1 of 2 classes (50%)",
        "2",
        "1",
    ]


def test_the_helper_used_once_and_the_modules_with_one_reader_are_known_by_name(made_up):
    rooms = house.modules(made_up)
    assert [name for room in rooms for name in house.used_once(room)] == ["_shown"]
    assert house.imported_by_one(rooms) == ["plans.closing", "plans.models"]


def test_an_empty_house_is_measured_too(tmp_path):
    assert house.measure(tmp_path)["Product lines / modules, without migrations"] == "0 / 0"


def test_the_product_itself_is_measured():
    names = {module.name for module in house.modules(house.ROOT)}
    assert {"wres.settings", "actions.delivery", "indicators.models"} <= names
    assert not [name for name in names if "migrations" in name or name.startswith("tests")]
