"""Indicator 1: shares of a pay band against the workforce, and the race disparity ratios."""

from decimal import Decimal

import pytest

from indicators.rules import pay_bands
from indicators.rules.figures import Unit, displayed
from indicators.rules.pay_bands import LOWER, MIDDLE, UPPER, Cell, Headcount, Ladder

LADDER_OF_BANDS = [
    Cell("clinical", "Band 4", Headcount(60, 40)),
    Cell("clinical", "Band 5", Headcount(140, 160, 9)),
    Cell("clinical", "Band 6", Headcount(120, 60)),
    Cell("clinical", "Band 7", Headcount(80, 20)),
    Cell("clinical", "Band 8a", Headcount(45, 4)),
    Cell("clinical", "VSM", Headcount(5, 1)),
]


@pytest.mark.parametrize(
    ("band", "expected"),
    [
        ("Under band 1", LOWER),
        ("Band 1", LOWER),
        ("band 5", LOWER),
        ("5", LOWER),
        ("Band 6", MIDDLE),
        ("AfC band 7", MIDDLE),
        ("Band 8a", UPPER),
        ("8D", UPPER),
        ("Band 9", UPPER),
        ("VSM", UPPER),
        ("Very senior manager", UPPER),
        ("Consultant", None),
        ("Trainee grades", None),
        ("Band 10", None),
        ("Other", None),
    ],
)
def test_bands_5_and_below_6_and_7_and_8a_and_above_are_the_tiers(band, expected):
    assert pay_bands.tier(band) == expected


@pytest.mark.parametrize(
    ("people", "share"),
    [
        (Headcount(60, 40), "40.0"),
        (Headcount(60, 30, 10), "30.0"),
        (Headcount(10, 0), "0.0"),
        (Headcount(0, 3), "100.0"),
    ],
)
def test_the_share_is_of_everyone_the_unknown_included(people, share):
    assert str(displayed(people.share, Unit.PERCENT)) == share


def test_nobody_has_no_share():
    assert Headcount(0, 0).share is None


@pytest.mark.parametrize(
    ("people", "words"),
    [
        (Headcount(80, 20), "20.0 percentage points below the workforce"),
        (Headcount(55, 45), "5.0 percentage points above the workforce"),
        (Headcount(6, 4), "Same as the workforce"),
        (Headcount(59_970, 40_020), "Same as the workforce"),  # 40.02 is displayed as 40.0
        (Headcount(0, 0), ""),
        (None, ""),
    ],
)
def test_a_share_stands_against_the_workforce_as_displayed(people, words):
    assert pay_bands.against(people, Headcount(60, 40)) == words


@pytest.mark.parametrize(
    ("low", "high", "ratio"),
    [
        (Headcount(200, 200), Headcount(200, 80), "2.50"),
        (Headcount(200, 80), Headcount(50, 5), "4.00"),
        (Headcount(100, 50), Headcount(10, 5), "1.00"),
        (Headcount(100, 50), Headcount(10, 10), "0.50"),
    ],
)
def test_the_ratio_is_above_1_when_bme_staff_thin_out_higher_up(low, high, ratio):
    assert str(displayed(pay_bands.disparity(low, high), Unit.RATIO)) == ratio


@pytest.mark.parametrize(
    ("low", "high"),
    [
        (Headcount(0, 5), Headcount(5, 5)),
        (Headcount(5, 0), Headcount(5, 5)),
        (Headcount(5, 5), Headcount(0, 5)),
        (Headcount(5, 5), Headcount(5, 0)),
    ],
)
def test_a_tier_without_one_of_the_groups_gives_no_ratio(low, high):
    assert pay_bands.disparity(low, high) is None


def test_each_step_of_the_ladder_has_its_ratio():
    found = [
        (each.tiers, str(displayed(each.ratio, Unit.RATIO)), each.words)
        for each in pay_bands.ladders(LADDER_OF_BANDS)
    ]
    fewer = "BME staff are less well represented higher up"
    assert found == [
        ("Lower to middle", "2.50", fewer),
        ("Middle to upper", "4.00", fewer),
        ("Lower to upper", "10.00", fewer),
    ]


@pytest.mark.parametrize(
    ("ratio", "words"),
    [
        ("1.004", "BME and White staff are equally represented higher up"),
        ("0.90", "BME staff are better represented higher up"),
        ("1.20", "BME staff are less well represented higher up"),
    ],
)
def test_a_ratio_is_said_in_words_as_displayed(ratio, words):
    assert Ladder("clinical", LOWER, UPPER, Decimal(ratio)).words == words


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        (Cell("clinical", "Band 9", is_suppressed=True), "a band is suppressed"),
        (Cell("clinical", "Band 9"), "Band 9 is not held"),
    ],
)
def test_a_band_that_cannot_be_told_leaves_no_ratio_of_its_tier(cell, why):
    to_middle, *to_upper = pay_bands.ladders([*LADDER_OF_BANDS, cell])
    assert to_middle.ratio is not None
    assert [each.words for each in to_upper] == [f"Not calculable: {why}"] * 2


def test_a_tier_without_bands_is_named():
    found = pay_bands.ladders(LADDER_OF_BANDS[:4])
    assert found[1].words == "Not calculable: bands 8a and above are not held"


def test_medical_grades_have_no_ladder():
    assert pay_bands.ladders([Cell("medical", "Consultant", Headcount(9, 9))]) == []


def test_a_suppressed_cell_counts_in_no_total():
    cells = [*LADDER_OF_BANDS, Cell("clinical", "Band 9", is_suppressed=True)]
    assert pay_bands.everyone(cells) == Headcount(450, 285, 9)
