"""Loading counts, pay bands and boards: what is saved of them, and what is asked."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.imports import figure_load, templates
from indicators.imports.reading import read_figures
from indicators.models import Figure, FigureImport, FigureQuestion, PayBandCell
from indicators.rules.figures import displayed
from tests.conftest import FIGURES_FILE
from wres.audit import verification

LONG = "indicator,year,white,bme,value\n"
COUNTS = "indicator,year,group,numerator,denominator\n"
WIDE = "indicator,year,white numerator,white denominator,bme numerator,bme denominator,value\n"
BANDS = "year,staff group,band,white,bme,unknown\n"
WORKFORCE = "2025,clinical,Band 5,50,40,10\n2025,non-clinical,Band 2,70,25,5\n"
BOARD = "year,membership,white,bme,unknown,workforce\n"
BOARD_2025 = "2025,voting,8,3,0,\n2025,non-voting,2,1,1,\n"
TODAY = date(2026, 3, 16)


@pytest.fixture
def bring(trust, changing, ada):
    """`bring(text)`: Ada loads a file of this text; `save=False` looks only."""

    def run(text, *, organisation=trust, save=True, **options):
        data = text if isinstance(text, bytes) else text.encode()
        read = read_figures(data, indicators=figure_load.known_indicators())
        with changing(organisation, ada) as change:
            load = figure_load.compare(organisation, read)
            facts = {"organisation": organisation, "file_name": "new.csv", "sha256": "0" * 64}
            if save:
                figure_load.save(load, change, **facts, **options)
        return load

    return run


def figure(number, year, **facts):
    return Figure.objects.get(indicator__number=number, year=year, **{"part": "overall"} | facts)


def asked(load):
    return [(question.row, question.message) for question in load.questions]


def counts(load):
    return len(load.new), len(load.changed), len(load.unchanged)


def test_a_ratio_is_computed_from_its_counts(bring):
    load = bring(COUNTS + "2,2025,White,400,1000\n2,2025,BME,450,2014\n2,2025,unknown,3,10\n")
    held = figure(2, 2025)
    assert (held.white_count, held.bme_total, held.unknown_total) == (400, 2014, 10)
    assert displayed(held.held().value, "ratio") == Decimal("1.79")
    (entry,) = load.as_json()["new"]
    assert (entry["value"], entry["white_count"], entry["state"]) == ("1.7902", "400", "held")


def test_the_same_counts_in_another_shape_change_nothing(bring):
    bring(COUNTS + "2,2025,White,400,1000\n2,2025,BME,450,2014\n")
    load = bring(f"{WIDE.replace(',value', '')}2,2025,400,1000,450,2014\n")
    assert (counts(load), load.questions) == ((0, 0, 1), ())
    assert FigureImport.objects.count() == 1


def test_counts_that_change_are_changed_together(bring):
    bring(WIDE + "2,2025,400,1000,450,2014,\n")
    (changed,) = bring(WIDE + "2,2025,400,1000,460,2100,\n").as_json()["changed"]
    assert changed["before"] == {"bme_count": "450", "bme_total": "2014"}
    assert changed["after"] == {"bme_count": "460", "bme_total": "2100"}


def test_a_file_without_a_column_says_nothing_of_it(bring):
    bring(WIDE + "2,2025,400,1000,450,2014,1.79\n")
    load = bring(LONG + "2,2025,,,1.80\n")
    held = figure(2, 2025)
    assert (held.value, held.white_count) == (Decimal("1.80"), 400)
    assert counts(load) == (0, 1, 0)
    assert counts(bring(WIDE + "2,2025,400,1000,450,2014,1.80\n")) == (0, 0, 1)


def test_a_typed_ratio_that_its_counts_do_not_give_is_asked_about(bring):
    ((row, message),) = asked(bring(WIDE + "2,2025,400,1000,450,2014,1.7\n"))
    assert row == 2
    assert "1.70 was given, and the counts give 1.79" in message
    assert asked(bring(WIDE + "2,2024,400,1000,450,2014,1.79\n")) == []


def test_counts_without_events_are_held_as_not_calculable(bring):
    bring(WIDE + "3,2025,0,2000,7,1977,\n")
    held = figure(3, 2025)
    assert (held.state, held.value, held.white_count) == ("not_calculable", None, 0)


def test_a_figure_whose_counts_are_suppressed_now_keeps_none_of_them(bring):
    bring(WIDE + "3,2025,24,2700,17,1977,\n")
    bring(WIDE + "3,2025,24,2700,<11,1977,\n")
    held = figure(3, 2025)
    assert (held.state, held.white_count, held.bme_total) == ("suppressed", None, None)
    load = bring(WIDE + "3,2025,24,2700,17,1977,\n")
    assert "The figure was suppressed until now." in asked(load)[0][1]
    assert figure(3, 2025).bme_count == 17


def test_what_ada_corrected_by_hand_meets_new_counts_as_a_whole(bring, trust, ada, changing):
    bring(WIDE + "3,2025,24,2700,17,1977,\n")
    with changing(trust, ada):
        held = figure(3, 2025)
        held.bme_count, held.bme_total = 7, 10
        held.save()
    bring(WIDE + "3,2025,24,2700,18,1977,\n")
    assert (figure(3, 2025).bme_count, figure(3, 2025).bme_total) == (18, 1977)


def test_the_published_figures_come_with_three_questions(bring):
    way = "It is the BME rate ÷ the White rate. "
    load = bring(FIGURES_FILE.read_bytes())
    assert [(row, message.split(":")[0].split(",")[0]) for row, message in asked(load)] == [
        (7, f"The ratio went from 1.11 in 2024 to 2.51 in 2025. {way}Is it right?"),
        (10, "The ratio was 0.84 in 2024 and is 1.09 in 2025"),
        (14, "White staff fare worse in 2018 only"),
    ]
    assert asked(bring(FIGURES_FILE.read_bytes())) == []


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("5,2026,28.3,23.0,", "White 28.3% and BME 23.0% in 2026 are much nearer"),
        ("7,2026,46.9,59.0,", "Are White and BME swapped?"),
        ("2,2026,,,0.56", "1 ÷ 0.56 = 1.79 is much nearer to 1.79"),
        ("2,2026,,,0.56", "It is the White rate ÷ the BME rate."),
        ("2,2026,,,5.37", "The ratio went from 1.79 in 2025 to 5.37 in 2026"),
        ("8,2026,7.9,25.0,", "BME went from 14.4% in 2025 to 25.0% in 2026"),
        ("9,2026,,52.0,", "BME went from 26.7% in 2025 to 52.0% in 2026"),
        ("5,2026,0.23,0.28,", "Did you mean 28%?"),
    ],
)
def test_next_years_figures_are_held_against_those_held(bring, row, words):
    bring(FIGURES_FILE.read_bytes())
    questions = asked(bring(f"{LONG}{row}\n"))
    assert {number for number, _ in questions} == {2}
    assert any(words in message for _, message in questions)


def test_next_years_likely_figures_are_not_asked_about(bring):
    bring(FIGURES_FILE.read_bytes())
    assert asked(bring(f"{LONG}2,2026,,,1.60\n5,2026,24.0,28.0,\n9,2026,,30.0,\n")) == []


def test_figures_of_another_series_are_not_compared(bring):
    bring(FIGURES_FILE.read_bytes())
    text = "indicator,year,white,bme,series\n7,2026,46.9,59.0,2021 question\n"
    assert asked(bring(text)) == []
    assert figure(7, 2026).series == "2021 question"


def test_an_earlier_year_that_changes_is_a_correction(bring):
    bring(FIGURES_FILE.read_bytes())
    load = bring(f"{LONG}2,2024,,,1.64\n2,2025,,,1.80\n2,2023,,,1.70\n", save=False)
    assert [each.is_correction for each in load.changed] == [True, False]
    assert [each.is_correction for each in load.new] == [False]
    assert load.needs_reason


def test_last_year_is_an_earlier_one_once_the_file_brings_the_next(bring):
    bring(FIGURES_FILE.read_bytes())
    load = bring(f"{LONG}2,2025,,,1.80\n2,2026,,,1.75\n", save=False)
    assert [each.is_correction for each in load.changed] == [True]
    blank = bring(f"{LONG}2,2025,,,1.80\n2,2026,,,\n", save=False)
    assert [each.is_correction for each in blank.changed] == [False]


def test_pay_bands_are_kept_with_their_order_and_origin(bring):
    load = bring(BANDS + WORKFORCE + "2025,medical,Consultants,<11,5,1\n")
    cells = {cell.band: cell for cell in PayBandCell.objects.select_related("indicator")}
    five, consultants = cells["Band 5"], cells["Consultants"]
    assert (five.white, five.bme, five.unknown, five.position) == (50, 40, 10, 6)
    assert (five.indicator.number, five.staff_group, five.origin_row) == (1, "clinical", 2)
    assert (consultants.white, consultants.bme, consultants.is_suppressed) == (None, 5, True)
    assert FigureImport.objects.get().rows == 3
    assert load.as_json()["new"][0] == {
        "row": 2, "indicator": 1, "year": 2025, "staff_group": "clinical", "band": "Band 5",
        "state": "held", "white": "50", "bme": "40", "unknown": "10",
    }  # fmt: skip
    assert list(verification.problems()) == []


def test_pay_bands_that_are_loaded_again_change_where_they_differ(bring):
    bring(BANDS + WORKFORCE)
    assert counts(bring(BANDS + WORKFORCE)) == (0, 0, 2)
    load = bring(BANDS + WORKFORCE.replace("50,40", "51,40").replace("25,5", "*,5"))
    assert counts(load) == (0, 2, 0)
    assert load.changed[0].as_json()["after"] == {"white": "51"}
    assert [cell.bme for cell in PayBandCell.objects.order_by("origin_row")] == [40, None]
    assert "suppressed until now" in asked(bring(BANDS + WORKFORCE))[0][1]


def test_a_suppressed_band_comes_back_from_its_template_as_no_change(bring, trust):
    bring(BANDS + WORKFORCE.replace("2025", "2026") + "2026,medical,Consultants,<11,5,1\n")
    filled = templates.write(trust, templates.SHAPES["bands"], "csv", TODAY)
    assert b"Consultants,suppressed,suppressed,suppressed" in filled
    assert counts(bring(filled)) == (0, 0, 3)
    (changed,) = bring(BANDS + "2026,medical,Consultants,<11,6,1\n").changed
    assert changed.figure.bme == 6


def test_a_blank_headcount_is_held_as_nothing(bring):
    bring(BANDS + "2025,clinical,Band 5,50,,\n")
    cell = PayBandCell.objects.get()
    assert (cell.white, cell.bme, cell.unknown, cell.is_suppressed) == (50, None, None, False)


def test_a_board_is_set_against_the_workforce_of_its_years_pay_bands(bring):
    bring(BANDS + WORKFORCE)
    load = bring(BOARD + BOARD_2025)
    held = {part: figure(9, 2025, part=part) for part in ("overall", "voting", "non_voting")}
    assert {part: each.workforce for part, each in held.items()} == dict.fromkeys(held)
    shares = {each["workforce"] for each in load.as_json()["new"]}
    assert shares == {"32.5"}
    assert (held["voting"].bme_count, held["voting"].bme_total) == (3, 11)
    assert displayed(held["overall"].held().bme, "points") == Decimal("26.7")
    assert (len(load.new), asked(load)) == (3, [])


def test_a_board_is_set_against_the_workforce_that_its_file_gives(bring):
    bring(BANDS + WORKFORCE)
    load = bring(BOARD + BOARD_2025.replace("0,\n", "0,40.0\n"))
    assert figure(9, 2025).workforce == Decimal("40.0")
    assert "40.0% was given, and the pay bands of 2025 give 32.5%" in asked(load)[0][1]
    assert counts(bring(BOARD + BOARD_2025.replace("0,\n", "0,40.0\n"))) == (0, 0, 3)


EXECUTIVES = "2025,executive,5,2,0,\n2025,non-executive,5,2,1,\n"


def test_members_that_others_tell_are_asked_about_once_they_are_suppressed(bring):
    given = EXECUTIVES + BOARD_2025
    hidden = given.replace("voting,8,3", "voting,8,*")
    told = [
        [row for row, words in asked(bring(BOARD + text)) if "be worked out" in words]
        for text in (given, hidden, hidden)
    ]
    assert told == [[], [4], []]


def test_suppressed_members_are_asked_about_when_only_those_beside_them_change(bring):
    hidden = EXECUTIVES + BOARD_2025.replace("voting,8,3", "voting,8,*")
    bring(BOARD + hidden)
    load = bring(BOARD + hidden.replace("executive,5,2,1", "executive,5,2,2"))
    told = [row for row, words in asked(load) if "be worked out" in words]
    assert (told, 4 in {each.row.row for each in load.changed}) == ([4], False)


def test_units_have_figures_of_their_own(bring, trust):
    trust.units.create(name="Surgery")
    load = bring("indicator,year,unit,value\n2,2025,,1.79\n2,2025, surgery,1.20\n")
    assert len(load.new) == 2
    assert figure(2, 2025, unit__name="Surgery").value == Decimal("1.20")
    assert figure(2, 2025, unit=None).value == Decimal("1.79")
    assert load.new[1].words == "row 3, indicator 2 in 2025, Surgery: value 1.20"


def test_a_unit_that_the_trust_does_not_have_is_a_problem(bring, trust):
    trust.units.create(name="Surgery")
    (problem,) = bring("indicator,year,unit,value\n2,2025,Surgry,1.79\n").problems
    assert (problem.row, problem.column) == (2, "unit")
    assert "“Surgry” was given" in problem.message
    assert "(Surgery), or leave it blank" in problem.message


def test_rows_of_another_trust_are_not_loaded_here(bring):
    load = bring("indicator,year,organisation,value\n2,2025,ZE1,1.79\n2,2024,RKE,1.5\n")
    assert [(each.row, each.column) for each in load.problems] == [(2, "organisation")]
    assert not Figure.objects.exists()


def test_a_figure_given_with_and_without_the_code_of_its_trust_is_given_twice(bring):
    load = bring("indicator,year,organisation,value\n2,2025,RKE,1.79\n2,2025,,1.5\n")
    assert "Row 2 already gives indicator 2 for 2025" in load.problems[0].message


def test_each_trust_of_a_file_gets_its_own_rows(bring, trust, other_trust, ada):
    text = b"indicator,year,organisation,value\n2,2025,ZE1,1.79\n2,2025,,1.5\n"
    apart = read_figures(text, indicators=figure_load.known_indicators()).by_organisation("RKE")
    for organisation in (trust, other_trust):
        load = figure_load.compare(organisation, apart[organisation.pk])
        assert (len(load.new), load.problems) == (1, ())


def test_ada_confirms_questions_by_name(bring, ada):
    bring(FIGURES_FILE.read_bytes(), confirmed_by=ada, today=TODAY)
    _, four, six = FigureQuestion.objects.order_by("row")
    assert (four.indicator.number, four.year, four.row, four.column) == (4, 2025, 10, "value")
    assert (six.confirmed_by, six.confirmed_on, six.origin) == (
        ada, TODAY, FigureImport.objects.get()
    )  # fmt: skip
    assert list(verification.problems()) == []


def test_a_figure_leaves_one_history_row_a_load(bring, ada):
    bring(WIDE + "3,2025,24,2700,17,1977,\n" * 1, confirmed_by=ada, today=TODAY)
    bring(WIDE + "3,2025,25,2700,17,1977,\n")
    rows = Figure.history.model.objects.order_by("history_id")
    assert [(row.history_type, row.white_count) for row in rows] == [("+", 24), ("~", 25)]


def test_comparing_many_rows_takes_as_many_queries_as_one(trust, queries, bring):
    few, many = (
        read_figures(
            (LONG + "".join(f"2,{year},,,1.5\n" for year in range(2026 - count, 2026))).encode(),
            indicators=figure_load.known_indicators(),
        )
        for count in (1, 11)
    )
    with queries() as for_few:
        figure_load.compare(trust, few)
    with queries() as for_many:
        figure_load.compare(trust, many)
    assert len(for_few) == len(for_many) <= 4


def test_the_command_loads_counts_and_says_what_they_give(trust, load, tmp_path):
    path = tmp_path / "counts.csv"
    path.write_text(COUNTS + "2,2025,White,400,1000\n2,2025,BME,450,2014\n")
    assert "New: row 2, indicator 2 in 2025: value 1.7902" in load("figures", file=path)
    path.write_text(COUNTS + "2,2025,White,400,1000\n2,2025,BME,450,400\n")
    with pytest.raises(CommandError, match="1 problem"):
        load("figures", file=path)


def test_the_command_says_of_the_published_figures_what_it_always_did(trust, load):
    said = json.loads(load("figures", "RKE", "system@wres-tracker.invalid", "--json"))
    assert said["new"][0] == {
        "row": 2, "indicator": 2, "year": 2019, "state": "held", "value": "2.14"
    }  # fmt: skip
    assert said["new"][11] == {
        "row": 13, "indicator": 5, "year": 2025, "state": "held", "white": "23.0", "bme": "28.3"
    }  # fmt: skip
    assert [len(said[name]) for name in said] == [24, 0, 0, 0, 3]


EVERY = "year,unit,source period,part,indicator,white,bme,value,workforce"
EVERY += ",white numerator,white denominator,bme numerator,bme denominator"
WHOSE = ["2024,,,,", "2025,,,,", "2025,Surgery,,,", "2025,,Autumn,,"]
SHARES = ["20,25,,", "20,<11,,", ",25,,", "n/a,,,"]
FIGURES = {
    "2": [",,1.2,", ",,,", ",,not calculable,", ",,*,"],
    "5": SHARES,
    "9": [",25,,40", ",25,,", ",,,40"],
}
PAIRS = [",,,", "9,20,7,30", "9,20,0,30", "9,20,8,30", "*,20,7,30", "<11,<11,<11,<11"]
ROW = st.sampled_from(sorted(FIGURES)).flatmap(
    lambda indicator: st.tuples(
        st.sampled_from(WHOSE).map(lambda whose: f"{whose}{indicator}"),
        st.sampled_from(FIGURES[indicator]),
        st.sampled_from(PAIRS),
    ).map(",".join)
)
BAND = st.tuples(*[st.sampled_from(["", "0", "7", "<11", "1,000"])] * 3).map(
    lambda people: "2025,clinical,Band 5," + ",".join(f'"{each}"' for each in people)
)
BOARDS = st.tuples(*[st.sampled_from(["0", "3", "<11"])] * 3).map(
    lambda people: f"2025,total,{','.join(people)},"
)
FILES = (
    st.lists(ROW, min_size=1, max_size=2).map(lambda rows: "\n".join([EVERY, *rows]))
    | BAND.map(lambda row: BANDS + row)
    | BOARDS.map(lambda row: BOARD + row)
)


@settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(files=st.lists(FILES, min_size=1, max_size=4))
def test_whatever_files_follow_one_another_each_is_saved_or_refused_in_words(bring, trust, files):
    """And the same file again has nothing more to say."""
    trust.units.get_or_create(name="Surgery")
    for text in files:
        load = bring(text)
        again = bring(text)
        assert load.problems == again.problems
        assert not again.changes_something
        assert not again.questions or again.problems


TAKEN_AWAY = "is held, and the file leaves it blank. Is it to be taken away?"


@pytest.mark.parametrize("blank", ["2,2025,,,", "2,2025,,,n/a", "2,2025,,,not collected"])
def test_a_held_figure_that_a_file_leaves_blank_is_asked_about(bring, blank):
    bring(LONG + "2,2025,,,1.79\n2,2024,,,1.63\n")
    ((row, message),) = asked(bring(f"{LONG}{blank}\n2,2024,,,1.63\n"))
    assert row == 2
    assert f"Indicator 2 in 2025 {TAKEN_AWAY}" in message
    assert "delete the row from the file" in message


def test_headcounts_that_a_file_leaves_blank_are_asked_about(bring):
    bring(BANDS + "2025,clinical,Band 5,10,5,1\n2025,clinical,Band 6,8,4,1\n")
    ((row, message),) = asked(
        bring(BANDS + "2025,clinical,Band 5,,,\n2025,clinical,Band 6,8,4,1\n")
    )
    assert row == 2
    assert f"clinical, not medical, Band 5 {TAKEN_AWAY}" in message


def test_a_suppressed_figure_that_a_file_leaves_blank_is_not_said_to_be_shown(bring):
    bring(LONG + "2,2025,,,<11\n")
    ((_, message),) = asked(bring(LONG + "2,2025,,,\n"))
    assert "Indicator 2 in 2025 is suppressed, and the file leaves it blank" in message


def test_a_figure_that_is_suppressed_now_is_not_asked_about(bring):
    bring(LONG + "2,2025,,,1.79\n")
    assert asked(bring(LONG + "2,2025,,,<11\n")) == []
