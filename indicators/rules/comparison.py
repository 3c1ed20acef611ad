"""How an indicator stands: position, gap, group, arrows, target, and the words for them."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from indicators.rules.figures import (
    BOARD_SHARE,
    SUFFIX,
    Aim,
    Held,
    Pair,
    Showing,
    Shown,
    State,
    Unit,
    displayed,
    initial,
    number_words,
    pairs,
    sentence,
    shortfall,
    show,
)

# What callers need of a figure comes with the rule.
__all__ = [
    "GROUP_TAGS",
    "RULE_VERSION",
    "Aim",
    "Arrow",
    "Effect",
    "Gap",
    "Group",
    "Held",
    "Outcome",
]
__all__ += ["Position", "Reference", "Shown", "State", "Trend", "Unit", "compare", "displayed"]
__all__ += ["number_words", "sentence", "shortfall"]

RULE_VERSION = "3"  # 3: the board difference is that of the shares at full precision
IMPROVED_BUT_WIDENED = "improved, but the gap widened"
AIMS = {
    Unit.RATIO: {Aim.PARITY},
    Unit.PERCENT: {Aim.LOWER, Aim.HIGHER},
    Unit.POINTS: {Aim.ZERO},
    Unit.GRID: {Aim.NONE},
}


class Position(StrEnum):
    IMPROVED = "improved"
    DECLINED = "declined"
    SAME = "remained the same"
    NOT_ASSESSED = "not assessed"


class Trend(StrEnum):
    NARROWED = "narrowed"
    WIDENED = "widened"
    UNCHANGED = "unchanged"
    NOT_COMPUTABLE = "not computable"


class Group(StrEnum):
    PERFORMING_WELL = "performing well"
    SOME_IMPROVEMENT = "some improvement – further work needed"
    IMPROVEMENT_NEEDED = "improvement needed"
    NOT_ASSESSED = "not assessed"


# Beside the words of the group, never instead of them. There is no amber tag.
GROUP_TAGS = {
    Group.PERFORMING_WELL: "nhsuk-tag--green",
    Group.SOME_IMPROVEMENT: "nhsuk-tag--yellow",
    Group.IMPROVEMENT_NEEDED: "nhsuk-tag--red",
    Group.NOT_ASSESSED: "nhsuk-tag--grey",
}


class Arrow(StrEnum):
    UP = "up"
    DOWN = "down"
    SAME = "same"


class Effect(StrEnum):
    BETTER = "better"
    WORSE = "worse"
    SAME = "same"


@dataclass(frozen=True)
class Gap:
    """White against BME, last year (`before`) and now (`after`), sizes as displayed."""

    trend: Trend
    before: Decimal | None
    after: Decimal | None
    changed_sides: bool
    unit: Unit
    why_not: str = ""

    @property
    def words(self) -> str:
        if self.trend is Trend.NOT_COMPUTABLE:
            return f"{self.trend}: {self.why_not}"
        after = f"{self.after}{' times' if self.unit is Unit.RATIO else SUFFIX[Unit.POINTS]}"
        sides = ", changed sides" if self.changed_sides else ""
        if self.trend is Trend.UNCHANGED:
            return f"{self.trend} at {after}{sides}"
        if self.before == self.after:  # 0.84 and 1.19: 1 ÷ 0.84 is 1.1905, displayed as 1.19
            return f"{self.trend} slightly, {after} in both years{sides}"
        return f"{self.trend} from {self.before} to {after}{sides}"


@dataclass(frozen=True)
class Reference:
    """An earlier number, which way the current one moved from it, and whether that is better.

    `arrow` and `effect` are None when the two cannot be compared; `why_not` then says why.
    """

    year: int
    measure: str
    value: Decimal | None
    unit: Unit
    arrow: Arrow | None = None
    effect: Effect | None = None
    why_not: str = ""

    @property
    def words(self) -> str:
        if self.value is None or self.arrow is None:
            return f"not comparable: {self.why_not}"
        if self.arrow is Arrow.SAME:
            return f"same as {self.year}"
        effect = "neither better nor worse" if self.effect is Effect.SAME else self.effect
        return f"{self.arrow} from {number_words(self.value, self.unit)}, {effect}"


@dataclass(frozen=True)
class Outcome:
    """Three separate statements about an indicator, and in `why` the reason for its group."""

    current: tuple[Shown, ...]
    position: Position
    gap: Gap
    group: Group
    references: tuple[Reference, ...]
    flags: tuple[str, ...]
    why: str
    rule_version: str = RULE_VERSION


def compare(
    now: Held,
    references: Iterable[Held],
    *,
    aim: Aim,
    unit: Unit,
    target_range: tuple[Decimal, Decimal] | None = None,
    target: Decimal | None = None,
) -> Outcome:
    """The outcome of an indicator in the round of `now`.

    `references` are the earlier rounds to show beside it, such as last year and the baseline;
    rounds that are not earlier are left out, and of a round held in two series the comparable
    one counts. Only the round directly before `now` decides the position and the gap.
    `target_range` is for a ratio or the board difference, both ends inclusive; `target` is for
    the BME figure of a percent indicator. An aim that does not fit its unit is a ValueError.
    """
    if aim not in AIMS[unit]:
        raise ValueError(f"A figure in {unit} cannot have the aim {aim}")
    comparable_last = sorted(references, key=lambda held: held.series == now.series)
    earlier = {held.year: held for held in comparable_last if held.year < now.year}
    last = earlier.get(now.year - 1, Held(now.year - 1, state=State.NOT_HELD))
    here, then = show(now, aim, unit), show(last, aim, unit)
    position, moved = _position(pairs(then, here)[-1])
    gap = _gap(then, here)
    met, why = False, _nothing(here, aim)
    if here.main:
        met, target_words = target_met(here.main, here.white, target_range, target)
        why = f"{target_words} {moved}"
    widened = position is Position.IMPROVED and gap.trend is Trend.WIDENED
    return Outcome(
        current=here.numbers,
        position=position,
        gap=gap,
        group=_group(position, met),
        references=tuple(
            _reference(pair, unit)
            for year in sorted(earlier, reverse=True)
            if unit is not Unit.GRID
            for pair in pairs(show(earlier[year], aim, unit), here)
        ),
        flags=(IMPROVED_BUT_WIDENED,) if widened else (),
        why=why,
    )


def _judged[T](now: Fraction, before: Fraction, smaller: T, larger: T, equal: T) -> T:
    if now == before:
        return equal
    return smaller if now < before else larger


def _position(pair: Pair) -> tuple[Position, str]:
    """The position, and a sentence that says so with the numbers."""
    now, before, obstacle = pair.now, pair.before, pair.obstacle
    if now is None or before is None or obstacle:
        subject = now.subject if now else "figure"
        why = f"{initial(obstacle)}, so it cannot be said whether the {subject} improved."
        return Position.NOT_ASSESSED, why
    position = _judged(
        now.shortfall, before.shortfall, Position.IMPROVED, Position.DECLINED, Position.SAME
    )
    if now.value == before.value:
        return position, (
            f"The position {position}: the {now.subject} was {now.words} "
            f"in both {pair.then.held.year} and {pair.here.held.year}."
        )
    distance = " distance from its aim" if position is Position.SAME else ""
    return position, (
        f"The position {position}{distance}: the {now.subject} went "
        f"from {before.words} in {pair.then.held.year} to {now.words} in {pair.here.held.year}."
    )


def _gap(then: Showing, here: Showing) -> Gap:
    now, before = _size_and_side(here), _size_and_side(then)
    unit = Unit.RATIO if here.main and here.main.unit is Unit.RATIO else Unit.POINTS
    after = _decimal(now[0], unit) if now else None
    obstacle = _gap_obstacle(then, here)
    if now is None or before is None or obstacle:
        return Gap(Trend.NOT_COMPUTABLE, None, after, False, unit, obstacle)
    trend = _judged(now[0], before[0], Trend.NARROWED, Trend.WIDENED, Trend.UNCHANGED)
    return Gap(trend, _decimal(before[0], unit), after, now[1] * before[1] < 0, unit)


def _size_and_side(showing: Showing) -> tuple[Fraction, Decimal] | None:
    """The exact size of the gap, and a number whose sign says which side it is on."""
    main, white = showing.main, showing.white
    if main and main.unit is Unit.RATIO:
        return main.shortfall, main.value - 1
    if main and main.unit is Unit.POINTS:
        return main.shortfall, main.value
    if main and white:
        return abs(Fraction(white.value - main.value)), white.value - main.value
    return None


def _gap_obstacle(then: Showing, here: Showing) -> str:
    if here.main is None:
        return here.missing(here.measure)
    showings = [showing for showing in (then, here) if showing.main]
    if alone := [s.held.year for s in showings if s.main and s.main.subject == BOARD_SHARE]:
        return f"no workforce share held for {' and '.join(map(str, alone))}"
    if here.main.unit is Unit.PERCENT and here.white is None:
        return here.missing("white")
    return next((pair.obstacle for pair in pairs(then, here) if pair.obstacle), "")


def _decimal(size: Fraction, unit: Unit) -> Decimal:
    return displayed(Decimal(size.numerator) / Decimal(size.denominator), unit)


def _reference(pair: Pair, unit: Unit) -> Reference:
    now, before, year = pair.now, pair.before, pair.then.held.year
    if before is None:
        measure = now.measure if now else pair.measure
        return Reference(year, measure, None, unit, why_not=pair.obstacle)
    if now is None or pair.obstacle:
        return Reference(year, before.measure, before.value, before.unit, why_not=pair.obstacle)
    arrow = _judged(Fraction(now.value), Fraction(before.value), Arrow.DOWN, Arrow.UP, Arrow.SAME)
    effect = _judged(now.shortfall, before.shortfall, Effect.BETTER, Effect.WORSE, Effect.SAME)
    return Reference(year, before.measure, before.value, before.unit, arrow, effect)


def _group(position: Position, is_target_met: bool) -> Group:
    if is_target_met:
        return Group.PERFORMING_WELL
    return {
        Position.NOT_ASSESSED: Group.NOT_ASSESSED,
        Position.IMPROVED: Group.SOME_IMPROVEMENT,
    }.get(position, Group.IMPROVEMENT_NEEDED)


def _nothing(showing: Showing, aim: Aim) -> str:
    """Why there is nothing to assess, as a sentence."""
    if showing.held.state is State.NOT_HELD:
        return "No figure held."
    if aim is Aim.NONE and showing.held.state is State.HELD:
        return "No single direction is better for this indicator, so it is not assessed."
    return f"{initial(showing.missing(showing.measure))}."


def target_met(
    main: Shown,
    white: Shown | None,
    target_range: tuple[Decimal, Decimal] | None,
    target: Decimal | None,
) -> tuple[bool, str]:
    """Whether the figure meets its target, and a sentence that says so with the numbers.

    `target_range` (both ends inclusive) is for a ratio or the board difference, `target` for the
    BME figure of a percent indicator, each compared as displayed. Without one it is never met.
    """
    if main.subject == BOARD_SHARE:
        return False, (
            "The board share alone cannot meet a target: "
            "the target is about its difference from the workforce."
        )
    if main.unit is Unit.PERCENT:
        return _percent_target(main, white, target)
    return _range_target(main, target_range)


def _range_target(main: Shown, target_range: tuple[Decimal, Decimal] | None) -> tuple[bool, str]:
    if target_range is None:
        missing = f"No target range is set for the {main.subject}"
        return False, f"{missing}, so it cannot be performing well."
    low, high = (displayed(end, main.unit) for end in target_range)
    if low > high:
        raise ValueError(f"The target range starts at {low}, which is above its end {high}")
    inside = low <= main.value <= high
    return inside, (
        f"The {main.subject} of {main.words} is {'inside' if inside else 'outside'} "
        f"the target range {str(low).replace('-', '−')} to {number_words(high, main.unit)}."
    )


def _percent_target(main: Shown, white: Shown | None, target: Decimal | None) -> tuple[bool, str]:
    if target is None:
        return False, "No target is set for the BME figure, so it cannot be performing well."
    goal = displayed(target, main.unit)
    words = f"the target of {number_words(goal, main.unit)}"
    figure = f"The BME figure of {main.words}"
    if main.shortfall > shortfall(goal, main.aim):
        return False, f"{figure} does not reach {words}."
    if white is None:
        return False, f"{figure} reaches {words}, but the White figure is not held."
    if main.shortfall > white.shortfall:
        gap = number_words(abs(white.value - main.value), Unit.POINTS)
        return False, f"{figure} reaches {words}, but is {gap} worse than the White figure."
    return True, f"{figure} reaches {words}, with no gap to the disadvantage of BME staff."
