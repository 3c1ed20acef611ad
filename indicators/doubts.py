"""What is possible of a figure, but unlikely beside the years around it.

Every doubt is a question for a person: the figure is right, or the file is to be mended. A figure
raises at most one doubt of its kind, the most telling, so that each is worth a person's time.
Numbers are compared as displayed, so that a question never contradicts a page.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from indicators import counts
from indicators.cells import HIGHEST_RATIO, LOWEST_RATIO
from indicators.figures import Aim, Held, State, Unit, displayed, number_words
from indicators.statistics import typed_differs

JUMP = Decimal(10)  # percentage points in a year that a person should look at
MUCH_NEARER = 2  # a reading fits much better when it is so many times as near
LEAST_DISTANCE = Decimal(2)  # percentage points: less is no sign of a swap
YEARS_TO_JUDGE_BY = 2  # other years that a year must differ from to stand out
SHARE_TOLERANCE = Decimal("0.1")  # percentage points between a typed share and its counts
NAMES = {"white": "White", "bme": "BME", "workforce": "The BME share of the workforce"}
FRACTIONS = {
    counts.WHITE: "It is the White rate ÷ the BME rate. ",
    counts.BME: "It is the BME rate ÷ the White rate. ",
    "": "",
}


@dataclass(frozen=True)
class Doubt:
    """A question about one figure; `column` is where its answer would be mended, or ""."""

    column: str
    message: str


def about(
    now: Held, others: Iterable[Held], *, aim: Aim, unit: Unit, numerator: str = ""
) -> list[Doubt]:
    """The doubts that the other years raise about the figure of `now`.

    `others` are figures of the same indicator, unit and part in other years, at full precision;
    those of another series are not compared. Last year is the round directly before. `numerator`
    says whose rate a ratio has on top: "white", "bme" or "".
    """
    comparable = [o for o in others if o.series == now.series and o.year != now.year]
    held = [other for other in comparable if other.state is State.HELD]
    last = next((other for other in held if other.year == now.year - 1), None)
    if now.state is not State.HELD:
        return []
    if unit is Unit.RATIO:
        return _about_ratio(now, last, numerator)
    if unit is Unit.PERCENT:
        found = _about_pair(now, last, held, aim)
    else:
        found = _jump(now, last, ("bme", "workforce"))
    return found[:1]


def against_counts(
    typed: Held, held_counts: counts.Counts, unit: Unit, numerator: str
) -> list[Doubt]:
    """Published numbers that their counts do not give, and counts that give an unlikely one."""
    computed = counts.preferred(typed, held_counts, unit, numerator)
    if unit is Unit.RATIO:
        differs = _differs(typed, computed, "value", unit, Decimal("0.01"))
        return differs or _far_from_parity(computed, held_counts)
    shares = ("white", "bme") if unit is Unit.PERCENT else ("bme",)
    return [
        doubt
        for column in shares
        for doubt in _differs(typed, computed, column, Unit.PERCENT, SHARE_TOLERANCE)
    ]


def _far_from_parity(computed: Held, held_counts: counts.Counts) -> list[Doubt]:
    """A ratio that would be refused if it were typed, from counts that are complete."""
    value = computed.value
    if value is None or not held_counts.are_complete or LOWEST_RATIO <= value <= HIGHEST_RATIO:
        return []
    words = f"The counts give a ratio of {displayed(value, Unit.RATIO)}, which hardly ever is"
    return [Doubt("", f"{words}. Are the counts in the right columns?")]


def _differs(
    typed: Held, computed: Held, column: str, unit: Unit, tolerance: Decimal
) -> list[Doubt]:
    given, counted = getattr(typed, column), getattr(computed, column)
    if given is None or counted is None or not typed_differs(given, counted, tolerance):
        return []
    message = (
        f"{_exact(given, unit)} was given, and the counts give {number_words(counted, unit)}. "
        f"Are the counts right? Pages show what they give"
    )
    return [Doubt(column, message)]


def _exact(given: Decimal, unit: Unit) -> str:
    """The number as given where rounding would hide what differs."""
    shown = displayed(given, unit)
    return number_words(given, unit) if shown == given else f"{given.normalize():f}"


def _about_ratio(now: Held, last: Held | None, numerator: str) -> list[Doubt]:
    if now.value is None or last is None or last.value is None:
        return []
    value, before = displayed(now.value, Unit.RATIO), displayed(last.value, Unit.RATIO)
    if value <= 0 or before <= 0 or (value - 1) * (before - 1) >= 0:
        return []
    upside_down = displayed(1 / value, Unit.RATIO)
    moved = f"The ratio was {before} in {last.year} and is {value} in {now.year}"
    if MUCH_NEARER * abs((before * value).ln()) < abs((before / value).ln()):
        words = f"{moved}, and 1 ÷ {value} = {upside_down} is much nearer to {before}. "
        return [Doubt("value", f"{words}{FRACTIONS[numerator]}Is one of them upside down?")]
    words = f"{moved}, on the other side of 1. {FRACTIONS[numerator]}"
    return [Doubt("value", f"{words}Is it the right way up?")]


def _about_pair(now: Held, last: Held | None, held: Sequence[Held], aim: Aim) -> list[Doubt]:
    """Doubts about White and BME percentages, the most telling first."""
    here, before = _pair(now), _pair(last) if last else None
    found = []
    if here and last and before:
        found += _swap(now, here, last, before)
    if here:
        found += _only_year(now, here, held, aim)
    found += _jump(now, last, ("white", "bme"))
    if here and last and before:
        found += _gap(now, here, last, before)
    return found


def _pair(held: Held) -> tuple[Decimal, Decimal] | None:
    if held.white is None or held.bme is None:
        return None
    return displayed(held.white, Unit.PERCENT), displayed(held.bme, Unit.PERCENT)


def _swap(
    now: Held, here: tuple[Decimal, Decimal], last: Held, before: tuple[Decimal, Decimal]
) -> list[Doubt]:
    straight = abs(here[0] - before[0]) + abs(here[1] - before[1])
    crossed = abs(here[0] - before[1]) + abs(here[1] - before[0])
    if straight < LEAST_DISTANCE or MUCH_NEARER * crossed >= straight:
        return []
    words = (
        f"White {here[0]}% and BME {here[1]}% in {now.year} are much nearer to White "
        f"{before[0]}% and BME {before[1]}% in {last.year} the other way round. "
    )
    return [Doubt("", f"{words}Are White and BME swapped?")]


def _only_year(
    now: Held, here: tuple[Decimal, Decimal], held: Sequence[Held], aim: Aim
) -> list[Doubt]:
    """White staff fare worse in this year and BME staff in every other one."""
    others = [pair for other in held if (pair := _pair(other))]
    if len(others) < YEARS_TO_JUDGE_BY or not _white_fares_worse(here, aim):
        return []
    if not all(_white_fares_worse(pair[::-1], aim) for pair in others):
        return []
    words = f"White staff fare worse in {now.year} only: White {here[0]}%, BME {here[1]}%. "
    return [Doubt("", f"{words}Are White and BME swapped?")]


def _white_fares_worse(pair: tuple[Decimal, ...], aim: Aim) -> bool:
    white, bme = pair
    return white < bme if aim is Aim.HIGHER else white > bme


def _jump(now: Held, last: Held | None, columns: tuple[str, ...]) -> list[Doubt]:
    """One doubt for each percentage that moves by more than 10 points, all in one question."""
    moves = []
    for column in columns:
        value = getattr(now, column)
        before = getattr(last, column) if last else None
        if last is None or value is None or before is None:
            continue
        to, was = displayed(value, Unit.PERCENT), displayed(before, Unit.PERCENT)
        if abs(to - was) > JUMP:
            moves.append((column, f"{NAMES[column]} went from {was}% in {last.year} to {to}%"))
    if not moves:
        return []
    words = "; ".join(words for _, words in moves)
    column = moves[0][0] if len(moves) == 1 else ""
    return [
        Doubt(column, f"{words} in {now.year}, a jump of more than {JUMP} points. Is it right?")
    ]


def _gap(
    now: Held, here: tuple[Decimal, Decimal], last: Held, before: tuple[Decimal, Decimal]
) -> list[Doubt]:
    gap, was = here[0] - here[1], before[0] - before[1]
    if gap * was < 0:
        words = f"The gap changes sides between {last.year} and {now.year}"
    elif abs(gap - was) > JUMP:
        words = f"The gap changes by more than {JUMP} points between {last.year} and {now.year}"
    else:
        return []
    pairs = f"White {before[0]}%, BME {before[1]}%, then White {here[0]}%, BME {here[1]}%"
    return [Doubt("", f"{words}: {pairs}. Is it right?")]
