"""What the years held around a number make one expect of it, and how far chance carries it.

Everything is on a scale on which chance does not depend on the number itself: a share as its angle
2·asin √p, whose variance is 1 ÷ people, and a ratio or a headcount as its logarithm.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from statistics import fmean, median

FAR = 3.3  # standard errors: chance alone goes further once in 1,000
LIKELIER = 6.0  # twice the log likelihood: another reading is 20 times as likely
HALF_OF_MOVES = 0.455  # median of a squared standard normal
MOVES_TO_JUDGE_BY = 4
UNSURE = 2  # moves: of so few, what is typical may well be twice as large
YEARS_OF_SPREAD = 3  # other years from which their own spread can be told


@dataclass(frozen=True)
class Point:
    """A number on its scale in a year, with the variance that chance gives it."""

    year: int
    at: float
    variance: float


@dataclass(frozen=True)
class Expected:
    """What the other years give for a year; `variance` is that of the difference from it.

    They are scattered where they vary more than chance and drift explain.
    """

    at: float
    variance: float
    is_scattered: bool = False

    def is_far(self, at: float) -> bool:
        return abs(at - self.at) > FAR * math.sqrt(self.variance)

    def misfit(self, at: float) -> float:
        """Squared standard errors from what is expected."""
        return (at - self.at) ** 2 / self.variance

    def is_likelier(self, other: float, given: float) -> bool:
        """Whether the number fits when it is read as `other`, and hardly as `given`."""
        gained = self.misfit(given) - self.misfit(other)
        return gained > LIKELIER > self.misfit(other)


def angle(percent: Decimal) -> float:
    return 2 * math.asin(math.sqrt(float(percent) / 100))


def expected(now: Point, others: Sequence[Point], drift: float) -> Expected | None:
    """The mean of the other years, in which near years and large groups count for most.

    `drift` is the variance that a year of real change adds. Where the other years vary more
    among themselves than chance and drift explain, that is taken for chance.
    None without other years.
    """
    if not others:
        return None
    moves = list(pairwise(sorted(others, key=lambda point: point.year)))
    noise = 0.0
    if len(others) >= YEARS_OF_SPREAD:
        noise = fmean(_beyond_drift(before, after, drift) for before, after in moves) / 2
    weights = [
        1 / (max(other.variance, noise) + drift * abs(other.year - now.year)) for other in others
    ]
    at = sum(w * other.at for w, other in zip(weights, others, strict=True)) / sum(weights)
    variance = max(now.variance, noise) + 1 / sum(weights)
    return Expected(at, variance, noise > now.variance)


def _beyond_drift(before: Point, after: Point, drift: float) -> float:
    """The squared move that the years between do not explain."""
    return max((after.at - before.at) ** 2 - drift * (after.year - before.year), 0)


def people_behind(lines: Iterable[Sequence[Point]], drift: float, most: int) -> int:
    """How many people, at most `most`, make shares that move as these do over the years.

    For shares without counts: each line is one share on its scale, by year. Half of all moves are
    within 0.67 standard errors, which one wrong figure hardly changes. The fewer moves there are,
    the fewer people are believed in, so that chance is given room for what is not known.
    """
    moves = [
        move for line in lines for move in pairwise(sorted(line, key=lambda point: point.year))
    ]
    if len(moves) < MOVES_TO_JUDGE_BY:
        return most
    typical = median((after.at - before.at) ** 2 for before, after in moves) / HALF_OF_MOVES
    typical *= 1 + UNSURE / len(moves)
    typical -= drift * median(after.year - before.year for before, after in moves)
    return round(2 / max(typical, 2 / most))
