"""The small picture of an indicator: this year's numbers above last year's, on one scale."""

import math
from decimal import Decimal

from indicators.rules.comparison import Outcome
from indicators.rules.figures import Unit, number_words
from wres.nhsuk.charts import Box, Chart, Dot, Line, Mark, Words, swatch, touches

WIDTH, HEIGHT = 208, 62
LEFT, RIGHT = 14, 192
NOW, THEN, AXIS, WORDS = 11, 31, 43, 58  # heights of the two rows, the scale and its numbers
SHARES = (40, 70, 100)  # percent at which a scale ends, so that pictures can be compared
RATIOS = ((0.5, 3), (0.25, 4), (0.1, 10))
POINTS = (20, 40, 70, 100)
HOW = "The upper row is this year, the lower row last year. A square is White, a dot is BME"
HOW_ALONE = "The upper dot is this year, the lower one last year"

# What stands beside the words of the key, once a page.
KEY = {
    "bme": swatch(Dot(9, 9, 6, "bme")),
    "white": swatch(Box(3.5, 3.5, 11, 11, "white")),
    "then": swatch(Box(1, 6, 6, 6, "white-then"), Dot(14, 9, 3.5, "bme-then")),
    "range": swatch(Box(0, 0, 18, 18, "range"), Line(9, 0, 9, 18, "parity")),
}


def draw(
    name: str,
    title: str,
    outcome: Outcome,
    year: int,
    target_range: tuple[Decimal, Decimal] | None,
) -> Chart | None:
    """The picture of the outcome in its year; None where there is no number to draw."""
    if not outcome.current:
        return None
    main = outcome.current[-1]
    now = {shown.measure: float(shown.value) for shown in outcome.current}
    then = {
        each.measure: float(each.value)
        for each in outcome.references
        if each.year == year - 1 and each.value is not None and each.arrow
    }
    ends = target_range if target_range and main.unit is not Unit.PERCENT else None
    numbers = [*now.values(), *then.values(), *map(float, ends or ())]
    low, high, ticks = _scale(numbers, main.unit, ends)

    def x(value: float) -> float:
        at = (_place(value, main.unit) - _place(low, main.unit)) / (
            _place(high, main.unit) - _place(low, main.unit)
        )
        return round(LEFT + (RIGHT - LEFT) * at, 1)

    marks: list[Mark] = []
    if ends:
        start, end = (x(float(each)) for each in ends)
        marks.append(Box(start, 0, end - start, AXIS, "range"))
    if main.unit is not Unit.PERCENT:
        parity = x(1 if main.unit is Unit.RATIO else 0)
        marks.append(Line(parity, 0, parity, AXIS, "parity"))
    marks.append(Line(LEFT, AXIS, RIGHT, AXIS, "axis"))
    marks += _row({measure: x(value) for measure, value in then.items()}, THEN, 3.5, "-then")
    marks += _row({measure: x(value) for measure, value in now.items()}, NOW, 6, "")
    for value, words in ticks:
        label = Words(x(value), WORDS, words, look="note")
        if not any(touches(label, mark) for mark in marks):
            marks.append(label)
    how = f"{HOW}; the line between them is the gap" if len(now) > 1 else HOW_ALONE
    if ends:
        how += f". The band is the target range {ends[0]} to {number_words(ends[1], main.unit)}"
    return Chart(name, title, f"{how}.", WIDTH, HEIGHT, tuple(marks))


def _row(places: dict[str, float], y: float, size: float, suffix: str) -> list[Mark]:
    """The marks of a year, the line between them first, so that it lies under both."""
    marks: list[Mark] = []
    if len(places) > 1:
        marks.append(Line(places["white"], y, places["bme"], y, f"gap{suffix}"))
    if "white" in places:
        side = 2 * size - 1
        box = Box(round(places["white"] - side / 2, 1), y - side / 2, side, side, f"white{suffix}")
        marks.append(box)
    marks += [Dot(at, y, size, f"bme{suffix}") for m, at in places.items() if m != "white"]
    return marks


def _place(value: float, unit: Unit) -> float:
    return math.log(value) if unit is Unit.RATIO else value


def _scale(
    numbers: list[float], unit: Unit, ends: tuple[Decimal, Decimal] | None
) -> tuple[float, float, list[tuple[float, str]]]:
    """Its two ends, and the numbers to write below it, those that must be read first."""
    if unit is Unit.RATIO:
        least, most = min(numbers), max(numbers)
        fitting = (ends for ends in RATIOS if ends[0] <= least and most <= ends[1])
        low, high = next(fitting, (least / 2, most * 2))
        values = [low, high, *(float(end) for end in ends or (1,)), 2.0, 1.0]
        return low, high, [(value, f"{value:.2f}".rstrip("0").rstrip(".")) for value in values]
    if unit is Unit.PERCENT:
        high = next(end for end in SHARES if max(numbers) <= end)
        return 0, high, [(value, f"{value:g}%") for value in (0, high, high / 2)]
    high = next(end for end in POINTS if max(map(abs, numbers)) <= end)
    values = [-high, high, 0]
    return -high, high, [(value, f"{value}".replace("-", "−")) for value in values]
