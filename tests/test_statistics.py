"""Is it chance? The published vectors, and what counts cannot say."""

from decimal import Decimal
from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.rules.statistics import (
    chance_words,
    change,
    exact_chance,
    gap,
    relative_likelihood,
    share,
    typed_differs,
)


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ((9, 725, 17, 2505), "1.83 (0.82 to 4.09), could be chance"),
        ((24, 2700, 7, 1977), "2.51 (1.08 to 5.81), unlikely to be chance alone"),
        ((400, 1000, 450, 2014), "1.79 (1.60 to 2.00), unlikely to be chance alone"),
        ((5, 5, 7, 7), "1.00 (1.00 to 1.00), could be chance"),
    ],
)
def test_a_relative_likelihood_says_its_interval_and_whether_it_could_be_chance(counts, words):
    result = relative_likelihood(*counts)
    assert result.words == words
    assert result.could_be_chance is words.endswith("could be chance")


@pytest.mark.parametrize("counts", [(0, 50, 3, 60), (3, 50, 0, 60), (0, 50, 0, 60)])
def test_no_events_is_not_a_likelihood_of_nothing(counts):
    result = relative_likelihood(*counts)
    assert result.words == "not calculable (no events)"
    assert (result.ratio, result.could_be_chance) == (None, None)


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        ((6, 5, 1, 5), "between 0 and the total of 5, not 6"),
        ((1, 5, 6, 5), "between 0 and the total of 5, not 6"),
        ((-1, 5, 1, 5), "between 0 and the total of 5, not -1"),
        ((0, 0, 1, 5), "The total must be 1 or more, not 0"),
        ((1, 5, 0, -2), "The total must be 1 or more, not -2"),
    ],
)
def test_counts_that_cannot_be_are_refused(counts, message):
    for count in (relative_likelihood, change):
        with pytest.raises(ValueError, match=message):
            count(*counts)


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ((255, 900), "28.3% (25.5 to 31.4)"),
        ((0, 10), "0.0% (0.0 to 27.8)"),
        ((10, 10), "100.0% (72.2 to 100.0)"),
    ],
)
def test_a_share_says_its_interval(counts, words):
    assert share(*counts).words == words


def test_a_share_of_more_than_everyone_is_refused():
    with pytest.raises(ValueError, match="between 0 and the total of 4, not 5"):
        share(5, 4)


def test_a_change_between_two_years_could_be_chance():
    result = change(270, 900, 255, 900)
    assert result.words == "30.0% to 28.3% (z 0.78), could be chance"
    assert result.could_be_chance


def test_a_rise_is_below_zero_and_a_large_one_is_unlikely_to_be_chance():
    assert (
        change(200, 900, 300, 900).words == "22.2% to 33.3% (z −5.26), unlikely to be chance alone"
    )


@pytest.mark.parametrize(
    ("before", "after", "shown", "is_chance"),
    [
        (100, 128, "z −1.97", False),
        (101, 129, "z −1.96", True),  # 1.9626: decided as displayed
        (130, 102, "z 1.96", True),
        (128, 100, "z 1.97", False),
    ],
)
def test_a_change_up_to_1_96_standard_errors_could_be_chance(before, after, shown, is_chance):
    result = change(before, 1000, after, 1000)
    assert shown in result.words
    assert result.could_be_chance is is_chance


@pytest.mark.parametrize("count", [0, 12])
def test_no_one_or_everyone_in_both_years_is_no_change(count):
    assert change(count, 12, count, 12).could_be_chance


@pytest.mark.parametrize(
    ("counts", "chance"),
    [
        ((3, 4, 1, 4), "0.4857"),  # the lady tasting tea, two-sided
        ((1, 10, 11, 14), "0.0028"),
        ((0, 10, 10, 10), "0.0000"),
        ((5, 10, 5, 10), "1.0000"),
        ((0, 7, 0, 9), "1.0000"),
        ((7, 7, 9, 9), "1.0000"),
        ((1, 10, 5, 10), "0.1409"),
        ((8, 10, 1, 6), "0.0350"),
    ],
)
def test_the_exact_test_gives_the_known_chances(counts, chance):
    a, n1, b, n2 = counts
    assert f"{exact_chance(*counts):.4f}" == f"{exact_chance(b, n2, a, n1):.4f}" == chance


@given(st.integers(1, 40), st.integers(1, 40), st.data())
def test_the_exact_test_adds_up_all_tables_no_likelier(n1, n2, data):
    a, b = data.draw(st.integers(0, n1)), data.draw(st.integers(0, n2))
    low, high = max(0, a + b - n2), min(n1, a + b)
    ways = {k: comb(n1, k) * comb(n2, a + b - k) for k in range(low, high + 1)}
    exact = Fraction(sum(w for w in ways.values() if w <= ways[a]), sum(ways.values()))
    assert exact_chance(a, n1, b, n2) == pytest.approx(float(exact), rel=1e-6, abs=1e-12)


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ((230, 1000, 255, 900), "5.3 percentage points apart, unlikely to be chance alone"),
        ((270, 900, 255, 900), "1.7 percentage points apart, could be chance"),
        ((3, 20, 5, 18), "12.8 percentage points apart, too few people to tell (exact test)"),
        ((0, 12, 0, 12), "0.0 percentage points apart, too few people to tell (exact test)"),
        (
            (0, 2000, 6, 20),
            "30.0 percentage points apart, few people, but unlikely to be chance alone "
            "(exact test)",
        ),
    ],
)
def test_a_gap_says_whether_it_could_be_chance(counts, words):
    assert gap(*counts).words == f"White and BME are {words}"
    assert gap(*counts, is_survey=True).words.endswith(", indicative")
    white, n1, bme, n2 = counts
    assert gap(bme, n2, white, n1).words == gap(*counts).words


def test_survey_results_are_called_indicative():
    assert share(255, 900, is_survey=True).words == "28.3% (25.5 to 31.4), indicative"
    assert change(270, 900, 255, 900, is_survey=True).words.endswith("could be chance, indicative")


def test_a_figure_without_counts_says_so():
    assert chance_words(None) == "no counts held, so chance cannot be assessed"
    assert chance_words(share(255, 900)) == "28.3% (25.5 to 31.4)"


@pytest.mark.parametrize(
    ("typed", "differs"),
    [("1.83", False), ("1.82", False), ("1.7", True), ("1.84", True), ("0.55", True)],
)
def test_a_typed_ratio_far_from_its_counts_is_questioned(typed, differs):
    computed = relative_likelihood(9, 725, 17, 2505).ratio
    assert typed_differs(Decimal(typed), computed) is differs


def test_a_difference_of_exactly_one_hundredth_passes():
    assert not typed_differs(Decimal("1.80"), Decimal("1.79"))


counts = st.integers(1, 5000).flatmap(
    lambda total: st.tuples(st.integers(0, total), st.just(total))
)


@given(counts, counts)
def test_likelihoods_lie_in_their_interval_and_turn_over_with_the_groups(one, other):
    result, turned = relative_likelihood(*one, *other), relative_likelihood(*other, *one)
    if result.ratio is None:
        assert 0 in (one[0], other[0])
        assert turned.ratio is None
        return
    slack = Decimal("1e-20")
    assert result.low <= result.ratio + slack <= result.high + 2 * slack
    assert abs(result.ratio * turned.ratio - 1) < slack
    assert abs(result.low * turned.high - 1) < slack


@given(counts)
def test_shares_lie_in_their_interval_between_0_and_100(count):
    result = share(*count)
    slack = Decimal("1e-20")
    assert 0 <= result.low <= result.percent + slack
    assert result.percent - slack <= result.high <= 100
