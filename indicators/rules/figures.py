"""A figure as it is held and as a page displays it, with the words for what is missing.

The rules (position, gap, group) are in `indicators.rules.comparison`; they see only what is here.
"""

import re
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction


class Aim(StrEnum):
    PARITY = "parity"
    LOWER = "lower"
    HIGHER = "higher"
    ZERO = "zero"
    NONE = "none"


class Unit(StrEnum):
    RATIO = "ratio"
    PERCENT = "percent"
    POINTS = "points"
    GRID = "grid"


class State(StrEnum):
    HELD = "held"
    NOT_CALCULABLE = "not_calculable"
    SUPPRESSED = "suppressed"
    NOT_COLLECTED = "not_collected"
    NOT_HELD = "not_held"


BOARD_SHARE = "board share"
DECIMALS = {Unit.RATIO: 2, Unit.PERCENT: 1, Unit.POINTS: 1, Unit.GRID: 1}
SUFFIX = {Unit.RATIO: "", Unit.PERCENT: "%", Unit.POINTS: " percentage points", Unit.GRID: "%"}
MISSING = {
    State.HELD: "no {name}figure held for {year}",
    State.NOT_CALCULABLE: "the figure for {year} is not calculable",
    State.SUPPRESSED: "the figure for {year} is suppressed",
    State.NOT_COLLECTED: "the figure for {year} was not collected",
    State.NOT_HELD: "no figure held for {year}",
}
NAMES = {"white": "White ", "bme": "BME ", "workforce": "workforce ", "value": "", "year": ""}
PLACE = re.compile(r"\{(\w+)\}")
OPTIONAL_PART = re.compile(r"\[([^\[\]]*)\]")


def displayed(value: Decimal, unit: Unit) -> Decimal:
    """The value as a page prints it: 2 decimals for a ratio, else 1; halves go away from zero."""
    if not value.is_finite():
        raise ValueError(f"A figure is a number, not {value}")
    rounded = value.quantize(Decimal(1).scaleb(-DECIMALS[unit]), ROUND_HALF_UP)
    return abs(rounded) if rounded == 0 else rounded


def shortfall(value: Decimal, aim: Aim) -> Fraction:
    """Distance from the aim: smaller is always better. Exact, so 0.80 and 1.25 are equal."""
    exact = Fraction(value)
    match aim:
        case Aim.LOWER:
            return exact
        case Aim.HIGHER:
            return -exact
        case Aim.ZERO:
            return abs(exact)
        case Aim.PARITY if exact > 0:
            return max(exact, 1 / exact)
        case Aim.PARITY:
            raise ValueError(f"A ratio is more than 0, not {value}")
        case _:
            raise ValueError("No single direction is better, so there is no shortfall")


def number_words(value: Decimal, unit: Unit) -> str:
    """A displayed number with its unit: "1.79", "28.3%", "−14.8 percentage points"."""
    return f"{displayed(value, unit)}{SUFFIX[unit]}".replace("-", "−")


@dataclass(frozen=True)
class Held:
    """What is held for one indicator in one round, at full precision.

    Percentages are of 100. `value` is a ratio or a published board difference; for the board,
    `bme` and `workforce` are the BME percentages of board and workforce. Numbers beside any
    other state than held are never used. Figures of different series are never compared.
    """

    year: int
    white: Decimal | None = None
    bme: Decimal | None = None
    value: Decimal | None = None
    workforce: Decimal | None = None
    state: State = State.HELD
    series: str = ""


@dataclass(frozen=True)
class Shown:
    """One number as displayed. `measure` is "white", "bme" or "value"."""

    measure: str
    value: Decimal
    aim: Aim
    unit: Unit
    subject: str

    @property
    def words(self) -> str:
        return number_words(self.value, self.unit)

    @property
    def shortfall(self) -> Fraction:
        return shortfall(self.value, self.aim)


@dataclass(frozen=True)
class Showing:
    """What one year displays: `main` is what the position is about, `measure` its name."""

    held: Held
    measure: str
    main: Shown | None = None
    white: Shown | None = None

    @property
    def numbers(self) -> tuple[Shown, ...]:
        return tuple(number for number in (self.white, self.main) if number)

    def missing(self, measure: str) -> str:
        """Why there is no number, in words that start small: "no BME figure held for 2024"."""
        return MISSING[self.held.state].format(name=NAMES[measure], year=self.held.year)


def show(held: Held, aim: Aim, unit: Unit) -> Showing:
    """The numbers that the indicator uses, as displayed; a missing one is None, never 0.

    A ratio that would be displayed as 0.00 or less is not calculable. The board's share alone
    counts as a percentage that should be higher.
    """
    measure = "bme" if unit is Unit.PERCENT else "value"
    if held.state is not State.HELD or unit is Unit.GRID:
        return Showing(held, measure)
    if unit is Unit.PERCENT:
        bme = _shown("bme", held.bme, aim, unit, "BME figure")
        return Showing(held, measure, bme, _shown("white", held.white, aim, unit, "White figure"))
    if unit is Unit.RATIO:
        ratio = _shown("value", held.value, aim, unit, "ratio")
        if ratio and ratio.value <= 0:
            return Showing(replace(held, state=State.NOT_CALCULABLE), measure)
        return Showing(held, measure, ratio)
    difference = _shown("value", board_difference(held), aim, unit, "difference")
    share = _shown("bme", held.bme, Aim.HIGHER, Unit.PERCENT, BOARD_SHARE)
    return Showing(held, measure, difference or share)


def _shown(measure: str, value: Decimal | None, aim: Aim, unit: Unit, subject: str) -> Shown | None:
    return None if value is None else Shown(measure, displayed(value, unit), aim, unit, subject)


@dataclass(frozen=True)
class Pair:
    """The same number of an earlier year and of this one; either may be missing."""

    then: Showing
    here: Showing
    measure: str
    before: Shown | None
    now: Shown | None

    @property
    def obstacle(self) -> str:
        """Why the two cannot be compared, in words; empty when they can."""
        now, before, then, year = self.now, self.before, self.then.held, self.here.held.year
        if now is None or before is None:
            return (self.then if now else self.here).missing(self.measure)
        if before.subject != now.subject:
            return (
                f"the {before.subject} for {then.year} is not comparable "
                f"with the {now.subject} for {year}"
            )
        if then.series != self.here.held.series:
            return f"the figures for {then.year} and {year} are of different series"
        return ""


def pairs(then: Showing, here: Showing) -> list[Pair]:
    """White where it is held, then the number that the position is about."""
    main = Pair(then, here, here.measure, then.main, here.main)
    if then.white or here.white:
        return [Pair(then, here, "white", then.white, here.white), main]
    return [main]


def board_difference(held: Held) -> Decimal | None:
    """BME % of the board minus BME % of the workforce, in percentage points.

    Computed from the parts at full precision where both are held, else as published: it is
    rounded once, as the national report does, so it may be 0.1 from that of the rounded shares.
    """
    if held.bme is not None and held.workforce is not None:
        return held.bme - held.workforce
    return held.value


def difference_words(points: Decimal) -> str:
    """What a board difference says where neither of its shares is held, as a sentence."""
    of_workforce = "the BME share of the workforce"
    if points == 0:
        return f"The BME share of the board was the same as {of_workforce}."
    side = "above" if points > 0 else "below"
    number = number_words(abs(points), Unit.POINTS)
    return f"The BME share of the board was {number} {side} {of_workforce}."


def sentence(template: str, held: Held, aim: Aim, unit: Unit) -> str:
    """The template with the displayed numbers in it, or in words why there are none.

    Places: {value}, {white}, {bme}, {workforce}, {year}; anything else is a ValueError. A part
    in square brackets is left out when a number in it is not held. "1.00 times as likely"
    becomes "equally likely". A board difference without its shares has a sentence of its own.
    """
    showing = show(held, aim, unit)
    places = {"year": str(held.year)} | {n.measure: n.words for n in showing.numbers}
    if unit is Unit.POINTS and held.state is State.HELD:
        shares = {"bme": held.bme, "workforce": held.workforce}
        places |= {k: number_words(v, Unit.PERCENT) for k, v in shares.items() if v is not None}

    def optional(part: re.Match[str]) -> str:
        return part[1] if places.keys() >= set(PLACE.findall(part[1])) else ""

    if unknown := set(PLACE.findall(template)) - NAMES.keys():
        raise ValueError(f"A sentence has no place for {', '.join(sorted(unknown))}")
    if unit is Unit.POINTS and showing.main and held.bme is None:
        return difference_words(showing.main.value)
    text = OPTIONAL_PART.sub(optional, template)
    missing = [place for place in PLACE.findall(text) if place not in places]
    if missing:
        return f"{initial(showing.missing(missing[0]))}."
    filled = PLACE.sub(lambda place: places[place[1]], text)
    if unit is Unit.RATIO and places["value"] == "1.00":
        return filled.replace("1.00 times as likely", "equally likely")
    return filled


def initial(text: str) -> str:
    """The text with a capital first letter and the rest as it is, so that BME stays BME."""
    return text[:1].upper() + text[1:]
