"""What is possible of headcounts by pay band, but unlikely beside other years and the workforce."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from indicators.rules.expected import Expected, Point, expected
from indicators.rules.pay_bands import Cell, Headcount
from indicators.rules.plausibility import Doubt

DRIFT = 0.03  # variance of the logarithm of a band's headcount that a year adds
BETWEEN_BANDS = 0.3  # variance of the logarithm of White ÷ BME from band to band
FEW = 10  # people: a smaller band may well be empty a year later
CELLS_TO_JUDGE_BY = 4  # other bands of the year beside which one stands out
TIMES_THE_LARGEST = 2.5
LADDER = ("Band 2", "Band 3", "Band 4", "Band 5", "Band 6", "Band 7", "Band 8a")
RUNGS_TO_JUDGE_BY = 5  # bands of the ladder from which a file is taken to be whole
GROUPS = {"white": "White", "bme": "BME"}


def about(
    now: Headcount, year: int, others: Mapping[int, Headcount], beside: Sequence[Headcount]
) -> list[Doubt]:
    """The most telling doubt about a band: from its `others` by year, else the year's bands.

    `beside` are the other bands of the same staff group and round.
    """
    found = _over_the_years(now, year, others) if others else _of_the_year(now, beside)
    return list(found)[:1]


def missing(cells: Iterable[Cell], year: int, others: Mapping[int, Sequence[Cell]]) -> list[Doubt]:
    """Bands of one staff group that have people in the nearest other year and none in `year`.

    Without another year, bands between others that are there.
    """
    held = {cell.band for cell in cells if cell.people or cell.is_suppressed}
    if others:
        near = min(others, key=lambda other: (abs(other - year), other))
        there = {cell.band: cell.people for cell in others[near] if cell.people}
        if 2 * len(held & there.keys()) < len(there):
            return []  # only some bands are brought
        return [
            Doubt(
                "band",
                f"{band} had {people.total:,} people in {near} and is missing in {year}. "
                "Is it left out?",
            )
            for band, people in there.items()
            if band not in held and people.total >= FEW
        ]
    rungs = [place for place, band in enumerate(LADDER) if band in held]
    if len(rungs) < RUNGS_TO_JUDGE_BY:
        return []
    return [
        Doubt(
            "band",
            f"{LADDER[place]} is missing in {year}, between {LADDER[low]} and {LADDER[high]}. "
            "Is it left out?",
        )
        for low, high in pairwise(rungs)
        for place in range(low + 1, high)
    ]


def _over_the_years(now: Headcount, year: int, others: Mapping[int, Headcount]) -> Iterator[Doubt]:
    near = min(others, key=lambda other: (abs(other - year), other))
    here, there = _apart(year, now), [_apart(other, people) for other, people in others.items()]
    apart = expected(here, there, DRIFT)
    words = (
        f"White {now.white:,} and BME {now.bme:,} in {year}, and White {others[near].white:,} and "
        f"BME {others[near].bme:,} in {near}. "
    )
    if apart and apart.is_likelier(-here.at, here.at):
        yield Doubt("", f"{words}Are White and BME swapped?")
    for column, name in GROUPS.items():
        point = _size(year, getattr(now, column))
        sizes = [_size(other, getattr(people, column)) for other, people in others.items()]
        found = expected(point, sizes, DRIFT)
        if found and found.is_far(point.at):
            count, then = getattr(now, column), getattr(others[near], column)
            said = f"{count:,} {name} people in {year}, and {then:,} in {near}. Is it right?"
            yield Doubt(column, said)


def _of_the_year(now: Headcount, beside: Sequence[Headcount]) -> Iterator[Doubt]:
    if len(beside) < CELLS_TO_JUDGE_BY:
        return
    rest, here = sum(beside, Headcount(0, 0)), _apart(0, now)
    if rest.white and rest.bme:
        by_rest = Expected(_apart(0, rest).at, here.variance + BETWEEN_BANDS)
        if by_rest.is_likelier(-here.at, here.at):
            words = (
                f"White {now.white:,} and BME {now.bme:,}, and White {rest.white:,} and BME "
                f"{rest.bme:,} in the other bands. "
            )
            yield Doubt("", f"{words}Are White and BME swapped?")
    largest = max(people.total for people in beside)
    if now.total > max(TIMES_THE_LARGEST * largest, FEW):
        words = f"{now.total:,} people are in this band, and {largest:,} at most in any other. "
        yield Doubt("", f"{words}Is it right?")


def _apart(year: int, people: Headcount) -> Point:
    """White ÷ BME as a logarithm; half a person is added, so that none is a number too."""
    white, bme = people.white + 0.5, people.bme + 0.5
    return Point(year, math.log(white / bme), 1 / white + 1 / bme)


def _size(year: int, count: int) -> Point:
    return Point(year, math.log(count + 0.5), 1 / (count + 0.5))
