"""The vocabulary of charts: SVG for pages, print and papers, whose words lie across nothing."""

import re
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from indicators import then_and_now
from indicators.chart import draw
from indicators.rules.comparison import compare
from indicators.rules.figures import Aim, Held, Unit
from wres.nhsuk.charts import (
    HATCHES,
    LOOKS,
    Box,
    Chart,
    Dot,
    Line,
    Words,
    clashes,
    stacked_bar,
    stacked_bars,
    touches,
)

RANGE = (Decimal("0.80"), Decimal("1.25"))
SHARE = st.decimals(0, 100, places=1)
RATIO = st.decimals("0.02", 40, places=2)
STEPS = ("complete", "on_track", "at_risk", "off_track", "not_stated", "none")
TEXT = Words(50, 50, "28.3%")


def now_and_then(before, now, aim, unit, target=RANGE):
    outcome = compare(now, [before], aim=aim, unit=unit, target_range=target)
    return then_and_now.draw("now", "Up", outcome, now.year, target)


def shares(before, now):
    held = [
        Held(year, white=white, bme=bme)
        for year, (white, bme) in enumerate((before, now), start=2024)
    ]
    return now_and_then(*held, Aim.LOWER, Unit.PERCENT)


def grey(colour):
    """How light a colour is in print, of 255."""
    red, green, blue = (int(colour[n : n + 2], 16) for n in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


@pytest.mark.parametrize(
    ("mark", "is_across"),
    [
        (Line(0, 50, 100, 50, "axis"), True),
        (Line(0, 0, 100, 100, "axis"), True),
        (Line(0, 60, 100, 60, "axis"), False),
        (Line(0, 0, 20, 100, "axis"), False),
        (Dot(50, 30, 6, "bme"), False),
        (Dot(50, 40, 6, "bme"), True),
        (Box(0, 0, 100, 100, "complete"), False),
        (Box(60, 0, 40, 100, "complete"), True),
        (Box(60, 0, 40, 100, "range"), False),
        (Words(80, 50, "23.0%"), True),
        (Words(90, 50, "23.0%"), False),
    ],
)
def test_words_lie_across_what_they_touch(mark, is_across):
    assert touches(TEXT, mark) is is_across


def test_what_is_across_is_found():
    chart = Chart("c", "", "", 100, 100, (Line(0, 50, 100, 50, "axis"), TEXT))
    assert [words.text for words, _ in clashes(chart)] == ["28.3%"]


@given(st.tuples(SHARE, SHARE), st.tuples(SHARE, SHARE))
def test_no_words_lie_across_a_mark_of_white_and_bme(before, now):
    assert clashes(shares(before, now)) == []


@given(RATIO, RATIO)
def test_no_words_lie_across_a_mark_of_a_ratio(before, now):
    held = [Held(2024, value=before), Held(2025, value=now)]
    assert clashes(now_and_then(*held, Aim.PARITY, Unit.RATIO)) == []


@given(SHARE, SHARE, SHARE)
def test_no_words_lie_across_a_mark_of_a_difference(before, now, workforce):
    held = [Held(y, bme=b, workforce=workforce) for y, b in ((2024, before), (2025, now))]
    assert clashes(now_and_then(*held, Aim.ZERO, Unit.POINTS, None)) == []


@given(st.dictionaries(st.integers(2010, 2030), st.tuples(SHARE, SHARE), min_size=2, max_size=20))
def test_no_words_lie_across_a_mark_of_the_years(years):
    held = [Held(year, white=white, bme=bme) for year, (white, bme) in years.items()]
    said = {str(max(years) - 1): "last year", str(min(years)): "baseline"}
    chart = draw(held, Aim.LOWER, Unit.PERCENT).chart("Down", said)
    assert clashes(chart) == []
    assert any(isinstance(mark, Words) and mark.text == str(max(years)) for mark in chart.marks)


@given(st.lists(st.integers(0, 4_000), min_size=6, max_size=6))
def test_a_stacked_bar_is_as_long_as_there_is_room_and_its_numbers_fit(numbers):
    chart = stacked_bar("bar", "Delivery", zip(STEPS, numbers, strict=True))
    boxes = [mark for mark in chart.marks if isinstance(mark, Box)]
    assert sum(box.width for box in boxes) == pytest.approx(100 if any(numbers) else 0, abs=0.1)
    assert clashes(chart) == []


def test_bars_are_as_long_as_their_rows_have_many():
    rows = [("Culture", [("complete", 6), ("off_track", 2)]), ("L", [("at_risk", 4)]), ("E", [])]
    chart = stacked_bars("bars", "Delivery", rows)
    boxes = [(mark.look, mark.x, mark.width) for mark in chart.marks if isinstance(mark, Box)]
    assert boxes == [("complete", 0, 75), ("off_track", 75, 25), ("at_risk", 0, 50)]
    named = [mark.text for mark in chart.marks if isinstance(mark, Words)]
    assert named == ["Culture (8)", "6", "2", "L (4)", "4", "E (0)"]
    assert clashes(chart) == []


def test_a_number_that_has_no_room_is_left_to_the_table():
    chart = stacked_bar("bar", "Delivery", [("complete", 99), ("off_track", 1)])
    assert [mark.text for mark in chart.marks if isinstance(mark, Words)] == ["99"]


def test_a_long_name_is_cut_short():
    chart = stacked_bars("bars", "Delivery", [("A" * 200, [("complete", 1)])])
    assert chart.marks[0].text.endswith("A… (1)")


def test_the_marks_of_white_and_bme_stand_at_their_numbers():
    chart = shares((Decimal("27.2"), Decimal("30.0")), (Decimal("23.0"), Decimal("28.3")))
    dots = {mark.look: mark.x for mark in chart.marks if isinstance(mark, Dot)}
    square = next(mark for mark in chart.marks if isinstance(mark, Box) and mark.look == "white")
    assert square.x < dots["bme"] < dots["bme-then"]


def test_without_a_number_there_is_no_picture():
    nothing = compare(Held(2025, state="not_held"), [], aim=Aim.LOWER, unit=Unit.PERCENT)
    assert then_and_now.draw("now", "", nothing, 2025, None) is None


def test_last_years_number_of_another_series_is_not_drawn():
    old = Held(2024, bme=Decimal(30), white=Decimal(20), series="old")
    held = [old, Held(2025, bme=Decimal(28), white=Decimal(20))]
    chart = now_and_then(*held, Aim.LOWER, Unit.PERCENT, None)
    assert not any(mark.look.endswith("-then") for mark in chart.marks)


@pytest.mark.parametrize("one", ["white", "on_track", "off_track"])
@pytest.mark.parametrize("other", ["bme", "at_risk"])
def test_white_and_bme_and_the_ratings_differ_in_grey_too(one, other):
    lightness = grey(LOOKS[one]["fill"]), grey(LOOKS[other]["fill"])
    assert abs(lightness[0] - lightness[1]) > 10 or one in HATCHES or other in HATCHES


def test_the_svg_is_what_a_strict_policy_takes_and_a_screen_reader_reads():
    chart = stacked_bar("bar", "2 off <track>", [("off_track", 2), ("complete", 30)])
    page = BeautifulSoup(chart.svg, "html.parser")
    assert page.svg["aria-labelledby"] == "bar-title bar-words"
    assert page.title.string == "2 off <track>"
    assert page.find(id="bar-off_track").name == "pattern"
    assert not page.find(style=True)
    assert not page.find(["style", "script", "image", "foreignobject"])
    assert re.findall(r"https?://[^\"]+", chart.svg) == ["http://www.w3.org/2000/svg"]
    assert int(page.svg["font-size"]) >= 12
