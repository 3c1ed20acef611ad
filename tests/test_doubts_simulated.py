"""How often honest figures are asked about, and how often planted errors are: seeded trusts."""

import random
from dataclasses import dataclass, replace
from decimal import Decimal

import pytest

from indicators.rules import plausibility
from indicators.rules.figures import Aim, Held, Unit
from indicators.rules.statistics import Counts, preferred

YEARS = range(2018, 2026)
SURVEY = {5: (27, 31), 6: (21, 27), 7: (58, 46), 8: (7, 15)}  # White, BME, in percent
RATES = {2: (0.24, 0.16), 3: (0.02, 0.04), 4: (0.60, 0.45)}  # of White, of BME
TOP = {2: "white", 3: "bme", 4: "white"}
AIMS = {7: Aim.HIGHER, 9: Aim.ZERO} | dict.fromkeys([5, 6, 8], Aim.LOWER)
UNITS = {9: Unit.POINTS} | dict.fromkeys(SURVEY, Unit.PERCENT)
REAL_CHANGE = 0.02  # standard deviation of a share's own move in a year, as a part of 1
TRUSTS = 60


@dataclass
class Trust:
    """The figures and counts of a made-up trust, by (indicator, year)."""

    figures: dict
    counts: dict
    sizes: plausibility.Sizes = plausibility.UNKNOWN_SIZES

    def asked(self, indicator, year):
        unit, numerator = unit_of(indicator), TOP.get(indicator, "")
        over, counted = self.over(indicator, year), self.counts.get((indicator, year), Counts())
        found = plausibility.against_counts(self.figures[indicator, year], counted, unit, numerator)
        found += plausibility.of(over, AIMS.get(indicator, Aim.PARITY), numerator)
        for other in self.same_kind(indicator):
            found += plausibility.exchanged(over, self.over(other, year), other)
        return [doubt.message for doubt in found]

    def same_kind(self, indicator):
        return [i for i in (*SURVEY, *RATES) if i != indicator and unit_of(i) == unit_of(indicator)]

    def over(self, indicator, year):
        held = {y: f for (i, y), f in self.figures.items() if i == indicator}
        counted = {y: each for (i, y), each in self.counts.items() if i == indicator}
        now = held.pop(year)
        return plausibility.series(
            now,
            held.values(),
            unit=unit_of(indicator),
            counted=counted,
            sizes=self.sizes,
            numerator=TOP.get(indicator, ""),
        )

    def without_counts(self, indicator):
        self.counts = {key: each for key, each in self.counts.items() if key[0] != indicator}

    def lose_the_counts(self):
        """Only what is published is held, so that the scatter must tell how many people answer."""
        self.counts = {}
        lines = ([f for (i, _), f in self.figures.items() if i == survey] for survey in SURVEY)
        self.sizes = plausibility.sizes_by_scatter(lines)


def unit_of(indicator):
    return UNITS.get(indicator, Unit.RATIO)


def of(chance, rate, people):
    """How many of so many: each by chance alone."""
    return chance.binomialvariate(people, rate), people


def trust(seed, white=1800, bme=900):
    """Shares and rates that drift a little for real, each year's people drawn by chance."""
    chance, made = random.Random(seed), Trust({}, {})
    for indicator, rates in {**SURVEY, **RATES}.items():
        now = [rate / 100 if indicator in SURVEY else rate for rate in rates]
        for year in YEARS:
            if indicator in SURVEY:
                shift = chance.gauss(0, REAL_CHANGE)
                now = [min(max(rate + shift * min(rate * 4, 1), 0.02), 0.95) for rate in now]
            held = Counts(of(chance, now[0], white), of(chance, now[1], bme))
            made.counts[indicator, year] = held
            blank = Held(year)
            made.figures[indicator, year] = preferred(
                blank, held, unit_of(indicator), TOP.get(indicator, "")
            )
    board = [chance.random() < 0.2 for _ in range(15)]
    for year in YEARS:
        board = [chance.random() < 0.2 if chance.random() < 0.2 else each for each in board]
        held = Counts((15 - sum(board), 15), (sum(board), 15))
        made.counts[9, year] = held
        share = preferred(Held(year, workforce=Decimal(25)), held, Unit.POINTS, "")
        made.figures[9, year] = share
    return made


def ratio(made, indicator, year, change):
    """Plant another ratio, published without counts."""
    made.without_counts(indicator)
    held = made.figures[indicator, year]
    new = change(held.value or Decimal(1)).quantize(Decimal("0.01"))
    made.figures[indicator, year] = replace(held, value=new)
    return [(indicator, year)]


def upside_down(made, chance):
    return ratio(made, chance.choice([2, 3]), chance.choice(YEARS[:-1]), lambda value: 1 / value)


def upside_down_in_every_year(made, chance):
    for year in YEARS:
        ratio(made, 2, year, lambda value: 1 / value)
    return [(2, YEARS[-1])]


def two_or_three_times(made, chance):
    times = chance.choice([2, 3])
    return ratio(made, chance.choice([2, 4]), chance.choice(YEARS), lambda value: value * times)


def baseline_beyond_belief(made, chance):
    if chance.random() < 0.5:
        return ratio(made, chance.choice([2, 4]), YEARS[0], lambda _: Decimal("8.11"))
    indicator = chance.choice([5, 6, 8])
    made.without_counts(indicator)
    now = made.figures[indicator, YEARS[0]]
    made.figures[indicator, YEARS[0]] = replace(now, bme=Decimal("92.1"))
    return [(indicator, YEARS[0])]


def indicators_exchanged(made, chance):
    one, other = chance.choice([(5, 7), (6, 7), (5, 8), (6, 8), (7, 8), (5, 6)])
    year = chance.choice(YEARS)
    for held in (made.figures, made.counts):
        held[one, year], held[other, year] = held[other, year], held[one, year]
    return [(one, year), (other, year)]


def white_and_bme_swapped(made, chance):
    key = (chance.choice([5, 6, 7, 8]), chance.choice(YEARS))
    held, counted = made.figures[key], made.counts[key]
    made.figures[key] = replace(held, white=held.bme, bme=held.white)
    made.counts[key] = Counts(
        (counted.bme[0], counted.bme[1]), (counted.white[0], counted.white[1])
    )
    return [key]


def percentages_swapped(made, chance):
    indicator = chance.choice([5, 6, 7, 8])
    made.without_counts(indicator)
    key = (indicator, chance.choice(YEARS))
    held = made.figures[key]
    made.figures[key] = replace(held, white=held.bme, bme=held.white)
    return [key]


def board_of_120(made, chance):
    key = (9, chance.choice(YEARS))
    made.counts[key] = Counts((96, 120), (24, 120))
    made.figures[key] = replace(made.figures[key], bme=Decimal(20))
    return [key]


def board_swapped(made, chance):
    key = (9, chance.choice(YEARS))
    held = made.counts[key]
    made.counts[key] = Counts(held.bme, held.white)
    made.figures[key] = replace(made.figures[key], bme=100 - made.figures[key].bme)
    return [key]


KINDS = [
    upside_down,
    upside_down_in_every_year,
    two_or_three_times,
    baseline_beyond_belief,
    indicators_exchanged,
    white_and_bme_swapped,
    percentages_swapped,
    board_of_120,
    board_swapped,
]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_nine_of_ten_planted_errors_are_asked_about(kind):
    found = []
    for seed in range(TRUSTS):
        made = trust(seed)
        keys = kind(made, random.Random(seed))
        found.append(any(made.asked(*key) for key in keys))
    assert sum(found) >= 0.9 * TRUSTS


@pytest.mark.parametrize(("white", "bme"), [(1800, 900), (5000, 2500), (60, 60), (120, 60)])
def test_honest_figures_are_hardly_asked_about(white, bme):
    assert asked_in_100(white, bme) <= 2


def asked_in_100(white, bme, has_counts=True):
    """Questions about honest figures, in 100 rows."""
    asked = rows = 0
    for seed in range(TRUSTS):
        made = trust(seed, white, bme)
        if not has_counts:
            made.lose_the_counts()
        rows += len(made.figures)
        asked += sum(len(made.asked(*key)) for key in made.figures)
    return 100 * asked / rows


@pytest.mark.parametrize("first", [2018, 2023, 2024])
@pytest.mark.parametrize(("white", "bme"), [(1800, 900), (250, 60), (120, 60), (60, 60)])
def test_honest_figures_without_counts_are_hardly_asked_about(white, bme, first, monkeypatch):
    """Of eight years, three and two, from which less can be told of chance."""
    monkeypatch.setattr(f"{__name__}.YEARS", range(first, 2026))
    assert asked_in_100(white, bme, has_counts=False) <= 2


@pytest.mark.parametrize("kind", [upside_down, two_or_three_times, percentages_swapped])
def test_most_planted_errors_are_asked_about_in_three_years_without_counts(kind, monkeypatch):
    monkeypatch.setattr(f"{__name__}.YEARS", range(2023, 2026))
    found = []
    for seed in range(TRUSTS):
        made = trust(seed)
        keys = kind(made, random.Random(seed))
        made.lose_the_counts()
        found.append(any(made.asked(*key) for key in keys))
    assert sum(found) >= 0.7 * TRUSTS


@pytest.mark.parametrize("kind", [upside_down, two_or_three_times, percentages_swapped])
def test_nine_of_ten_planted_errors_are_asked_about_without_counts(kind):
    found = []
    for seed in range(TRUSTS):
        made = trust(seed)
        keys = kind(made, random.Random(seed))
        made.lose_the_counts()
        found.append(any(made.asked(*key) for key in keys))
    assert sum(found) >= 0.9 * TRUSTS
