"""Is it chance? Relative likelihood, intervals and change, from counts at full precision."""

from dataclasses import dataclass, replace
from decimal import Decimal

from indicators.rules.figures import Held, State, Unit, displayed

Z = Decimal("1.96")
NO_COUNTS = "no counts held, so chance cannot be assessed"
COULD_BE, UNLIKELY = "could be chance", "unlikely to be chance alone"
TOO_FEW = "too few people to tell"
OF_FEW = "The counts are of few people and not shown, so chance is not told."
EXPECTED_AT_LEAST = 5  # in each cell of a table of two groups, else the test is exact
LEAST_CHANCE = 0.05
NEGLIGIBLE = 1e-18  # of the likeliest table: further ones add nothing


def _chance_words(could_be_chance: bool) -> str:
    return COULD_BE if could_be_chance else UNLIKELY


def _indicative(words: str, is_survey: bool) -> str:
    """Survey answers are weighted, which these formulas do not know."""
    return f"{words}, indicative" if is_survey else words


def _with(words: str, gap: "Gap | None") -> str:
    return f"{words}. {gap.words}" if gap else words


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
class Gap:
    """White against BME in one year: `points` as displayed, `z` their difference in errors.

    With an expected count below 5 there is no `z`, and `exact` is the chance of a gap as
    unlikely as this one, by the exact test.
    """

    points: Decimal
    z: Decimal | None
    exact: float | None = None
    is_survey: bool = False

    @property
    def could_be_chance(self) -> bool:
        if self.z is not None:
            return abs(displayed(self.z, Unit.RATIO)) <= Z
        return self.exact is not None and self.exact >= LEAST_CHANCE

    @property
    def words(self) -> str:
        said = _chance_words(self.could_be_chance)
        if self.exact is not None:
            said = TOO_FEW if self.could_be_chance else f"few people, but {said}"
            said = f"{said} (exact test)"
        gap = f"White and BME are {self.points} percentage points apart, {said}"
        return _indicative(gap, self.is_survey)


@dataclass(frozen=True)
class Share:
    """A percentage of 100 with its interval."""

    percent: Decimal
    low: Decimal
    high: Decimal
    is_survey: bool = False
    gap: Gap | None = None

    @property
    def words(self) -> str:
        percent, low, high = (
            displayed(v, Unit.PERCENT) for v in (self.percent, self.low, self.high)
        )
        return _with(_indicative(f"{percent}% ({low} to {high})", self.is_survey), self.gap)


@dataclass(frozen=True)
class Change:
    """A percentage in two years; `z` is the change in standard errors, above 0 when it fell."""

    before: Decimal
    after: Decimal
    z: Decimal
    is_survey: bool = False
    gap: Gap | None = None

    @property
    def could_be_chance(self) -> bool:
        return abs(displayed(self.z, Unit.RATIO)) <= Z

    @property
    def words(self) -> str:
        before, after = (displayed(v, Unit.PERCENT) for v in (self.before, self.after))
        z = str(displayed(self.z, Unit.RATIO)).replace("-", "−")
        words = f"{before}% to {after}% (z {z}), {_chance_words(self.could_be_chance)}"
        return _with(_indicative(words, self.is_survey), self.gap)


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
    z = _pooled_z(before, before_total, after, after_total)
    return Change(100 * p1, 100 * p2, z, is_survey)


def gap(white: int, n1: int, bme: int, n2: int, *, is_survey: bool = False) -> Gap:
    """The share of White against that of BME staff in one year, tested for chance.

    By the two-proportion z with pooled rate; by the exact test (Fisher, two-sided) where a count
    expected of either group is below 5.
    """
    _check(white, n1)
    _check(bme, n2)
    shares = (displayed(100 * Decimal(a) / n, Unit.PERCENT) for a, n in ((white, n1), (bme, n2)))
    points = abs(next(shares) - next(shares))
    events = white + bme
    if min(events, n1 + n2 - events) * min(n1, n2) < EXPECTED_AT_LEAST * (n1 + n2):
        return Gap(points, None, exact_chance(white, n1, bme, n2), is_survey)
    return Gap(points, _pooled_z(white, n1, bme, n2), None, is_survey)


def exact_chance(a: int, n1: int, b: int, n2: int) -> float:
    """The chance of a table no likelier than this one, margins held: Fisher's exact test."""
    _check(a, n1)
    _check(b, n2)
    events, everyone = a + b, n1 + n2
    low, high = max(0, events - n2), min(n1, events)
    mode = min(max((n1 + 1) * (events + 1) // (everyone + 2), low), high)
    likely = {mode: 1.0}  # of a count in the first group, beside the likeliest one
    for steps, step in ((range(mode + 1, high + 1), 1), (range(mode - 1, low - 1, -1), -1)):
        for count in steps:
            k = max(count, count - step)  # from k − 1 to k, or back
            up = (n1 - k + 1) * (events - k + 1) / (k * (n2 - events + k))
            likely[count] = likely[count - step] * (up if step == 1 else 1 / up)
            if likely[count] < NEGLIGIBLE:
                break
    here = likely.get(a, 0) * (1 + 1e-7)  # tables that are as likely but for rounding
    return sum(each for each in likely.values() if each <= here) / sum(likely.values())


def _pooled_z(a: int, n1: int, b: int, n2: int) -> Decimal:
    """The difference of two rates in standard errors; 0 for all or none in both."""
    pooled = Decimal(a + b) / (n1 + n2)
    variance = pooled * (1 - pooled) * (1 / Decimal(n1) + 1 / Decimal(n2))
    return (Decimal(a) / n1 - Decimal(b) / n2) / variance.sqrt() if variance else Decimal(0)


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

    def likelihood(self, numerator: str) -> Likelihood | None:
        """The rate of the `numerator` group ("white" or "bme") against that of the other."""
        if self.white is None or self.bme is None or numerator not in (WHITE, BME):
            return None
        pair = (self.white, self.bme) if numerator == WHITE else (self.bme, self.white)
        return relative_likelihood(*pair[0], *pair[1])

    @property
    def gap(self) -> Gap | None:
        """White against BME; answers of a survey are weighted."""
        if self.white is None or self.bme is None:
            return None
        return gap(*self.white, *self.bme, is_survey=True)


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
) -> Likelihood | Share | Change | None:
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
        return replace(change(*last.bme, *now.bme, is_survey=is_survey), gap=gap)
    return replace(share(*now.bme, is_survey=is_survey), gap=gap)


def _percent(count: tuple[int, int] | None, published: Decimal | None) -> Decimal | None:
    return published if count is None else HUNDRED * count[0] / count[1]
