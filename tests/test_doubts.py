"""What a person is asked about a figure beside the years around it: published figures first."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.rules import plausibility
from indicators.rules.figures import Aim, Held, State, Unit
from indicators.rules.statistics import Counts, preferred

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
    return [doubt.message for doubt in plausibility.about(now, others, aim=aim, unit=unit)]


def shares(year, white, bme):
    return Held(year, white=number(white), bme=number(bme))


def ratio(year, value):
    return Held(year, value=number(value))


def test_three_of_the_published_figures_are_worth_a_question():
    found = {
        (indicator, now.year): asked(now, years, indicator)
        for indicator, years in published().items()
        for now in years
    }
    assert {key: words for key, words in found.items() if words} == {
        (3, 2025): ["The ratio went from 1.11 in 2024 to 2.51 in 2025. Is it right?"],
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
        (("27.2", "32.0"), ("32.1", "27.0"), "much nearer to White 27.2% and BME 32.0% in 2024"),
        (("27.2", "30.0"), ("27.2", "40.1"), "BME went from 30.0% in 2024 to 40.1% in 2025"),
        (("27.2", "30.0"), ("16.0", "19.0"), "White went from 27.2% in 2024 to 16.0% in 2025; BME"),
        (("27.2", "30.0"), ("27.2", "40.0"), ""),
        (("27.2", "30.0"), ("29.5", "28.9"), ""),
        (("27.2", "40.0"), ("36.0", "33.0"), "The gap changes sides between 2024 and 2025"),
        (("27.2", "30.0"), ("27.2", "27.2"), ""),
        (("20.0", "25.0"), ("15.0", "31.0"), "The gap changes by more than 10 points"),
        (("20.0", "25.0"), ("16.0", "29.0"), ""),
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
        ("1.11", "2.51", "from 1.11 in 2024 to 2.51 in 2025. Is it right?"),
        ("1.11", "1.79", ""),
        ("1.00", "0.50", "from 1.00 in 2024 to 0.50 in 2025. Is it right?"),
        ("1.20", "1.00", ""),
        ("0.60", "0.56", "so it does in 2024 and 2025. Is it the right way up?"),
        (None, "0.50", "says that White people fare worse. Is it the right way up?"),
        (None, "8.11", "A ratio of 8.11 hardly ever is"),
        ("1.20", None, ""),
    ],
)
def test_ratios_are_asked_about_beside_last_years(last, now, words):
    found = asked(ratio(2025, now), [ratio(2024, last)], indicator=2)
    assert [words in each for each in found] == ([True] if words else [])


def test_a_ratio_is_asked_about_with_which_rate_is_on_top():
    (doubt,) = plausibility.about(
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


def test_all_years_held_are_looked_at_and_those_beside_are_named():
    around = [shares(2023, "20", "30"), shares(2026, "21", "29")]
    (words,) = asked(shares(2025, "21", "92.1"), around)
    assert "BME went from 30.0% in 2023 to 92.1% in 2025 and 29.0% in 2026" in words
    assert "upside down" in asked(ratio(2019, "0.47"), [ratio(2024, "1.63")], indicator=2)[0]
    assert "upside down" in asked(ratio(2025, "0.66"), [ratio(2023, "1.5")], indicator=2)[0]
    (words,) = asked(ratio(2019, "8.11"), [ratio(2024, "1.63"), ratio(2025, "1.79")], indicator=2)
    assert words == "The ratio went from 8.11 in 2019 to 1.63 in 2024. Is it right?"


def test_a_first_share_that_no_organisation_has_is_asked_about():
    assert "BME is 92.1%, which hardly ever is" in asked(shares(2018, "30", "92.1"), [])[0]
    assert asked(shares(2018, "59.5", "39.8"), [], indicator=7) == []


def counted_asked(years, unit=Unit.PERCENT, aim=Aim.LOWER):
    """What is asked of the last of these years, each ((White, of), (BME, of))."""
    counts = {2025 - len(years) + n: Counts(*pair) for n, pair in enumerate(years, start=1)}
    held = [preferred(Held(year), each, unit, "white") for year, each in counts.items()]
    found = plausibility.about(
        held[-1], held[:-1], aim=aim, unit=unit, numerator="white", counted=counts
    )
    return [doubt.message for doubt in found]


def test_what_chance_explains_of_a_small_group_is_not_asked_about():
    assert counted_asked([((15, 60), (18, 60)), ((15, 60), (27, 60))]) == []
    (words,) = counted_asked([((250, 1000), (300, 1000)), ((250, 1000), (450, 1000))])
    assert words.startswith("BME went from 30.0% in 2024 to 45.0% in 2025")
    ratios = [((24, 2700), (9, 1977)), ((24, 2700), (4, 1977))]
    assert counted_asked(ratios, Unit.RATIO, Aim.PARITY) == []


def test_counts_of_the_other_group_are_asked_about():
    years = [((450, 2700), (100, 900)), ((100, 900), (450, 2700))]
    (words,) = counted_asked(years, Unit.RATIO, Aim.PARITY)
    assert "900 White and 2,700 BME people" in words
    assert "those of 2024 of 2,700 and 900. Are White and BME swapped?" in words


def test_figures_of_two_indicators_that_were_exchanged_are_asked_about():
    harassment, progress = (
        [shares(2023, "23", "28"), shares(2024, "22", "27")],
        [shares(2023, "59", "46"), shares(2024, "58", "47")],
    )
    one = plausibility.series(shares(2025, "58", "46"), harassment, unit=Unit.PERCENT)
    other = plausibility.series(shares(2025, "23", "28"), progress, unit=Unit.PERCENT)
    (doubt,) = plausibility.exchanged(one, other, 7)
    assert doubt.message.startswith("The figure of 2025 (White 58.0%, BME 46.0%) is much")
    assert "nearer to what indicator 7 was in 2023 and 2024" in doubt.message
    kept = plausibility.series(shares(2025, "23", "28"), harassment, unit=Unit.PERCENT)
    assert plausibility.exchanged(kept, other, 7) == []


def test_a_round_that_has_not_ended_is_asked_about():
    today = date(2026, 1, 16)
    (doubt,) = plausibility.not_ended(2026, Unit.RATIO, today)
    assert doubt.message.startswith("The round of 2026 ends on 31 March 2026, and that is yet")
    assert plausibility.not_ended(2026, Unit.PERCENT, today) == []
    assert plausibility.not_ended(2026, Unit.RATIO, date(2026, 3, 16)) == []


def test_a_board_that_no_trust_has_or_that_is_swapped_is_asked_about():
    def board(white, bme, others=()):
        counts = {2025: Counts((white, white + bme), (bme, white + bme))}
        now = preferred(Held(2025, workforce=Decimal(25)), counts[2025], Unit.POINTS, "")
        found = plausibility.about(now, others, aim=Aim.ZERO, unit=Unit.POINTS, counted=counts)
        return [doubt.message for doubt in found]

    assert "120 members of the board are given" in board(96, 24)[0]
    assert board(3, 13)[0].endswith("25.0% of the workforce. Are White and BME swapped?")
    last = [shares(2024, None, "20.0")]
    assert board(3, 12, last)[0].endswith("20.0% in 2024. Are White and BME swapped?")
    assert board(12, 3, last) == board(10, 5, last) == board(15, 0, last) == []


def test_a_board_share_that_jumps_is_asked_about():
    now, last = shares(2025, None, "52.0"), shares(2024, None, "26.7")
    assert "BME went from 26.7% in 2024 to 52.0% in 2025" in asked(now, [last], indicator=9)[0]


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
    found = plausibility.against_counts(ratio(2025, typed), RECRUITMENT, Unit.RATIO, "bme")
    assert [doubt.message.split(" Are ")[0] for doubt in found] == words


@pytest.mark.parametrize(("appointed", "is_asked"), [(200, True), (100, False), (9, False)])
def test_counts_that_give_an_unlikely_ratio_are_asked_about(appointed, is_asked):
    found = plausibility.against_counts(
        ratio(2025, None), Counts((10, 1000), (appointed, 1000)), Unit.RATIO, "bme"
    )
    assert ["right columns?" in doubt.message for doubt in found] == ([True] if is_asked else [])


def test_a_board_percentage_that_no_such_board_has_is_asked_about():
    board = Counts(white=(12, 15), bme=(3, 15))
    (doubt,) = plausibility.against_counts(shares(2025, None, "20.7"), board, Unit.POINTS, "")
    assert (doubt.column, "the counts give 20.0%" in doubt.message) == ("bme", True)
    assert not plausibility.against_counts(shares(2025, None, "20.0"), board, Unit.POINTS, "")


def test_survey_shares_are_held_against_their_counts():
    survey = Counts(white=(230, 1000), bme=(255, 900))
    assert not plausibility.against_counts(shares(2025, "23.0", "28.3"), survey, Unit.PERCENT, "")
    (doubt,) = plausibility.against_counts(shares(2025, "23.0", "28.5"), survey, Unit.PERCENT, "")
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
    assert len(plausibility.about(now, others, aim=Aim.LOWER, unit=unit)) <= 1
