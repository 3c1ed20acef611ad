"""The outcomes rule, with the published figures as its table."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.rules import comparison
from indicators.rules.comparison import (
    Aim,
    Group,
    Held,
    Position,
    State,
    Trend,
    Unit,
    compare,
    displayed,
    sentence,
    shortfall,
)

SAMPLE = Path(comparison.__file__).parents[1] / "samples" / "results.csv"
RANGE = (Decimal("0.80"), Decimal("1.25"))
RATIO = {"aim": Aim.PARITY, "unit": Unit.RATIO}
LOWER = {"aim": Aim.LOWER, "unit": Unit.PERCENT}
HIGHER = {"aim": Aim.HIGHER, "unit": Unit.PERCENT}
BOARD = {"aim": Aim.ZERO, "unit": Unit.POINTS}
GRID = {"aim": Aim.NONE, "unit": Unit.GRID}
KIND = {2: RATIO, 3: RATIO, 4: RATIO, 5: LOWER, 6: LOWER, 7: HIGHER, 8: LOWER, 9: BOARD}

GOOD, SOME, NEEDED = (
    "performing well",
    "some improvement – further work needed",
    "improvement needed",
)
FLAG = ["improved, but the gap widened"]

# number: position, (gap, before, after, changed sides), group, flags, why in part
GOLDEN = {
    2: ("declined", ("widened", "1.63", "1.79", False), NEEDED, [], "outside the target range"),
    3: ("declined", ("widened", "1.11", "2.51", False), NEEDED, [], "outside the target range"),
    4: ("improved", ("narrowed", "1.19", "1.09", True), GOOD, [], "inside the target range"),
    5: ("improved", ("widened", "2.8", "5.3", False), SOME, FLAG, "No target is set"),
    6: ("improved", ("narrowed", "4.5", "3.2", False), SOME, [], "No target is set"),
    7: ("improved", ("widened", "10.1", "12.1", False), SOME, FLAG, "No target is set"),
    8: ("declined", ("widened", "4.4", "6.5", False), NEEDED, [], "No target is set"),
    9: ("remained the same", ("not computable", None, None, False), NEEDED, [], "alone cannot"),
}
REFERENCES = [
    (2, 2024, "value", "1.63", "up", "worse"),
    (2, 2019, "value", "2.14", "down", "better"),
    (3, 2024, "value", "1.11", "up", "worse"),
    (3, 2019, "value", "1.18", "up", "worse"),
    (4, 2024, "value", "0.84", "up", "better"),
    (4, 2019, "value", "1.24", "down", "better"),
    (5, 2024, "white", "27.2", "down", "better"),
    (5, 2024, "bme", "30.0", "down", "better"),
    (5, 2018, "white", "28.4", "down", "better"),
    (5, 2018, "bme", "29.1", "down", "better"),
    (6, 2024, "white", "20.6", "up", "worse"),
    (6, 2024, "bme", "25.1", "down", "better"),
    (6, 2018, "white", "32.5", "down", "better"),
    (6, 2018, "bme", "26.7", "down", "better"),
    (7, 2024, "white", "56.4", "up", "better"),
    (7, 2024, "bme", "46.3", "up", "better"),
    (7, 2018, "white", "59.5", "down", "worse"),
    (7, 2018, "bme", "39.8", "up", "better"),
    (8, 2024, "white", "7.4", "up", "worse"),
    (8, 2024, "bme", "11.8", "up", "worse"),
    (8, 2018, "white", "8.2", "down", "better"),
    (8, 2018, "bme", "17.1", "down", "better"),
    (9, 2024, "bme", "26.7", "same", "same"),
    (9, 2019, "bme", "20.7", "up", "better"),
]


def published(number):
    """The published outcome of an indicator in 2025, from the sample file."""
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["indicator"] == str(number)]
    held = [
        Held(int(r["year"]), **{k: Decimal(r[k]) for k in ("white", "bme", "value") if r[k]})
        for r in rows
    ]
    now = next(h for h in held if h.year == 2025)
    return compare(now, held, **KIND[number], target_range=RANGE if number < 5 else None)


def ratio(value, year=2025, **rest):
    return Held(year, value=Decimal(value), **rest)


def percent(white, bme, year=2025, **rest):
    return Held(year, white=Decimal(white), bme=Decimal(bme), **rest)


@pytest.mark.parametrize("number", GOLDEN)
def test_every_published_indicator_has_its_golden_outcome(number):
    outcome = published(number)
    position, (trend, before, after, changed), group, flags, why = GOLDEN[number]
    assert (outcome.position, outcome.group, list(outcome.flags)) == (position, group, flags)
    sizes = [
        None if size is None else str(size) for size in (outcome.gap.before, outcome.gap.after)
    ]
    assert (outcome.gap.trend, *sizes) == (trend, before, after)
    assert outcome.gap.changed_sides is changed
    assert why in outcome.why


def test_every_published_reference_has_its_arrow_and_effect():
    shown = [
        (number, r.year, r.measure, str(r.value), r.arrow, r.effect)
        for number in GOLDEN
        for r in published(number).references
    ]
    assert shown == REFERENCES


def test_current_values_are_given_as_displayed():
    assert [(s.measure, s.words) for s in published(5).current] == [
        ("white", "23.0%"),
        ("bme", "28.3%"),
    ]
    assert [(s.measure, s.words) for s in published(9).current] == [("bme", "26.7%")]


def test_indicator_1_is_shown_without_a_figure():
    outcome = compare(Held(2025, state=State.NOT_HELD), [], **GRID)
    assert (outcome.group, outcome.why) == (Group.NOT_ASSESSED, "No figure held.")
    assert outcome.gap.words == "not computable: no figure held for 2025"


def test_a_held_grid_is_not_judged_in_one_direction():
    outcome = compare(Held(2025), [Held(2024)], **GRID)
    assert (outcome.group, outcome.references) == (Group.NOT_ASSESSED, ())
    assert "No single direction" in outcome.why


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (2, "widened from 1.63 to 1.79 times"),
        (4, "narrowed from 1.19 to 1.09 times, changed sides"),
        (5, "widened from 2.8 to 5.3 percentage points"),
        (9, "not computable: no workforce share held for 2024 and 2025"),
    ],
)
def test_a_gap_is_said_in_words(number, words):
    assert published(number).gap.words == words


@pytest.mark.parametrize(
    ("number", "at", "words"),
    [
        (5, 1, "down from 30.0%, better"),
        (7, 2, "down from 59.5%, worse"),
        (9, 0, "same as 2024"),
        (2, 0, "up from 1.63, worse"),
    ],
)
def test_an_arrow_and_its_effect_are_both_said_in_words(number, at, words):
    assert published(number).references[at].words == words


@pytest.mark.parametrize(
    ("number", "why"),
    [
        (
            4,
            "The ratio of 1.09 is inside the target range 0.80 to 1.25. "
            "The position improved: the ratio went from 0.84 in 2024 to 1.09 in 2025.",
        ),
        (
            5,
            "No target is set for the BME figure, so it cannot be performing well. "
            "The position improved: the BME figure went from 30.0% in 2024 to 28.3% in 2025.",
        ),
        (
            8,
            "No target is set for the BME figure, so it cannot be performing well. "
            "The position declined: the BME figure went from 11.8% in 2024 to 14.4% in 2025.",
        ),
        (
            9,
            "The board share alone cannot meet a target: the target is about its difference from "
            "the workforce. The position remained the same: "
            "the board share was 26.7% in both 2024 and 2025.",
        ),
    ],
)
def test_a_group_says_why(number, why):
    assert published(number).why == why


@pytest.mark.parametrize(
    ("value", "group"),
    [
        ("0.80", GOOD),
        ("1.25", GOOD),
        ("0.795", GOOD),
        ("1.2549", GOOD),
        ("0.79", NEEDED),
        ("1.26", NEEDED),
        ("0.7949", NEEDED),
        ("1.255", NEEDED),
    ],
)
def test_the_target_range_includes_both_ends_as_displayed(value, group):
    assert compare(ratio(value), [ratio("1.00", 2024)], **RATIO, target_range=RANGE).group == group


def test_a_ratio_without_a_range_cannot_be_green():
    outcome = compare(ratio("1.00"), [ratio("1.00", 2024)], **RATIO)
    assert outcome.group == Group.IMPROVEMENT_NEEDED
    assert "No target range is set for the ratio" in outcome.why


def test_a_range_that_starts_above_its_end_is_refused():
    with pytest.raises(ValueError, match=r"starts at 1\.25, which is above its end 0\.80"):
        compare(ratio("1.00"), [], **RATIO, target_range=RANGE[::-1])


def test_an_aim_that_does_not_fit_its_unit_is_refused():
    with pytest.raises(ValueError, match="ratio cannot have the aim lower"):
        compare(ratio("1.00"), [], aim=Aim.LOWER, unit=Unit.RATIO)


def test_ratios_at_mirrored_ends_are_equally_far_from_parity():
    outcome = compare(ratio("0.80"), [ratio("1.25", 2024)], **RATIO, target_range=RANGE)
    assert (outcome.position, outcome.gap.trend) == (Position.SAME, Trend.UNCHANGED)
    assert outcome.gap.words == "unchanged at 1.25 times, changed sides"
    assert outcome.references[0].words == "down from 1.25, neither better nor worse"
    assert (
        "The position remained the same distance from its aim: the ratio went from 1.25"
        in outcome.why
    )


def test_a_small_change_of_gap_does_not_contradict_its_displayed_sizes():
    gap = compare(ratio("1.19"), [ratio("0.84", 2024)], **RATIO).gap
    assert gap.words == "narrowed slightly, 1.19 times in both years, changed sides"


@pytest.mark.parametrize(("before", "now"), [("0.90", "1.00"), ("1.00", "0.90"), ("1.00", "1.00")])
def test_parity_has_no_side(before, now):
    assert not compare(ratio(now), [ratio(before, 2024)], **RATIO).gap.changed_sides


def test_equal_white_and_bme_have_no_side_but_opposite_ones_do():
    even, ahead, behind = percent(20, 20, 2024), percent(20, 19, 2024), percent(20, 21)
    assert not compare(behind, [even], **LOWER).gap.changed_sides
    assert compare(behind, [ahead], **LOWER).gap.changed_sides


def test_what_is_displayed_as_equal_is_equal():
    outcome = compare(percent("20", "23.04"), [percent("20", "22.96", 2024)], **LOWER)
    assert (outcome.position, outcome.gap.trend) == (Position.SAME, Trend.UNCHANGED)
    assert outcome.references[1].words == "same as 2024"


def test_a_gap_is_taken_between_displayed_percentages():
    gap = compare(percent("10.04", "12.05"), [percent("10.0", "12.1", 2024)], **LOWER).gap
    assert (gap.trend, gap.after) == (Trend.UNCHANGED, Decimal("2.1"))


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        ("1.785", Unit.RATIO, "1.79"),
        ("1.7849999", Unit.RATIO, "1.78"),
        ("28.25", Unit.PERCENT, "28.3"),
        ("28", Unit.PERCENT, "28.0"),
        ("-14.85", Unit.POINTS, "-14.9"),
        ("-0.04", Unit.POINTS, "0.0"),
    ],
)
def test_figures_are_displayed_half_up(value, unit, shown):
    assert str(displayed(Decimal(value), unit)) == shown


@pytest.mark.parametrize("value", ["NaN", "Infinity"])
def test_what_is_no_number_is_not_displayed(value):
    with pytest.raises(ValueError, match="A figure is a number"):
        displayed(Decimal(value), Unit.RATIO)


def test_the_baseline_never_stands_in_for_last_year():
    outcome = compare(ratio("1.79"), [ratio("2.14", 2019)], **RATIO, target_range=RANGE)
    assert (outcome.position, outcome.group) == ("not assessed", "not assessed")
    assert (
        "No figure held for 2024, so it cannot be said whether the ratio improved." in outcome.why
    )
    assert outcome.gap.words == "not computable: no figure held for 2024"
    assert outcome.references[0].words == "down from 2.14, better"


def test_a_target_can_be_met_in_the_first_year():
    outcome = compare(ratio("1.09"), [], **RATIO, target_range=RANGE)
    assert (outcome.position, outcome.group) == (Position.NOT_ASSESSED, Group.PERFORMING_WELL)


def test_this_year_and_later_ones_are_no_references():
    outcome = compare(ratio("1.63", 2024), [ratio("1.63", 2024), ratio("1.79")], **RATIO)
    assert outcome.references == ()


def test_different_series_are_never_compared():
    before = percent(50, 40, 2024, series="until 2020")
    outcome = compare(percent(59, 46.9, series="from 2021"), [before], **HIGHER)
    assert (outcome.position, outcome.gap.trend) == ("not assessed", "not computable")
    assert "The figures for 2024 and 2025 are of different series, so" in outcome.why
    assert outcome.gap.before is None
    assert {(r.arrow, r.effect) for r in outcome.references} == {(None, None)}
    assert outcome.references[0].words.startswith("not comparable: the figures for 2024")


def test_of_a_year_held_in_two_series_the_comparable_one_counts():
    old, new = percent(50, 40, 2024, series="old"), percent(60, 45, 2024, series="new")
    now = percent(59, 46, series="new")
    for order in ([old, new], [new, old]):
        outcome = compare(now, order, **HIGHER)
        assert outcome.position == Position.IMPROVED
        assert [r.value for r in outcome.references] == [Decimal(60), Decimal(45)]


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (State.SUPPRESSED, "The figure for 2025 is suppressed."),
        (State.NOT_COLLECTED, "The figure for 2025 was not collected."),
        (State.NOT_CALCULABLE, "The figure for 2025 is not calculable."),
        (State.NOT_HELD, "No figure held."),
    ],
)
def test_what_is_not_held_is_never_a_number(state, words):
    now = percent(10, 0, state=state)
    outcome = compare(now, [percent(20, 20, 2024)], **LOWER, target=Decimal(25))
    assert (outcome.group, outcome.why, outcome.current) == ("not assessed", words, ())
    assert {r.arrow for r in outcome.references} == {None}


def test_a_suppressed_last_year_leaves_the_position_open():
    outcome = compare(percent(20, 21), [Held(2024, state=State.SUPPRESSED)], **LOWER)
    assert outcome.group == Group.NOT_ASSESSED
    assert "The figure for 2024 is suppressed, so it cannot be said" in outcome.why
    assert outcome.references[1].words == "not comparable: the figure for 2024 is suppressed"


def test_without_a_white_figure_the_position_stands_and_the_gap_does_not():
    before, now = Held(2024, bme=Decimal(30)), Held(2025, bme=Decimal(28))
    outcome = compare(now, [before], **LOWER)
    assert outcome.position == Position.IMPROVED
    assert outcome.gap.words == "not computable: no White figure held for 2025"
    assert (
        compare(percent(20, 28), [before], **LOWER).gap.why_not == "no White figure held for 2024"
    )


def test_a_white_figure_alone_is_not_assessed():
    outcome = compare(Held(2025, white=Decimal(20)), [percent(20, 30, 2024)], **LOWER)
    assert (outcome.group, outcome.why) == (Group.NOT_ASSESSED, "No BME figure held for 2025.")


@pytest.mark.parametrize("value", ["0", "0.004", "-1"])
def test_a_ratio_is_never_shown_as_nothing(value):
    outcome = compare(ratio(value), [ratio("1.10", 2024)], **RATIO, target_range=RANGE)
    assert (outcome.group, outcome.why) == (
        Group.NOT_ASSESSED,
        "The figure for 2025 is not calculable.",
    )
    with pytest.raises(ValueError, match="A ratio is more than 0"):
        shortfall(min(Decimal(value), Decimal(0)), Aim.PARITY)


def board(share, workforce, year=2025):
    return Held(year, bme=Decimal(share), workforce=Decimal(workforce))


def test_the_board_is_compared_by_its_difference_from_the_workforce():
    outcome = compare(board("30", "45.1"), [board("26.7", "44", 2024)], **BOARD)
    assert (outcome.position, outcome.group) == (Position.IMPROVED, Group.SOME_IMPROVEMENT)
    assert outcome.gap.words == "narrowed from 17.3 to 15.1 percentage points"
    assert outcome.references[0].words == "up from −17.3 percentage points, better"
    assert [(s.measure, s.words) for s in outcome.current] == [("value", "−15.1 percentage points")]


def test_a_board_difference_is_that_of_the_shares_at_full_precision():
    outcome = compare(board("26.66", "32.44"), [board("26.66", "32.44", 2024)], **BOARD)
    assert outcome.current[0].words == "−5.8 percentage points"  # −5.78; 26.7 − 32.4 would be −5.7
    assert outcome.gap.words == "unchanged at 5.8 percentage points"


def test_a_board_difference_can_change_sides_and_meet_a_range_that_is_set():
    limits = (Decimal(-5), Decimal(5))
    outcome = compare(board(47, 45), [board(40, 45, 2024)], **BOARD, target_range=limits)
    assert (outcome.group, outcome.gap.changed_sides) == (Group.PERFORMING_WELL, True)
    assert "inside the target range −5.0 to 5.0 percentage points" in outcome.why


def test_a_published_difference_counts_when_its_parts_are_not_held():
    outcome = compare(ratio("-15.1"), [board("26.7", "44", 2024)], **BOARD)
    assert outcome.position == Position.IMPROVED


def test_a_share_is_never_compared_with_a_difference():
    outcome = compare(board(30, 45), [Held(2024, bme=Decimal("26.7"))], **BOARD)
    assert (outcome.position, outcome.gap.words) == (
        Position.NOT_ASSESSED,
        "not computable: no workforce share held for 2024",
    )
    assert "The board share for 2024 is not comparable with the difference for 2025" in outcome.why
    assert (outcome.references[0].value, outcome.references[0].arrow) == (Decimal("26.7"), None)


def test_a_board_share_alone_never_meets_a_range():
    outcome = compare(
        Held(2025, bme=Decimal(3)), [], **BOARD, target_range=(Decimal(-5), Decimal(5))
    )
    assert outcome.group == Group.NOT_ASSESSED


@pytest.mark.parametrize(
    ("kind", "white", "bme", "target", "group", "why"),
    [
        (LOWER, 20, 20, 20, GOOD, "reaches the target of 20.0%, with no gap"),
        (LOWER, 21, 20, 20, GOOD, "no gap to the disadvantage of BME staff"),
        (LOWER, 17, 20, 25, NEEDED, "but is 3.0 percentage points worse than the White figure"),
        (LOWER, 30, 25.1, 25, NEEDED, "The BME figure of 25.1% does not reach the target"),
        (LOWER, 30, "25.04", 25, GOOD, "The BME figure of 25.0% reaches"),
        (HIGHER, 60, 60, 60, GOOD, "reaches the target of 60.0%"),
        (HIGHER, 62, 60, 55, NEEDED, "2.0 percentage points worse"),
        (HIGHER, 40, 54.9, 55, NEEDED, "does not reach the target of 55.0%"),
    ],
)
def test_a_percentage_needs_its_target_and_no_gap(kind, white, bme, target, group, why):
    outcome = compare(
        percent(white, bme), [percent(white, bme, 2024)], **kind, target=Decimal(target)
    )
    assert outcome.group == group
    assert why in outcome.why


def test_parity_at_a_bad_level_is_not_performing_well():
    outcome = compare(percent(60, 60), [percent(60, 60, 2024)], **LOWER)
    assert outcome.group == Group.IMPROVEMENT_NEEDED


def test_a_target_reached_without_a_white_figure_is_not_yet_met():
    outcome = compare(Held(2025, bme=Decimal(10)), [], **LOWER, target=Decimal(20))
    assert "but the White figure is not held" in outcome.why
    assert outcome.group == Group.NOT_ASSESSED


LIKELY = "White applicants were {value} times as likely to be appointed as BME applicants."
ON_BOARD = "{bme} of the board is BME[, against {workforce} of the workforce: {value}]."


@pytest.mark.parametrize(
    ("template", "held", "kind", "words"),
    [
        (LIKELY, ratio("1.79"), RATIO, LIKELY.replace("{value}", "1.79")),
        (LIKELY, ratio("0.84"), RATIO, LIKELY.replace("{value}", "0.84")),
        (LIKELY, ratio("0.996"), RATIO, LIKELY.replace("{value} times as", "equally")),
        (LIKELY, ratio("11"), RATIO, LIKELY.replace("{value}", "11.00")),
        (LIKELY, Held(2025, state=State.SUPPRESSED), RATIO, "The figure for 2025 is suppressed."),
        ("{bme} of BME and {white} of White staff", percent(23, 28.3), LOWER,
         "28.3% of BME and 23.0% of White staff"),
        ("{bme} and {white}", Held(2025, bme=Decimal(1)), LOWER, "No White figure held for 2025."),
        (ON_BOARD, Held(2025, bme=Decimal("26.7")), BOARD, "26.7% of the board is BME."),
        (ON_BOARD, board("26.7", "44"), BOARD,
         "26.7% of the board is BME, against 44.0% of the workforce: −17.3 percentage points."),
        (ON_BOARD, ratio("-7.5"), BOARD, "The BME share of the board was 7.5 percentage points "
         "below the BME share of the workforce."),
        (ON_BOARD, ratio("2"), BOARD, "The BME share of the board was 2.0 percentage points "
         "above the BME share of the workforce."),
        (ON_BOARD, ratio("0.04"), BOARD,
         "The BME share of the board was the same as the BME share of the workforce."),
    ],
)  # fmt: skip
def test_a_figure_is_said_in_its_sentence(template, held, kind, words):
    assert sentence(template, held, **kind) == words


@pytest.mark.parametrize("place", ["{valve}", "{value} [{nobody}]"])
def test_a_sentence_with_an_unknown_place_is_refused(place):
    with pytest.raises(ValueError, match="A sentence has no place for"):
        sentence(place, ratio("1.79"), **RATIO)


ratios = st.decimals("0.1", "10", places=4)
shares = st.decimals(0, 100, places=4)
SWAPPED = {"improved": "declined", "declined": "improved", "remained the same": "remained the same"}
years = st.one_of(
    st.tuples(st.just(RATIO), *[st.builds(lambda value: {"value": value}, ratios)] * 2),
    st.tuples(
        st.sampled_from([LOWER, HIGHER]),
        *[st.builds(lambda white, bme: {"white": white, "bme": bme}, shares, shares)] * 2,
    ),
    st.tuples(
        st.just(BOARD),
        *[st.builds(lambda bme, all_staff: {"bme": bme, "workforce": all_staff}, shares, shares)]
        * 2,
    ),
)


@given(years)
def test_improved_and_declined_swap_when_the_years_swap(case):
    kind, one, other = case
    forwards = compare(Held(2025, **other), [Held(2024, **one)], **kind)
    backwards = compare(Held(2025, **one), [Held(2024, **other)], **kind)
    assert backwards.position == SWAPPED[forwards.position]
    assert (backwards.gap.before, backwards.gap.after) == (forwards.gap.after, forwards.gap.before)
    assert backwards.gap.changed_sides is forwards.gap.changed_sides


@given(years)
def test_nothing_performs_well_without_a_target(case):
    kind, one, other = case
    outcome = compare(Held(2025, **other), [Held(2024, **one)], **kind)
    assert outcome.group != Group.PERFORMING_WELL
    assert "set for the" in outcome.why


@given(years)
def test_only_percentages_can_improve_while_the_gap_widens(case):
    kind, one, other = case
    outcome = compare(Held(2025, **other), [Held(2024, **one)], **kind)
    both = outcome.position == "improved" and outcome.gap.trend == "widened"
    assert (list(outcome.flags) == FLAG) is both
    assert not (both and kind in (RATIO, BOARD))


@given(st.integers(-6, 6), st.integers(-4, 4))
def test_shortfall_from_parity_is_the_same_upside_down(twos, fives):
    value = Decimal(2) ** twos * Decimal(5) ** fives  # its reciprocal is an exact decimal too
    assert shortfall(value, Aim.PARITY) == shortfall(1 / value, Aim.PARITY) >= 1
