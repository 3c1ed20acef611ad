"""Loading figures: what is new, changed and unchanged, and nothing saved with a problem."""

import csv
import hashlib
import json
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from indicators.models import Figure, FigureImport, FigureQuestion
from tests.conftest import FIGURES_FILE
from wres.accounts.middleware import london_today
from wres.audit import verification

PUBLISHED = FIGURES_FILE.read_text(encoding="utf-8")
with FIGURES_FILE.open(encoding="utf-8") as file:
    ROWS = list(csv.DictReader(file))


@pytest.fixture
def changed_file(tmp_path):
    """`changed_file("2,2025,,,1.79", "2,2025,,,1.80")`: the published figures with that change."""

    def make(*changes):
        text = PUBLISHED
        for old, new in zip(changes[::2], changes[1::2], strict=True):
            assert old in text
            text = text.replace(old, new)
        path = tmp_path / "results-new.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return make


def figure(number, year):
    return Figure.objects.get(indicator__number=number, year=year)


def test_every_published_figure_is_held_as_printed(trust, load):
    load("figures")
    for row in ROWS:
        held = figure(int(row["indicator"]), int(row["year"]))
        numbers = {name: getattr(held, name) for name in ("white", "bme", "value")}
        assert numbers == {name: Decimal(row[name]) if row[name] else None for name in numbers}
        assert held.loaded_cells == row
    assert Figure.objects.count() == len(ROWS) == 24


def test_each_figure_knows_its_file_and_row(trust, load):
    load("figures")
    origin = FigureImport.objects.get()
    assert (origin.file_name, origin.rows) == ("results.csv", len(ROWS))
    assert origin.sha256 == hashlib.sha256(FIGURES_FILE.read_bytes()).hexdigest()
    assert [figure(2, 2019).origin_row, figure(9, 2025).origin_row] == [2, 25]


def test_ada_loads_in_one_change_with_its_reason(trust, ada, load):
    load("figures", "RKE", ada.email)
    history = Figure.history.model.objects.all()
    assert {row.history_user for row in history} == {ada}
    assert {row.history_change_reason for row in history} == {"Loaded from results.csv"}
    assert {row.through for row in history} == {"manage.py load_figures"}
    assert len({row.request_id for row in history}) == 1
    assert list(verification.problems()) == []


def test_the_same_file_again_changes_nothing_and_says_so(trust, load):
    load("figures")
    assert "No changes: 0 new, 0 changed, 24 unchanged." in load("figures")
    assert FigureImport.objects.count() == 1
    assert Figure.history.model.objects.count() == len(ROWS)


def test_a_later_file_changes_the_figure_that_it_prints_otherwise(trust, load, changed_file):
    load("figures")
    said = load("figures", file=changed_file("2,2025,,,1.79", "2,2025,,,1.80"))
    assert "Changed: row 4, indicator 2 in 2025: value 1.79 → 1.80" in said
    assert "Saved: 0 new, 1 changed, 23 unchanged." in said
    assert float(figure(2, 2025).value) == 1.8
    assert figure(2, 2025).origin.file_name == "results-new.csv"
    assert figure(2, 2024).origin.file_name == "results.csv"


def test_what_ada_edited_stays_while_its_cell_is_as_it_was(
    trust, ada, load, changing, changed_file
):
    load("figures")
    edited = figure(5, 2025)
    with changing(trust, ada):
        edited.white = 22
        edited.save()
    assert "No changes" in load("figures")
    load("figures", file=changed_file("5,2025,23.0,28.3,", "5,2025,23.0,28.9,"))
    edited.refresh_from_db()
    assert (float(edited.white), float(edited.bme)) == (22.0, 28.9)


def test_a_figure_that_is_suppressed_now_keeps_no_number(trust, load, changed_file):
    load("figures")
    load("figures", file=changed_file("5,2025,23.0,28.3,", "5,2025,*,<11,"))
    held = figure(5, 2025)
    assert (held.state, held.white, held.bme) == ("suppressed", None, None)


def test_a_suppressed_figure_that_is_given_now_is_asked_about(trust, load, changed_file):
    load("figures", file=changed_file("5,2025,23.0,28.3,", "5,2025,*,<11,"))
    said = load("figures")
    assert "Question: row 13: The figure was suppressed until now." in said
    assert (figure(5, 2025).state, float(figure(5, 2025).bme)) == ("held", 28.3)


def test_a_new_year_is_added(trust, load, changed_file):
    load("figures")
    said = load("figures", file=changed_file("9,2025,,26.7,", "9,2025,,26.7,\n9,2026,,28.0,"))
    assert "Saved: 1 new, 0 changed, 24 unchanged." in said


def test_a_source_period_is_kept(trust, load, tmp_path):
    path = tmp_path / "one.csv"
    path.write_text("indicator,year,white,bme,source period\n5,2025,23.0,28.3,Autumn 2024\n")
    load("figures", file=path)
    assert figure(5, 2025).source_period == "Autumn 2024"
    path.write_text(path.read_text().replace("Autumn 2024", "Autumn " * 20))
    with pytest.raises(CommandError, match="1 problem"):
        load("figures", file=path)


QUESTION = ("9,2025,,26.7,", "9,2025,,*26.7*,")
CORRECTION = ("5,2024,27.2,30.0,", "5,2024,27.2,31.0,")


def test_a_round_that_has_not_begun_is_refused(trust, load, changed_file):
    file = changed_file("9,2025,,26.7,", f"9,{london_today().year + 1},,26.7,")
    with pytest.raises(CommandError, match="1 problem"):
        load("figures", file=file)


def test_a_figure_of_an_earlier_year_needs_a_reason(trust, ada, load, changed_file):
    load("figures")
    file = changed_file(*CORRECTION)
    with pytest.raises(CommandError, match="Run it again with --reason TEXT"):
        load("figures", file=file)
    assert float(figure(5, 2024).bme) == 30.0
    assert "Would save: 0 new, 1 changed" in load(
        "figures", "RKE", ada.email, "--dry-run", file=file
    )
    load("figures", "RKE", ada.email, "--reason", "The survey was weighted again", file=file)
    last = figure(5, 2024).history.first()
    assert float(last.bme) == 31.0
    assert last.history_change_reason == (
        "Loaded from results-new.csv: The survey was weighted again"
    )


def test_only_who_confirms_is_recorded_as_having_confirmed(trust, ada, load, changed_file):
    file = changed_file(*QUESTION)
    asked = load("figures", "RKE", ada.email, "--dry-run", file=file)
    assert "not confirmed: add --confirm if all is right" in asked
    said = load("figures", "RKE", ada.email, file=file)
    assert "not confirmed: look at the figures" in said
    assert "Saved: 24 new" in said.splitlines()[-1]
    assert not FigureQuestion.objects.exists()


def test_ada_confirms_what_the_file_asks(trust, ada, load, changed_file):
    said = load("figures", "RKE", ada.email, "--confirm", file=changed_file(*QUESTION))
    assert "not confirmed" not in said
    assert {kept.confirmed_by for kept in FigureQuestion.objects.all()} == {ada}
    assert FigureQuestion.objects.filter(indicator__number=9, year=2025, column="bme").exists()


def test_a_dry_run_says_what_would_change_and_leaves_no_row(trust, load):
    said = load("figures", "RKE", "system@wres-tracker.invalid", "--dry-run")
    assert "Would save: 24 new, 0 changed, 0 unchanged." in said
    assert not Figure.objects.exists()
    assert not FigureImport.objects.exists()


def test_a_problem_in_one_row_saves_nothing(trust, load, changed_file):
    with pytest.raises(CommandError, match="Nothing was saved: 1 problem"):
        load("figures", file=changed_file("3,2019,,,1.18", "3,2019,,,118%"))
    assert not Figure.objects.exists()


def test_json_has_the_promised_shape(trust, load, changed_file):
    load("figures")
    path = changed_file("2,2025,,,1.79", "2,2025,,,*1.80*", "9,2025,,26.7,\n", "")
    said = json.loads(load("figures", "RKE", "system@wres-tracker.invalid", "--json", file=path))
    assert list(said) == ["new", "changed", "unchanged", "problems", "questions"]
    facts = {"row": 4, "indicator": 2, "year": 2025}
    assert said["changed"] == [facts | {"before": {"value": "1.79"}, "after": {"value": "1.80"}}]
    assert said["unchanged"][0] == {
        "row": 2, "indicator": 2, "year": 2019, "state": "held", "value": "2.14"
    }  # fmt: skip
    assert [len(said["new"]), len(said["unchanged"])] == [0, 22]
    assert set(said["questions"][0]) == {"row", "column", "message"}
    assert figure(9, 2025).bme is not None  # vanished from the file, not from what is held


def test_json_lists_the_problems(trust, load, tmp_path):
    path = tmp_path / "wrong.csv"
    path.write_text("indicator,year,value\n2,1999,1.79\n")
    printed = json_of_failure(path)
    assert [(p["row"], p["column"]) for p in printed["problems"]] == [(2, "year")]
    assert printed["new"] == printed["changed"] == printed["unchanged"] == []
    path.write_text("")
    assert json_of_failure(path)["problems"][0]["message"] == "The selected file is empty"


def json_of_failure(path):
    """What the command prints before it fails."""
    said = StringIO()
    facts = ["--organisation", "RKE", "--as", "system@wres-tracker.invalid", "--json"]
    with pytest.raises(CommandError, match="1 problem"):
        call_command("load_figures", str(path), *facts, stdout=said)
    return json.loads(said.getvalue())


@pytest.mark.parametrize(
    ("code", "who", "words"),
    [
        ("XX9", "ada", "There is no organisation XX9"),
        ("RKE", "nobody", "has no active role in Riverside"),
        ("RKE", "noor", "has no active role in Riverside"),
        ("RKE", "dan", "has no active role in Riverside"),
        ("RKE", "ife", "is inclusion lead in Riverside .* and cannot import figures"),
    ],
)
def test_only_an_administrator_of_the_trust_loads_figures(
    trust, ada, ife, dan, noor, load, code, who, words
):
    with pytest.raises(CommandError, match=words):
        load("figures", code, f"{who}@example.nhs.uk")
    assert not Figure.objects.exists()


def test_a_file_that_is_not_there_is_named(trust, load):
    with pytest.raises(CommandError, match=r"missing\.csv cannot be read: No such file"):
        load("figures", file="missing.csv")


def test_another_trusts_figures_stay_as_they_are(trust, other_trust, load, changed_file):
    load("figures", "ZE1")
    load("figures", "RKE", file=changed_file("2,2025,,,1.79", "2,2025,,,1.80"))
    assert float(other_trust.figures.get(indicator__number=2, year=2025).value) == 1.79
