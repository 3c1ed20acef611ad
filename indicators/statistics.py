"""Is it chance? Relative likelihood, intervals and change, from counts at full precision.

`could_be_chance` is decided on the values as displayed, so that words and numbers agree. All
intervals are 95%.
"""

from dataclasses import dataclass
from decimal import Decimal

from indicators.figures import Unit, displayed

Z = Decimal("1.96")
NO_COUNTS = "no counts held, so chance cannot be assessed"
COULD_BE, UNLIKELY = "could be chance", "unlikely to be chance alone"


def _chance_words(could_be_chance: bool) -> str:
    return COULD_BE if could_be_chance else UNLIKELY


def _indicative(words: str, is_survey: bool) -> str:
    """Survey answers are weighted, which these formulas do not know."""
    return f"{words}, indicative" if is_survey else words


@dataclass(frozen=True)
class Likelihood:
    """How many times as likely one group is as another, with its interval.

    All three are None when a group has no events: that is not a likelihood of 0.
    """

    ratio: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None

    @property
    def could_be_chance(self) -> bool | None:
        if self.low is None or self.high is None:
            return None
        return displayed(self.low, Unit.RATIO) <= 1 <= displayed(self.high, Unit.RATIO)

    @property
    def words(self) -> str:
        if self.ratio is None or self.low is None or self.high is None:
            return "not calculable (no events)"
        ratio, low, high = (displayed(v, Unit.RATIO) for v in (self.ratio, self.low, self.high))
        return f"{ratio} ({low} to {high}), {_chance_words(bool(self.could_be_chance))}"


@dataclass(frozen=True)
class Share:
    """A percentage of 100 with its interval."""

    percent: Decimal
    low: Decimal
    high: Decimal
    is_survey: bool = False

    @property
    def words(self) -> str:
        percent, low, high = (
            displayed(v, Unit.PERCENT) for v in (self.percent, self.low, self.high)
        )
        return _indicative(f"{percent}% ({low} to {high})", self.is_survey)


@dataclass(frozen=True)
class Change:
    """A percentage in two years; `z` is the change in standard errors, above 0 when it fell."""

    before: Decimal
    after: Decimal
    z: Decimal
    is_survey: bool = False

    @property
    def could_be_chance(self) -> bool:
        return abs(displayed(self.z, Unit.RATIO)) <= Z

    @property
    def words(self) -> str:
        before, after = (displayed(v, Unit.PERCENT) for v in (self.before, self.after))
        z = str(displayed(self.z, Unit.RATIO)).replace("-", "−")
        words = f"{before}% to {after}% (z {z}), {_chance_words(self.could_be_chance)}"
        return _indicative(words, self.is_survey)


def relative_likelihood(a: int, n1: int, b: int, n2: int) -> Likelihood:
    """The rate `a` of `n1` against the rate `b` of `n2`; the interval is that of the log ratio.

    exp(ln RR ± 1.96·√(1/a − 1/n1 + 1/b − 1/n2)). Counts that cannot be are a ValueError.
    """
    _check(a, n1)
    _check(b, n2)
    if a == 0 or b == 0:
        return Likelihood()
    ratio = Decimal(a * n2) / Decimal(n1 * b)
    error = (1 / Decimal(a) - 1 / Decimal(n1) + 1 / Decimal(b) - 1 / Decimal(n2)).sqrt()
    return Likelihood(ratio, (ratio.ln() - Z * error).exp(), (ratio.ln() + Z * error).exp())


def share(count: int, total: int, *, is_survey: bool = False) -> Share:
    """The percentage that `count` is of `total`, with its Wilson interval."""
    _check(count, total)
    p, n = Decimal(count) / total, Decimal(total)
    scale = 1 + Z**2 / n
    centre = (p + Z**2 / (2 * n)) / scale
    half = Z * (p * (1 - p) / n + Z**2 / (4 * n**2)).sqrt() / scale
    low, high = max(centre - half, Decimal(0)), min(centre + half, Decimal(1))
    return Share(100 * p, 100 * low, 100 * high, is_survey)


def change(
    before: int, before_total: int, after: int, after_total: int, *, is_survey: bool = False
) -> Change:
    """The change of a percentage between two years, by the two-proportion z with pooled rate."""
    _check(before, before_total)
    _check(after, after_total)
    p1, p2 = Decimal(before) / before_total, Decimal(after) / after_total
    pooled = Decimal(before + after) / (before_total + after_total)
    variance = pooled * (1 - pooled) * (1 / Decimal(before_total) + 1 / Decimal(after_total))
    z = (p1 - p2) / variance.sqrt() if variance else Decimal(0)  # all or none, in both years
    return Change(100 * p1, 100 * p2, z, is_survey)


def chance_words(result: Likelihood | Share | Change | None) -> str:
    """The words of a result; None stands for a figure held without counts."""
    return result.words if result else NO_COUNTS


def typed_differs(typed: Decimal, computed: Decimal, tolerance: Decimal = Decimal("0.01")) -> bool:
    """Whether a typed ratio is too far from the one computed from counts to pass unquestioned."""
    return abs(typed - computed) > tolerance


def _check(count: int, total: int) -> None:
    if total <= 0:
        raise ValueError(f"The total must be 1 or more, not {total}")
    if not 0 <= count <= total:
        raise ValueError(f"The count must be between 0 and the total of {total}, not {count}")
