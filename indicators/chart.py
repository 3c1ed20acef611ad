"""The chart of figures over the years: where lines, marks and words stand, and what it shows."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from indicators.rules.comparison import Arrow, Effect, Outcome, Reference, Trend
from indicators.rules.figures import (
    BOARD_SHARE,
    Aim,
    Held,
    Showing,
    Shown,
    Unit,
    initial,
    number_words,
    show,
)
from wres.nhsuk.charts import Area, Box, Chart, Mark, Words, touches
from wres.nhsuk.charts import Dot as Disc
from wres.nhsuk.charts import Line as Stroke

WIDTH, HEIGHT = 264, 244
LEFT, RIGHT, TOP, BOTTOM = 38, 188, 20, 186
LABEL_WIDTH, LABEL_HEIGHT = 36, 14
YEARS_AT, SAID_AT = BOTTOM + 18, BOTTOM + 34  # heights of the years and of what two of them are
RATIO_TICKS = ("0.10", "0.25", "0.50", "0.80", "1.00", "1.25", "2.00", "4.00", "10.00", "20.00")
SHORT_NAMES = {"Board share": "Board", "Difference": "Board"}  # what fits beside the last mark
MARK_SIZE = 4
MARGIN_OF_RATIOS = 1.1
STEPS = (1, 2, 5, 10, 20, 50)
MOST_STEPS = 6

type Scale = Callable[[float], float]


@dataclass(frozen=True)
class Tick:
    at: float
    words: str


@dataclass(frozen=True)
class Point:
    """A mark at (x, y) whose number, if there is room for it, is written at height `label_y`."""

    x: float
    y: float
    label: str
    label_y: float


@dataclass(frozen=True)
class Line:
    """One measure: its marks, the pieces that join them, and its name beside the last mark."""

    name: str
    is_dashed: bool
    points: list[Point]
    pieces: list[tuple[Point, Point]]
    name_y: float

    @property
    def name_x(self) -> float:
        return round(self.points[-1].x + 10, 1)


@dataclass(frozen=True)
class Band:
    """The target range."""

    y: float
    height: float


@dataclass(frozen=True)
class Picture:
    """Where everything stands; `description` says how to read it."""

    description: str
    lines: list[Line]
    years: list[Tick]
    values: list[Tick]
    band: Band | None

    def chart(self, title: str, said: dict[str, str]) -> Chart:
        """The chart; `said` are years and what they are: {"2024": "last year"}.

        A number that would lie across a mark or another word is left to the table.
        """
        marks = self._ground(said)
        for line in self.lines:
            look = "white" if line.is_dashed else "bme"
            marks += [Stroke(a.x, a.y, b.x, b.y, f"{look}-line") for a, b in line.pieces]
        for line in self.lines:
            marks += [_mark(point, line.is_dashed) for point in line.points]
        for line in self.lines:
            named = f"{line.name} {line.points[-1].label}"
            marks.append(Words(line.name_x, line.name_y, named, "start", "strong"))
        free = [
            *(Words(LEFT - 6, tick.at + 4, tick.words, "end", "note") for tick in self.values),
            *(Words(tick.at, YEARS_AT, tick.words) for tick in self.years[::-1]),
            *(
                Words(tick.at, SAID_AT + 14 * row, f"{tick.words} {said[tick.words]}", look="note")
                for row, tick in enumerate(t for t in self.years[::-1] if t.words in said)
            ),
            *(Words(p.x, p.label_y, p.label) for line in self.lines for p in line.points[:-1]),
        ]
        for words in free:
            if words.text and not any(touches(words, mark) for mark in marks):
                marks.append(words)
        return Chart("over-the-years", title, self.description, WIDTH, HEIGHT, tuple(marks))

    def _ground(self, said: dict[str, str]) -> list[Mark]:
        marks: list[Mark] = []
        if self.band:
            marks.append(Box(LEFT, self.band.y, RIGHT - LEFT, self.band.height, "range"))
        if len(self.lines) > 1:
            marks += _gap(*self.lines)
        marks += [
            Stroke(tick.at, TOP, tick.at, BOTTOM, "guide")
            for tick in self.years
            if tick.words in said
        ]
        marks += [
            Stroke(LEFT, TOP, LEFT, BOTTOM, "axis"),
            Stroke(LEFT, BOTTOM, RIGHT, BOTTOM, "axis"),
        ]
        return marks + [Stroke(LEFT - 3, tick.at, LEFT, tick.at, "axis") for tick in self.values]


def _mark(point: Point, is_square: bool) -> Mark:
    if not is_square:
        return Disc(point.x, point.y, MARK_SIZE, "bme")
    side = 2 * MARK_SIZE
    return Box(round(point.x - MARK_SIZE, 1), round(point.y - MARK_SIZE, 1), side, side, "white")


def _gap(one: Line, other: Line) -> list[Mark]:
    """What lies between the lines, from each year to the next in which both are joined."""
    facing = {a.x: (a, b) for a, b in other.pieces}
    return [
        Area(
            ((a.x, a.y), (b.x, b.y), (facing[a.x][1].x, facing[a.x][1].y), (a.x, facing[a.x][0].y)),
            "gap-area",
        )
        for a, b in one.pieces
        if a.x in facing
    ]


@dataclass(frozen=True)
class Dot:
    """A number of one measure in one year."""

    year: int
    series: str
    shown: Shown


def draw(
    held: Iterable[Held], aim: Aim, unit: Unit, target: tuple[Decimal, Decimal] | None = None
) -> Picture | None:
    """The picture, or None when numbers of fewer than two years are held.

    Numbers of another kind than the newest are left out: a share is not drawn with a difference.
    `target` is the target range, drawn as a band behind a ratio or a difference.
    """
    showings = [showing for showing in (show(each, aim, unit) for each in held) if showing.main]
    dots = _dots(showings)
    years = sorted({dot.year for each in dots.values() for dot in each})
    if len(years) < 2:
        return None
    kind = next(iter(dots.values()))[-1].shown.unit
    ends = target if target and kind is not Unit.PERCENT else None
    numbers = [float(dot.shown.value) for each in dots.values() for dot in each]
    y, values = _value_scale(numbers + [float(end) for end in ends or ()], kind)
    x = _even(years[0], years[-1], LEFT + 16, RIGHT - 8)
    band = None
    if ends:
        low, high = y(float(ends[0])), y(float(ends[1]))
        band = Band(high, round(low - high, 1))
    return Picture(
        description=_description(dots, kind, ends),
        lines=_lines(dots, x, y),
        years=[Tick(x(year), str(year)) for year in years],
        values=values,
        band=band,
    )


def _dots(showings: list[Showing]) -> dict[str, list[Dot]]:
    """The name of each measure → its numbers of the newest's kind, series by series."""
    if not showings:
        return {}
    newest = max(showings, key=lambda showing: showing.held.year).main
    alike = [s for s in showings if s.main and newest and s.main.subject == newest.subject]
    alike.sort(key=lambda showing: (showing.held.series, showing.held.year))
    found: dict[str, list[Dot]] = {}
    for showing in alike:
        for number in showing.numbers:
            name = initial(number.subject.removesuffix(" figure"))
            dot = Dot(showing.held.year, showing.held.series, number)
            found.setdefault(name, []).append(dot)
    return found


def _description(dots: dict[str, list[Dot]], unit: Unit, ends: tuple[Decimal, ...] | None) -> str:
    words = ["A line joins the figures of one year and the next; where a year is missing it stops."]
    if len(dots) > 1:
        words.append(
            "White is the dashed line with squares, BME the solid line with dots; "
            "what lies between them is the gap."
        )
    if unit is Unit.RATIO:
        words.append("On this scale 0.50 and 2.00 are equally far from parity, 1.00.")
    if ends:
        low, high = (number_words(end, unit) for end in ends)
        words.append(f"The band is the target range {low} to {high}.")
    return " ".join(words)


def _lines(dots: dict[str, list[Dot]], x: Scale, y: Scale) -> list[Line]:
    """The lines from the lowest to the highest in the newest year; names do not overlap."""
    lines: list[Line] = []
    newest = {name: max(each, key=lambda dot: dot.year).shown.value for name, each in dots.items()}
    name_y = float(HEIGHT)
    for name in sorted(dots, key=lambda name: newest[name]):
        each = dots[name]
        others = [dot for other in dots if other != name for dot in dots[other]]
        labelled = set(_apart(sorted({dot.year for dot in each}), x))
        points = [_point(dot, others, dot.year in labelled, x, y) for dot in each]
        joined = zip(pairwise(each), pairwise(points), strict=True)
        pieces = [pair for (a, b), pair in joined if a.series == b.series and b.year == a.year + 1]
        latest = max(range(len(each)), key=lambda i: each[i].year)
        points.append(points.pop(latest))
        name_y = round(min(points[-1].y + 4, name_y - LABEL_HEIGHT), 1)
        beside = SHORT_NAMES.get(name, name)
        lines.append(Line(beside, each[0].shown.measure == "white", points, pieces, name_y))
    return lines


def _point(dot: Dot, others: list[Dot], is_labelled: bool, x: Scale, y: Scale) -> Point:
    """Above its mark a number stands clear of the other line where that is lower, and below."""
    higher = any(d.year == dot.year and d.shown.value > dot.shown.value for d in others)
    at = y(float(dot.shown.value))
    label = dot.shown.words.removesuffix(" percentage points") if is_labelled else ""
    return Point(x(dot.year), at, label, round(at + 18 if higher else at - 9, 1))


def _apart(years: list[int], x: Scale) -> list[int]:
    """The years whose words fit beside one another, the newest first."""
    kept: list[int] = []
    for year in reversed(years):
        if not kept or x(kept[-1]) - x(year) >= LABEL_WIDTH:
            kept.append(year)
    return kept


def _value_scale(numbers: list[float], unit: Unit) -> tuple[Scale, list[Tick]]:
    if unit is Unit.RATIO:
        low, high = min(*numbers, 0.8) / MARGIN_OF_RATIOS, max(*numbers, 1.25) * MARGIN_OF_RATIOS
        even = _even(math.log(low), math.log(high), BOTTOM, TOP)

        def logarithmic(value: float) -> float:
            return even(math.log(value))

        shown = [words for words in RATIO_TICKS if low <= float(words) <= high]
        return logarithmic, [Tick(logarithmic(float(words)), words) for words in shown]
    low, high = min(*numbers, 0), max(*numbers, 0)
    high = max(high, low + 1)  # all of them 0
    step = next(s for s in STEPS if (high - low) / s <= MOST_STEPS)
    first, last = math.floor(low / step), math.ceil(high / step)
    scale = _even(first * step, last * step, BOTTOM, TOP)
    suffix = "%" if unit is Unit.PERCENT else ""
    values = [n * step for n in range(first, last + 1)]
    return scale, [Tick(scale(v), f"{v}{suffix}".replace("-", "−")) for v in values]


def _even(low: float, high: float, start: float, end: float) -> Scale:
    return lambda value: round(start + (end - start) * (value - low) / (high - low), 1)


NAMES = {"white": "White ", "bme": "BME ", "value": ""}
EXPECTED = {Effect.BETTER: Trend.NARROWED, Effect.WORSE: Trend.WIDENED}


def finding(outcome: Outcome, year: int, state_words: str) -> str:
    """ "Up from 1.63 in 2024 to 1.79 in 2025, worse; 2.14 in 2019".

    `outcome` is that of `year`; `state_words` say why its figure is missing where it is.
    """
    last = {r.measure: r for r in outcome.references if r.year == year - 1}
    parts = [_since_last_year(now, year, last.get(now.measure)) for now in outcome.current[::-1]]
    if parts:
        main = outcome.current[-1]
        parts[0] += _gap_words(outcome, main, last.get(main.measure))
    else:
        parts = [f"{state_words} in {year}"]
    earlier = [
        _earlier(reference, is_named=len(outcome.current) > 1)
        for reference in outcome.references[::-1]
        if not outcome.current or (reference.arrow and reference.year != year - 1)
    ]
    return initial("; ".join([*parts, *filter(None, earlier)]))


def _since_last_year(now: Shown, year: int, last: Reference | None) -> str:
    name = f"{initial(BOARD_SHARE)} " if now.subject == BOARD_SHARE else NAMES[now.measure]
    if last is None or last.value is None or last.arrow is None:
        why = f", not comparable with {year - 1}: {last.why_not}" if last else ""
        return f"{name}{now.words} in {year}{why}"
    if last.arrow is Arrow.SAME:
        return f"{name}{now.words} in both {year - 1} and {year}"
    effect = "neither better nor worse" if last.effect is Effect.SAME else last.effect
    before = f"{number_words(last.value, last.unit)} in {last.year}"
    return f"{name}{last.arrow} from {before} to {now.words} in {year}, {effect}"


def _gap_words(outcome: Outcome, main: Shown, last: Reference | None) -> str:
    """The gap of a percentage; that of a ratio or a difference is the number itself."""
    gap = outcome.gap
    if main.unit is not Unit.PERCENT:
        return ", changed sides" if gap.changed_sides else ""
    if gap.trend is Trend.NOT_COMPUTABLE or last is None or last.effect is None:
        return ""
    if gap.trend is Trend.UNCHANGED:
        return f", and the gap is {gap.words}"
    is_expected = EXPECTED.get(last.effect) is gap.trend
    return f", {'and' if is_expected else 'but'} the gap {gap.words}"


def _earlier(reference: Reference, *, is_named: bool) -> str:
    if reference.value is None:
        return ""
    name = NAMES[reference.measure] if is_named else ""
    return f"{name}{number_words(reference.value, reference.unit)} in {reference.year}"
