"""What a person is asked about a figure beside the years around it: published figures first."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators import doubts
from indicators.counts import Counts
from indicators.figures import Aim, Held, State, Unit

SAMPLE = Path(__file__).parent.parent / "indicators" / "samples" / "results.csv"
AIMS = {7: Aim.HIGHER, 9: Aim.ZERO} | dict.fromkeys([5, 6, 8], Aim.LOWER)
UNITS = {9: Unit.POINTS} | dict.fromkeys([5, 6, 7, 8], Unit.PERCENT)


def number(text):
    return Decimal(text) if text else None


def published():
    """The published figures of each indicator, by its number."""
    figures = {}
    with SAMPLE.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            shares = {name: number(row[name]) for name in ("white", "bme", "value")}
            held = Held(int(row["year"]), **shares)
            figures.setdefault(int(row["indicator"]), []).append(held)
    return figures


def asked(now, others, indicator=5):
    unit, aim = UNITS.get(indicator, Unit.RATIO), AIMS.get(indicator, Aim.PARITY)
    return [doubt.message for doubt in doubts.about(now, others, aim=aim, unit=unit)]


def shares(year, white, bme):
    return Held(year, white=number(white), bme=number(bme))


def ratio(year, value):
    return Held(year, value=number(value))


def test_two_of_the_published_figures_are_worth_a_question():
    found = {
        (indicator, now.year): asked(now, years, indicator)
        for indicator, years in published().items()
        for now in years
    }
    assert {key: words for key, words in found.items() if words} == {
        (4, 2025): [
            "The ratio was 0.84 in 2024 and is 1.09 in 2025, and 1 ÷ 1.09 = 0.92 is much nearer "
            "to 0.84. Is one of them upside down?"
        ],
        (6, 2018): [
            "White staff fare worse in 2018 only: White 32.5%, BME 26.7%. "
            "Are White and BME swapped?"
        ],
    }


@pytest.mark.parametrize("indicator", [5, 7, 8])
def test_a_published_pair_that_arrives_swapped_is_asked_about(indicator):
    *earlier, now = published()[indicator]
    swapped = shares(now.year, now.bme, now.white)
    (words,) = asked(swapped, earlier, indicator)
    assert "Are White and BME swapped?" in words


@pytest.mark.parametrize("indicator", [2, 3])
def test_a_published_ratio_that_arrives_upside_down_is_asked_about(indicator):
    *earlier, now = published()[indicator]
    (words,) = asked(ratio(now.year, f"{1 / now.value:.2f}"), earlier, indicator)
    assert "upside down?" in words or "Is it the right way up?" in words


@pytest.mark.parametrize(
    ("last", "now", "words"),
    [
        (("27.2", "30.0"), ("30.1", "27.0"), "much nearer to White 27.2% and BME 30.0% in 2024"),
        (("27.2", "30.0"), ("27.2", "40.1"), "BME went from 30.0% in 2024 to 40.1% in 2025"),
        (("27.2", "30.0"), ("16.0", "19.0"), "White went from 27.2% in 2024 to 16.0%; BME went"),
        (("27.2", "30.0"), ("27.2", "40.0"), ""),
        (("27.2", "30.0"), ("29.5", "28.9"), "The gap changes sides between 2024 and 2025"),
        (("27.2", "30.0"), ("27.2", "27.2"), ""),
        (("20.0", "25.0"), ("15.0", "31.0"), "The gap changes by more than 10 points"),
        (("20.0", "25.0"), ("15.0", "30.0"), ""),
        (("20.0", None), ("31.0", "9.0"), "White went from 20.0% in 2024 to 31.0%"),
        (("20.0", "25.0"), (None, "25.0"), ""),
        (("0.0", "0.0"), ("0.0", "0.0"), ""),
    ],
)
def test_shares_are_asked_about_beside_last_years(last, now, words):
    found = asked(shares(2025, *now), [shares(2024, *last)])
    assert [words in each for each in found] == ([True] if words else [])


@pytest.mark.parametrize(
    ("last", "now", "words"),
    [
        ("1.63", "1.79", ""),
        ("1.50", "0.66", "1 ÷ 0.66 = 1.52 is much nearer to"),
        ("0.60", "1.70", "1 ÷ 1.70 = 0.59 is much nearer to"),
        ("0.98", "1.60", "on the other side of 1"),
        ("1.11", "2.51", ""),
        ("1.00", "0.50", ""),
        ("1.20", "1.00", ""),
        (None, "0.50", ""),
        ("1.20", None, ""),
    ],
)
def test_ratios_are_asked_about_beside_last_years(last, now, words):
    found = asked(ratio(2025, now), [ratio(2024, last)], indicator=2)
    assert [words in each for each in found] == ([True] if words else [])


def test_a_ratio_is_asked_about_with_which_rate_is_on_top():
    (doubt,) = doubts.about(
        ratio(2025, "0.66"),
        [ratio(2024, "1.5")],
        aim=Aim.PARITY,
        unit=Unit.RATIO,
        numerator="white",
    )
    assert "It is the White rate ÷ the BME rate." in doubt.message
    assert doubt.column == "value"


def test_white_staff_who_fare_worse_in_one_year_only_are_asked_about():
    others = [shares(2019, "20", "25"), shares(2022, "21", "24")]
    assert "in 2025 only" in asked(shares(2025, "26", "21"), others)[0]
    assert asked(shares(2025, "26", "21"), others[:1]) == []
    assert asked(shares(2025, "26", "21"), [*others, shares(2020, "25", "24")]) == []
    assert asked(shares(2025, "21", "21"), others) == []


def test_only_the_year_directly_before_is_last_year():
    assert asked(shares(2025, "50", "60"), [shares(2023, "20", "30"), shares(2026, "9", "9")]) == []
    assert asked(ratio(2025, "0.66"), [ratio(2023, "1.5")], indicator=2) == []


def test_a_board_share_that_jumps_is_asked_about():
    now, last = shares(2025, None, "40.0"), shares(2024, None, "26.7")
    assert "BME went from 26.7% in 2024 to 40.0% in 2025" in asked(now, [last], indicator=9)[0]


def test_a_figure_that_is_no_number_raises_no_doubt():
    suppressed = Held(2025, state=State.SUPPRESSED)
    assert asked(suppressed, [shares(2024, "1", "99")]) == []
    assert asked(shares(2025, "20", "30"), [suppressed, Held(2024, state=State.NOT_HELD)]) == []


RECRUITMENT = Counts(white=(17, 2505), bme=(9, 725))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("1.83", []),
        ("1.82", []),
        ("1.84", ["1.84 was given, and the counts give 1.83."]),
        ("1.7", ["1.70 was given, and the counts give 1.83."]),
        (None, []),
    ],
)
def test_a_typed_ratio_is_held_against_its_counts(typed, words):
    found = doubts.against_counts(ratio(2025, typed), RECRUITMENT, Unit.RATIO, "bme")
    assert [doubt.message.split(" Are ")[0] for doubt in found] == words


@pytest.mark.parametrize(("appointed", "is_asked"), [(200, True), (100, False), (9, False)])
def test_counts_that_give_an_unlikely_ratio_are_asked_about(appointed, is_asked):
    found = doubts.against_counts(
        ratio(2025, None), Counts((10, 1000), (appointed, 1000)), Unit.RATIO, "bme"
    )
    assert ["right columns?" in doubt.message for doubt in found] == ([True] if is_asked else [])


def test_a_board_percentage_that_no_such_board_has_is_asked_about():
    board = Counts(white=(12, 15), bme=(3, 15))
    (doubt,) = doubts.against_counts(shares(2025, None, "20.7"), board, Unit.POINTS, "")
    assert (doubt.column, "the counts give 20.0%" in doubt.message) == ("bme", True)
    assert not doubts.against_counts(shares(2025, None, "20.0"), board, Unit.POINTS, "")


def test_survey_shares_are_held_against_their_counts():
    survey = Counts(white=(230, 1000), bme=(255, 900))
    assert not doubts.against_counts(shares(2025, "23.0", "28.3"), survey, Unit.PERCENT, "")
    (doubt,) = doubts.against_counts(shares(2025, "23.0", "28.5"), survey, Unit.PERCENT, "")
    assert doubt.column == "bme"


SHARE = st.none() | st.decimals(0, 100, places=4)
HELD = st.builds(
    Held,
    st.integers(2015, 2026),
    white=SHARE,
    bme=SHARE,
    workforce=SHARE,
    value=st.none() | st.decimals(0, 100, places=4),
    state=st.sampled_from(State),
)


@given(HELD, st.lists(HELD, max_size=4), st.sampled_from([Unit.RATIO, Unit.PERCENT, Unit.POINTS]))
def test_no_figures_break_the_rules_and_one_question_is_enough(now, others, unit):
    assert len(doubts.about(now, others, aim=Aim.LOWER, unit=unit)) <= 1
