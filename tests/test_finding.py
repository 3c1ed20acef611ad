"""What the picture of an indicator says it shows: last year first, so that it never flatters."""

from decimal import Decimal

import pytest

from indicators.chart import finding
from indicators.rules.comparison import compare
from indicators.rules.figures import Aim, Held, State, Unit
from tests.test_comparison import published


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (2, "Up from 1.63 in 2024 to 1.79 in 2025, worse; 2.14 in 2019"),
        (4, "Up from 0.84 in 2024 to 1.09 in 2025, better, changed sides; 1.24 in 2019"),
        (
            5,
            "BME down from 30.0% in 2024 to 28.3% in 2025, better, but the gap widened "
            "from 2.8 to 5.3 percentage points; White down from 27.2% in 2024 to 23.0% in 2025, "
            "better; BME 29.1% in 2018; White 28.4% in 2018",
        ),
        (
            8,
            "BME up from 11.8% in 2024 to 14.4% in 2025, worse, and the gap widened "
            "from 4.4 to 6.5 percentage points; White up from 7.4% in 2024 to 7.9% in 2025, "
            "worse; BME 17.1% in 2018; White 8.2% in 2018",
        ),
        (9, "Board share 26.7% in both 2024 and 2025; 20.7% in 2019"),
    ],
)
def test_last_year_comes_before_the_baseline_and_the_gap_is_named(number, words):
    assert finding(published(number), 2025, "held") == words


def ratio(now, *earlier):
    held = [Held(year, value=Decimal(value), series=series) for year, value, series in earlier]
    return compare(now, held, aim=Aim.PARITY, unit=Unit.RATIO)


def test_without_last_year_it_says_why_nothing_is_compared():
    outcome = ratio(Held(2025, value=Decimal("1.79")), (2024, "1.63", "old"), (2019, "2.14", ""))
    assert finding(outcome, 2025, "held") == (
        "1.79 in 2025, not comparable with 2024: "
        "the figures for 2024 and 2025 are of different series; 2.14 in 2019"
    )


def test_a_figure_of_another_series_is_not_set_beside_it():
    outcome = ratio(Held(2025, value=Decimal("1.79")), (2024, "1.63", ""), (2019, "2.14", "old"))
    assert finding(outcome, 2025, "held") == "Up from 1.63 in 2024 to 1.79 in 2025, worse"


def test_a_suppressed_year_is_said_before_the_years_that_are_held():
    outcome = ratio(Held(2025, state=State.SUPPRESSED), (2024, "1.63", ""), (2019, "2.14", ""))
    assert finding(outcome, 2025, "suppressed") == "Suppressed in 2025; 2.14 in 2019; 1.63 in 2024"


def test_mirrored_ratios_are_neither_better_nor_worse():
    outcome = ratio(Held(2025, value=Decimal("1.25")), (2024, "0.80", ""))
    assert finding(outcome, 2025, "held") == (
        "Up from 0.80 in 2024 to 1.25 in 2025, neither better nor worse, changed sides"
    )


def test_a_gap_that_stays_is_said_to_be_unchanged():
    held = [
        Held(year, white=Decimal(bme) - 2, bme=Decimal(bme))
        for year, bme in ((2024, 30), (2025, 28))
    ]
    outcome = compare(held[1], held[:1], aim=Aim.LOWER, unit=Unit.PERCENT)
    assert "better, and the gap is unchanged at 2.0 percentage points" in finding(
        outcome, 2025, "held"
    )
