"""The picture of an indicator's figures over the years."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.chart import BOTTOM, HEIGHT, TOP, WIDTH, draw
from indicators.rules.figures import Aim, Held, State, Unit

RANGE = (Decimal("0.80"), Decimal("1.25"))
YEARS = st.lists(st.integers(2015, 2050), min_size=2, max_size=20, unique=True)


def ratios(*years, **held):
    return [Held(year, value=Decimal(value), **held) for year, value in years]


def draw_ratio(held, target=RANGE):
    return draw(held, Aim.PARITY, Unit.RATIO, target)


def shares(*years):
    held = [Held(y, white=Decimal(white), bme=Decimal(bme)) for y, white, bme in years]
    return draw(held, Aim.LOWER, Unit.PERCENT)


def labels(line):
    return [point.label for point in line.points]


def test_figures_of_one_year_are_no_picture():
    assert draw_ratio(ratios((2025, "1.79"))) is None
    assert draw_ratio([]) is None


def test_a_pay_band_grid_is_no_picture():
    assert draw([Held(2024), Held(2025)], Aim.NONE, Unit.GRID) is None


def test_only_neighbouring_years_of_a_series_are_joined():
    picture = draw_ratio(ratios((2019, "2.1"), (2024, "1.6"), (2025, "1.8")))
    assert [len(line.pieces) for line in picture.lines] == [1]
    other = ratios((2023, "1.4"), series="old")
    picture = draw_ratio(other + ratios((2024, "1.6"), (2025, "1.8")))
    assert [len(line.pieces) for line in picture.lines] == [1]


def test_a_year_without_a_number_has_no_mark():
    held = [*ratios((2023, "1.2"), (2025, "1.4")), Held(2024, state=State.SUPPRESSED)]
    assert len(draw_ratio(held).lines[0].points) == 2


def test_white_and_bme_differ_in_line_and_mark_and_carry_their_names():
    picture = shares((2024, "27.2", "30.0"), (2025, "23.0", "28.3"))
    assert {(line.name, line.is_dashed) for line in picture.lines} == {
        ("White", True),
        ("BME", False),
    }
    assert "dashed" in picture.description


def test_names_of_two_lines_that_end_together_do_not_overlap():
    picture = shares((2024, "20", "20"), (2025, "20", "20.1"))
    low, high = (line.name_y for line in picture.lines)
    assert low - high >= 14


def test_percentages_stand_on_0():
    picture = shares((2024, "27.2", "30.0"), (2025, "23.0", "28.3"))
    assert (picture.values[0].words, picture.values[0].at) == ("0%", BOTTOM)
    assert picture.band is None


def test_0_80_and_1_25_are_equally_far_from_parity():
    ticks = {
        tick.words: tick.at for tick in draw_ratio(ratios((2024, "1.6"), (2025, "1.8"))).values
    }
    assert ticks["1.00"] - ticks["1.25"] == pytest.approx(ticks["0.80"] - ticks["1.00"], abs=0.2)


def test_the_target_range_is_a_band_at_its_two_ends():
    picture = draw_ratio(ratios((2024, "1.6"), (2025, "1.8")))
    ticks = {tick.words: tick.at for tick in picture.values}
    assert picture.band.y == ticks["1.25"]
    assert picture.band.y + picture.band.height == pytest.approx(ticks["0.80"])


def test_a_board_share_is_not_drawn_with_a_difference():
    held = [
        Held(2023, bme=Decimal(20)),
        Held(2024, bme=Decimal(20), workforce=Decimal(45)),
        Held(2025, bme=Decimal(25), workforce=Decimal(45)),
    ]
    picture = draw(held, Aim.ZERO, Unit.POINTS)
    assert labels(picture.lines[0]) == ["−25.0", "−20.0"]
    assert picture.values[-1].words == "0"


def test_numbers_too_close_to_read_are_left_to_the_table():
    picture = draw_ratio(ratios(*((year, "1.5") for year in range(2006, 2026))))
    shown = [label for label in labels(picture.lines[0]) if label]
    assert 2 <= len(shown) < 20
    assert labels(picture.lines[0])[-1] == "1.50"


@given(YEARS, st.data())
def test_everything_stands_inside_the_picture(years, data):
    number = st.decimals("0.01", "20", places=2)
    picture = draw_ratio(ratios(*((year, data.draw(number)) for year in years)))
    for point in picture.lines[0].points:
        assert 0 <= point.x <= WIDTH
        assert TOP <= point.y <= BOTTOM
        assert 0 < point.label_y <= HEIGHT
