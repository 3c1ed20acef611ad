"""Figures computed from their counts, which are preferred to published ones."""

from dataclasses import dataclass, replace
from decimal import Decimal

from indicators import statistics
from indicators.figures import Held, State, Unit

WHITE, BME = "white", "bme"
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Counts:
    """How many of how many, by group: (24, 2700). None where either is not held."""

    white: tuple[int, int] | None = None
    bme: tuple[int, int] | None = None

    @property
    def are_complete(self) -> bool:
        return self.white is not None and self.bme is not None

    def likelihood(self, numerator: str) -> statistics.Likelihood | None:
        """The rate of the `numerator` group ("white" or "bme") against that of the other."""
        if self.white is None or self.bme is None or numerator not in (WHITE, BME):
            return None
        pair = (self.white, self.bme) if numerator == WHITE else (self.bme, self.white)
        return statistics.relative_likelihood(*pair[0], *pair[1])

    @property
    def gap(self) -> statistics.Gap | None:
        """White against BME; answers of a survey are weighted."""
        if self.white is None or self.bme is None:
            return None
        return statistics.gap(*self.white, *self.bme, is_survey=True)


def of(count: int | None, total: int | None) -> tuple[int, int] | None:
    return None if count is None or total is None else (count, total)


def preferred(held: Held, counts: Counts, unit: Unit, numerator: str) -> Held:
    """`held` with what its counts give at full precision; only a held figure is computed."""
    if held.state is not State.HELD or unit is Unit.GRID:
        return held
    if unit is Unit.RATIO:
        likelihood = counts.likelihood(numerator)
        if likelihood is None:
            return held
        if likelihood.ratio is None:
            return replace(held, value=None, state=State.NOT_CALCULABLE)
        return replace(held, value=likelihood.ratio)
    return replace(
        held, white=_percent(counts.white, held.white), bme=_percent(counts.bme, held.bme)
    )


def chance(
    unit: Unit, numerator: str, now: Counts | None, last: Counts | None
) -> statistics.Likelihood | statistics.Share | statistics.Change | None:
    """What the counts say of chance: None without counts of this year.

    A percentage is compared with last year's where both are held, and White with BME in this
    year. Percentages are of a survey, whose answers are weighted, so they are indicative.
    """
    if now is None:
        return None
    if unit is Unit.RATIO:
        return now.likelihood(numerator)
    if not now.bme:
        return None
    is_survey, gap = unit is Unit.PERCENT, now.gap if unit is Unit.PERCENT else None
    if last and last.bme:
        return replace(statistics.change(*last.bme, *now.bme, is_survey=is_survey), gap=gap)
    return replace(statistics.share(*now.bme, is_survey=is_survey), gap=gap)


def _percent(count: tuple[int, int] | None, published: Decimal | None) -> Decimal | None:
    return published if count is None else HUNDRED * count[0] / count[1]
