"""What is possible of a figure, but unlikely beside the years around it.

Every doubt is a question for a person: the figure is right, or the file is to be mended. A figure
raises at most one doubt of its kind, the most telling, so that each is worth a person's time.
Numbers are compared as displayed, so that a question never contradicts a page. All years held
count, and where the size of a group is held, only what chance hardly explains is asked.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from statistics import fmean

from indicators.imports.values import HIGHEST_RATIO, LOWEST_RATIO
from indicators.rules import statistics
from indicators.rules.expected import FAR, Expected, Point, angle, expected, people_behind
from indicators.rules.figures import Aim, Held, State, Unit, displayed, number_words
from indicators.rules.statistics import typed_differs
from wres.words import listed

MUCH_NEARER = 2  # a reading fits much better when it is so many times as near
SHARE_TOLERANCE = Decimal("0.1")  # percentage points between a typed share and its counts
ANSWERS = 1_250  # people taken to be behind a share of which no size is held: 10 points are a jump
MEMBERS = 90  # the same of a board, whose members mostly stay
ANGLE_OF_POINTS = 2.5  # of a share near 20%, as most boards' are, as 1 of 100 points
# Of the logarithm of a ratio without counts, by whose rate is on top: BME over White compares what
# happens to few, such as a formal process, so chance carries it further.
RATIO_VARIANCE = {statistics.WHITE: 0.0133, statistics.BME: 0.03, "": 0.0133}
MANY = 600  # people; of groups that are smaller it is so much larger
SHARE_DRIFT, GAP_DRIFT, RATIO_DRIFT, BOARD_DRIFT = 0.0025, 0.0015, 0.0064, 0.0005  # a year
ACROSS_ONE = 0.2  # a move of the logarithm over 1, a year, that is a sign where chance is unknown
LOW_RATIO, HIGH_RATIO = Decimal("0.80"), Decimal(4)  # beyond these a ratio hardly is
BELIEVABLE = {Aim.LOWER: (Decimal(0), Decimal(65)), Aim.HIGHER: (Decimal(15), Decimal(90))}
LARGEST_BOARD = 40  # members: hardly any board has more
GROUPS_APART = 0.5  # logarithm of one group ÷ the other: less does not tell which is which
EXCHANGED = 12.0  # twice the log likelihood, of two figures and any two indicators
END_IN_SIGHT = timedelta(days=31)  # a return may be made up in the last month of its year
NAMES = {"white": "White", "bme": "BME", "workforce": "The BME share of the workforce"}
FRACTIONS = {
    statistics.WHITE: "It is the White rate ÷ the BME rate. ",
    statistics.BME: "It is the BME rate ÷ the White rate. ",
    "": "",
}
NO_COUNTS = statistics.Counts()


@dataclass(frozen=True)
class Doubt:
    """A question about one figure; `column` is where its answer would be mended, or ""."""

    column: str
    message: str


@dataclass(frozen=True)
class Sizes:
    """How many people are behind the shares of years without counts; None where unknown."""

    white: int | None = None
    bme: int | None = None


UNKNOWN_SIZES = Sizes()


@dataclass(frozen=True)
class Over:
    """A figure of `now` and all of its series that are held by year, with the counts."""

    now: Held
    line: Sequence[Held]
    unit: Unit
    counted: Mapping[int, statistics.Counts] = field(default_factory=dict)
    sizes: Sizes = UNKNOWN_SIZES
    numerator: str = ""
    points: dict[tuple[int, str], Point | None] = field(default_factory=dict)  # worked out so far

    @property
    def others(self) -> Sequence[Held]:
        return [held for held in self.line if held.year != self.now.year]

    def about(self, now: Held) -> "Over":
        """The same of another year of the line."""
        return replace(self, now=now)

    def expected(self, column: str) -> tuple[float, Expected] | None:
        """Where the number is on its scale and what the other years give for it."""
        here = self.point(self.now, column)
        points = [point for other in self.others if (point := self.point(other, column))]
        found = expected(here, points, self._drift(column)) if here else None
        return (here.at, found) if here and found else None

    def is_far(self, column: str) -> bool:
        """Whether no chance carries the number so far, and no year beside it is as far."""
        found = self.expected(column)
        if found is None or not found[1].is_far(found[0]):
            return False
        beside = [self.point(held, column) for held in _around(self, column) if held]
        reach = FAR * math.sqrt(found[1].variance) / 2
        return all(point is None or abs(point.at - found[0]) > reach for point in beside)

    def point(self, held: Held, column: str) -> Point | None:
        key = (held.year, column)
        if key not in self.points:
            self.points[key] = self._point(held, column)
        return self.points[key]

    def _point(self, held: Held, column: str) -> Point | None:
        if column == "gap":
            white, bme = self.point(held, "white"), self.point(held, "bme")
            if not (white and bme):
                return None
            return Point(held.year, bme.at - white.at, bme.variance + white.variance)
        number = getattr(held, column)
        if number is None:
            return None
        if self.unit is Unit.POINTS and column == "value":
            at = ANGLE_OF_POINTS * float(displayed(number, Unit.POINTS)) / 100
            return Point(held.year, at, 1 / MEMBERS)
        if column == "value":
            ratio = displayed(number, Unit.RATIO)
            if ratio <= 0:
                return None
            return Point(held.year, math.log(ratio), self._ratio_variance(held.year))
        at = angle(displayed(number, Unit.PERCENT))
        return Point(held.year, at, 1 / self._people(held.year, column))

    def _drift(self, column: str) -> float:
        if self.unit is Unit.POINTS and column in ("bme", "value"):
            return BOARD_DRIFT
        return {"gap": GAP_DRIFT, "value": RATIO_DRIFT}.get(column, SHARE_DRIFT)

    def _people(self, year: int, column: str) -> float:
        """How many the share is of: as counted, else as counted in other years, else as given."""
        if column == "workforce":
            return ANSWERS
        pairs = {
            y: each.white if column == "white" else each.bme for y, each in self.counted.items()
        }
        totals = {y: pair[1] for y, pair in pairs.items() if pair}
        if year in totals:
            return totals[year]
        if totals:
            return fmean(totals.values())
        if self.unit is Unit.POINTS:
            return MEMBERS
        return (self.sizes.white if column == "white" else self.sizes.bme) or ANSWERS

    def _ratio_variance(self, year: int) -> float:
        found = {y: each for y, each in map(_variance, self.counted.items()) if each is not None}
        if year in found:
            return found[year]
        smallest = min(filter(None, (self.sizes.white, self.sizes.bme)), default=MANY)
        if found:
            return fmean(found.values())
        return RATIO_VARIANCE[self.numerator] * max(1, MANY / smallest)


def about(
    now: Held,
    others: Iterable[Held],
    *,
    aim: Aim,
    unit: Unit,
    numerator: str = "",
    counted: Mapping[int, statistics.Counts] | None = None,
    sizes: Sizes = UNKNOWN_SIZES,
) -> list[Doubt]:
    """The doubts that all other years raise about the figure of `now`.

    `others` are figures of the same indicator, unit and part in other years, at full precision;
    those of another series are not compared. `numerator` says whose rate a ratio has on top:
    "white", "bme" or "". `counted` are the counts of this series by year, `sizes` how many people
    are in each group where they are not.
    """
    over = series(now, others, unit=unit, counted=counted, sizes=sizes, numerator=numerator)
    return of(over, aim, numerator)


def of(over: Over, aim: Aim, numerator: str) -> list[Doubt]:
    """The same of a figure that stands beside its other years already."""
    if over.now.state is not State.HELD:
        return []
    if over.numerator != numerator:
        over = replace(over, numerator=numerator, points={})
    if over.unit is Unit.RATIO:
        found = _about_ratio(over, numerator)
    elif over.unit is Unit.PERCENT:
        found = _about_pair(over, aim)
    else:
        found = _about_board(over)
    return list(found)[:1]


def series(
    now: Held,
    others: Iterable[Held],
    *,
    unit: Unit,
    counted: Mapping[int, statistics.Counts] | None = None,
    sizes: Sizes = UNKNOWN_SIZES,
    numerator: str = "",
) -> Over:
    """The figure beside those that it may be compared with, in the order of their years."""
    line = [now, *(o for o in others if o.series == now.series and o.year != now.year)]
    held = sorted((o for o in line if o.state is State.HELD), key=lambda each: each.year)
    return Over(now, held, unit, counted or {}, sizes, numerator)


def sizes_by_scatter(lines: Iterable[Sequence[Held]]) -> Sizes:
    """The sizes of groups by how the shares of all survey questions move over the years.

    None where they move as little as those of large groups do.
    """
    over = [Over(held[0], held, Unit.PERCENT) for each in lines if (held := _held(each))]
    found = []
    for column in ("white", "bme"):
        moving = [[p for held in o.line if (p := o.point(held, column))] for o in over]
        people = people_behind(moving, SHARE_DRIFT, ANSWERS)
        found.append(people if people < ANSWERS else None)
    return Sizes(*found)


def _held(line: Iterable[Held]) -> list[Held]:
    return [held for held in line if held.state is State.HELD]


def exchanged(one: Over, other: Over, number: int) -> list[Doubt]:
    """Whether a figure fits the other years of another indicator, and that one's fit its own.

    `number` is that of the other indicator, whose numbers are not told here.
    """
    columns = ("value",) if one.unit is Unit.RATIO else ("white", "bme")
    straight = crossed = 0.0
    for column in columns:
        pair = (one.expected(column), other.expected(column))
        if None in pair:
            return []
        (here, mine), (there, theirs) = pair  # type: ignore[misc]
        straight += mine.misfit(here) + theirs.misfit(there)
        crossed += mine.misfit(there) + theirs.misfit(here)
    if straight - crossed < EXCHANGED or MUCH_NEARER * crossed > straight:
        return []
    years = listed([f"{held.year}" for held in one.others])
    words = (
        f"The figure of {one.now.year} ({_given(one.now, one.unit)}) is much nearer to what "
        f"indicator {number} was in {years}, and its figure to what this one was. "
    )
    return [Doubt("", f"{words}Are the two indicators exchanged?")]


def not_ended(year: int, unit: Unit, today: date) -> list[Doubt]:
    """A round whose year ends later than next month; its survey was in the autumn before."""
    if unit is Unit.PERCENT or date(year, 3, 31) <= today + END_IN_SIGHT:
        return []
    words = f"The round of {year} ends on 31 March {year}, and that is yet to come. "
    return [Doubt("year", f"{words}Is it the figure of another year?")]


def against_counts(
    typed: Held, held_counts: statistics.Counts, unit: Unit, numerator: str
) -> list[Doubt]:
    """Published numbers that their counts do not give, and counts that give an unlikely one."""
    computed = statistics.preferred(typed, held_counts, unit, numerator)
    if unit is Unit.RATIO:
        differs = _differs(typed, computed, "value", unit, Decimal("0.01"))
        return differs or _far_from_parity(computed, held_counts)
    shares = ("white", "bme") if unit is Unit.PERCENT else ("bme",)
    return [
        doubt
        for column in shares
        for doubt in _differs(typed, computed, column, Unit.PERCENT, SHARE_TOLERANCE)
    ]


def _far_from_parity(computed: Held, held_counts: statistics.Counts) -> list[Doubt]:
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


def _variance(each: tuple[int, statistics.Counts]) -> tuple[int, float | None]:
    """The year, and the variance of the logarithm of its ratio; None without events."""
    year, held = each
    if not (held.white and held.bme and held.white[0] and held.bme[0]):
        return year, None
    return year, sum(1 / count - 1 / total for count, total in (held.white, held.bme))


# Ratios


def _about_ratio(over: Over, numerator: str) -> Iterator[Doubt]:
    now = over.now
    if now.value is None or displayed(now.value, Unit.RATIO) <= 0:
        return
    yield from _groups_swapped(over)
    found, value = over.expected("value"), displayed(now.value, Unit.RATIO)
    is_counted = _variance((now.year, over.counted.get(now.year, NO_COUNTS)))[1] is not None
    if found:
        at, by_others = found
        if at * by_others.at < 0 and by_others.is_likelier(-at, at):
            yield _upside_down(over, value, numerator)
        if not (is_counted or by_others.is_scattered or _is_small(over.sizes)):
            yield from _across_one(over, value, numerator)
        if over.is_far("value"):
            yield Doubt("value", f"{_moved(over, 'value')}. {FRACTIONS[numerator]}Is it right?")
    elif not is_counted and not 1 / HIGH_RATIO < value < HIGH_RATIO:
        words = f"A ratio of {value} hardly ever is. {FRACTIONS[numerator]}"
        yield Doubt("value", f"{words}Is it right?")
    yield from _always_below(over, value, numerator)


def _is_small(sizes: Sizes) -> bool:
    return any(size and size < MANY for size in (sizes.white, sizes.bme))


def _upside_down(over: Over, value: Decimal, numerator: str) -> Doubt:
    """The question names the nearest year on the other side of 1."""
    across = [o for o in over.others if o.value and (o.value > 1) is not (value > 1)]
    other = _nearest(over.now.year, across or over.others)
    return Doubt("value", _turned_words(over.now.year, value, other, numerator))


def _turned_words(year: int, value: Decimal, other: Held, numerator: str) -> str:
    there, turned = _shown(other, "value"), displayed(1 / value, Unit.RATIO)
    return (
        f"{_ratio_of_both(year, value, other)}, and 1 ÷ {value} = {turned} is much nearer to "
        f"{there}. {FRACTIONS[numerator]}Is one of them upside down?"
    )


def _ratio_of_both(year: int, value: Decimal, other: Held) -> str:
    there = _shown(other, "value")
    if other.year < year:
        return f"The ratio was {there} in {other.year} and is {value} in {year}"
    return f"The ratio is {value} in {year} and was {there} in {other.year}"


def _across_one(over: Over, value: Decimal, numerator: str) -> Iterator[Doubt]:
    """A ratio without counts that has moved over 1 since the year held before it."""
    earlier = [o for o in over.others if o.year < over.now.year and o.value]
    if not earlier:
        return
    last = earlier[-1]
    before = _shown(last, "value")
    if before <= 0 or (value - 1) * (before - 1) >= 0:
        return
    enough = ACROSS_ONE * math.sqrt(over.now.year - last.year)
    moved = abs((before / value).ln())
    if MUCH_NEARER * abs((before * value).ln()) < moved and moved > enough:
        yield Doubt("value", _turned_words(over.now.year, value, last, numerator))
    elif moved > 2 * enough:
        words = f"{_ratio_of_both(over.now.year, value, last)}, on the other side of 1. "
        yield Doubt("value", f"{words}{FRACTIONS[numerator]}Is it the right way up?")


def _always_below(over: Over, value: Decimal, numerator: str) -> Iterator[Doubt]:
    """In every year held the ratio says that White people fare worse, by more than chance."""
    points = [point for each in over.line if (point := over.point(each, "value"))]
    if value > LOW_RATIO or any(point.at >= 0 for point in points):
        return
    found = over.expected("value")
    least = found[1].variance if found and found[1].is_scattered else 0
    weights = [1 / max(point.variance, least) for point in points]
    mean = sum(w * point.at for w, point in zip(weights, points, strict=True)) / sum(weights)
    if mean + 2 / math.sqrt(sum(weights)) >= 0:
        return
    years = listed([f"{point.year}" for point in points])
    words = f"A ratio of {value} says that White people fare worse, and so it does in {years}. "
    alone = f"A ratio of {value} in {over.now.year} says that White people fare worse. "
    yield Doubt(
        "value",
        f"{words if len(points) > 1 else alone}{FRACTIONS[numerator]}Is it the right way up?",
    )


def _groups_swapped(over: Over) -> Iterator[Doubt]:
    """Counts whose White and BME totals fit the other years the other way round."""
    totals = {
        year: (each.white[1], each.bme[1])
        for year, each in over.counted.items()
        if each.white and each.bme
    }
    mine = totals.pop(over.now.year, None)
    if mine is None or not totals:
        return
    year = min(totals, key=lambda other: abs(other - over.now.year))
    its = totals[year]
    here, there = math.log(mine[0] / mine[1]), math.log(its[0] / its[1])
    is_other_side = here * there < 0 and min(abs(here), abs(there)) > GROUPS_APART
    if is_other_side and MUCH_NEARER * abs(here + there) < abs(here - there):
        words = (
            f"The counts of {over.now.year} are of {mine[0]:,} White and {mine[1]:,} BME people, "
            f"and those of {year} of {its[0]:,} and {its[1]:,}. "
        )
        yield Doubt("", f"{words}Are White and BME swapped?")


# Shares


def _about_pair(over: Over, aim: Aim) -> Iterator[Doubt]:
    """Doubts about White and BME percentages, the most telling first."""
    yield from _groups_swapped(over)
    gap = over.expected("gap")
    if gap and gap[0] * gap[1].at < 0 and gap[1].is_likelier(-gap[0], gap[0]):
        yield Doubt("", f"{_swapped_words(over, aim)}Are White and BME swapped?")
    yield from _jump(over, ("white", "bme"))
    if gap and gap[1].is_far(gap[0]):
        yield _gap(over)
    if not over.others:
        yield from _beyond_belief(over, aim)


def _is_paired(held: Held) -> bool:
    return held.white is not None and held.bme is not None


def _pair(held: Held) -> tuple[Decimal, Decimal]:
    """White and BME of a year that is paired."""
    return _shown(held, "white"), _shown(held, "bme")


def _swapped_words(over: Over, aim: Aim) -> str:
    now, here = over.now, _pair(over.now)
    paired = [other for other in over.others if _is_paired(other)]
    near = _nearest(now.year, paired)
    there = _pair(near)
    straight = abs(here[0] - there[0]) + abs(here[1] - there[1])
    crossed = abs(here[0] - there[1]) + abs(here[1] - there[0])
    worse = "White" if _white_fares_worse(here, aim) else "BME"
    is_other_side = all((p[0] - p[1]) * (here[0] - here[1]) < 0 for p in map(_pair, paired))
    is_next = near.year == now.year - 1 and MUCH_NEARER * crossed < straight
    if not is_next and len(paired) > 1 and is_other_side:
        return f"{worse} staff fare worse in {now.year} only: White {here[0]}%, BME {here[1]}%. "
    return (
        f"White {here[0]}% and BME {here[1]}% in {now.year} are much nearer to White "
        f"{there[0]}% and BME {there[1]}% in {near.year} the other way round. "
    )


def _white_fares_worse(pair: tuple[Decimal, ...], aim: Aim) -> bool:
    white, bme = pair
    return white < bme if aim is Aim.HIGHER else white > bme


def _jump(over: Over, columns: tuple[str, ...]) -> Iterator[Doubt]:
    """One question for all percentages that are further from the other years than chance goes."""
    if far := [column for column in columns if over.is_far(column)]:
        words = "; ".join(_moved(over, column) for column in far)
        points = max(_points(over, column) for column in far)
        column = far[0] if len(far) == 1 else ""
        yield Doubt(column, f"{words}, a jump of more than {points} points. Is it right?")


def _around(over: Over, column: str) -> tuple[Held | None, Held | None]:
    """The nearest years before and after that hold the number."""
    held = [other for other in over.others if getattr(other, column) is not None]
    before = [other for other in held if other.year < over.now.year]
    after = [other for other in held if other.year > over.now.year]
    return (before[-1] if before else None, after[0] if after else None)


def _moved(over: Over, column: str) -> str:
    """ "BME went from 30.0% in 2024 to 40.1% in 2025 and 29.0% in 2026"."""
    unit = _unit_of(over, column)
    name = NAMES.get(column, "The difference" if unit is Unit.POINTS else "The ratio")
    before, after = _around(over, column)
    first, *rest = [
        f"{number_words(getattr(held, column), unit)} in {held.year}"
        for held in (before, over.now, after)
        if held
    ]
    return f"{name} went from {first} to {' and '.join(rest)}"


def _points(over: Over, column: str) -> int:
    """Whole percentage points, rounded down to tens, that the number is from its nearest year."""
    near = next(held for held in _around(over, column) if held)
    number, other = getattr(over.now, column), getattr(near, column)
    unit = _unit_of(over, column)
    return _whole(abs(displayed(number, unit) - displayed(other, unit)))


def _unit_of(over: Over, column: str) -> Unit:
    return over.unit if column == "value" else Unit.PERCENT


def _whole(points: Decimal) -> int:
    """The most whole points, or tens of them, that these are more than."""
    most = max(math.ceil(points) - 1, 0)
    return most - most % 10 if most >= 10 else most


def _gap(over: Over) -> Doubt:
    near = _nearest(over.now.year, [other for other in over.others if _is_paired(other)])
    first, second = sorted([over.now, near], key=lambda held: held.year)
    pairs, years = (_pair(first), _pair(second)), (first.year, second.year)
    gap, was = (pair[0] - pair[1] for pair in pairs)
    if gap * was < 0:
        words = f"The gap changes sides between {years[0]} and {years[1]}"
    else:
        points = _whole(abs(gap - was))
        words = f"The gap changes by more than {points} points between {years[0]} and {years[1]}"
    then, later = pairs
    both = f"White {then[0]}%, BME {then[1]}%, then White {later[0]}%, BME {later[1]}%"
    return Doubt("", f"{words}: {both}. Is it right?")


def _beyond_belief(over: Over, aim: Aim) -> Iterator[Doubt]:
    """A share that hardly any organisation has, where there is no other year to tell."""
    low, high = BELIEVABLE.get(aim, (Decimal(0), Decimal(100)))
    for column in ("white", "bme"):
        point = over.point(over.now, column)
        if point is None:
            continue
        chance = 2 * math.sqrt(point.variance)
        if not angle(low) - chance <= point.at <= angle(high) + chance:
            number = number_words(getattr(over.now, column), Unit.PERCENT)
            yield Doubt(column, f"{NAMES[column]} is {number}, which hardly ever is. Is it right?")


# The board


def _about_board(over: Over) -> Iterator[Doubt]:
    now = over.now
    members = over.counted.get(now.year, NO_COUNTS)
    total = max((pair[1] for pair in (members.white, members.bme) if pair), default=0)
    if total > LARGEST_BOARD:
        words = f"{total:,} members of the board are given, and hardly any board has more than "
        yield Doubt("", f"{words}{LARGEST_BOARD}. Are they right?")
    yield from _board_swapped(over)
    yield from _jump(over, ("bme", "workforce"))
    yield from _about_difference(over)


def _about_difference(over: Over) -> Iterator[Doubt]:
    """A difference that its shares do not give, or that fits the other years the other way round.

    It is compared with differences only.
    """
    now = over.now
    if now.value is None:
        return
    number = number_words(now.value, Unit.POINTS)
    if now.bme is not None and now.workforce is not None:
        computed = now.bme - now.workforce
        if typed_differs(now.value, computed, 2 * SHARE_TOLERANCE):
            gives = number_words(computed, Unit.POINTS)
            words = f"{number} was given, and the shares give {gives}. "
            yield Doubt("value", f"{words}Are the shares right? Pages show what they give")
        return
    if not (found := over.expected("value")):
        return
    at, by_others = found
    near = _nearest(now.year, [held for held in _around(over, "value") if held])
    if at * by_others.at < 0 and by_others.is_likelier(-at, at):
        was = number_words(near.value or now.value, Unit.POINTS)
        words = f"The difference is {number} in {now.year}, and was {was} in {near.year}. "
        yield Doubt("value", f"{words}Is it the board minus the workforce in both?")
    elif over.is_far("value"):
        points = _points(over, "value")
        words = f"{_moved(over, 'value')}, a jump of more than {points} points"
        yield Doubt("value", f"{words}. Is it right?")


def _board_swapped(over: Over) -> Iterator[Doubt]:
    """A board whose BME share fits the other years, or the workforce, as its White share."""
    now, here = over.now, over.point(over.now, "bme")
    if here is None:
        return
    found, other = over.expected("bme"), _around(over, "bme")
    if found:
        near = _nearest(now.year, [held for held in other if held])
        beside, by_others = (
            f"it was {_shown(near, 'bme')}% in {near.year}",
            found[1],
        )
    elif now.workforce is not None:
        share = number_words(now.workforce, Unit.PERCENT)
        beside = f"it is {share} of the workforce"
        by_others = Expected(angle(displayed(now.workforce, Unit.PERCENT)), here.variance + 0.1)
    else:
        return
    if by_others.is_likelier(math.pi - here.at, here.at):
        words = f"{_shown(now, 'bme')}% of the board are BME in {now.year}, and "
        yield Doubt("", f"{words}{beside}. Are White and BME swapped?")


# Words


def _nearest(year: int, others: Sequence[Held]) -> Held:
    """The year nearest to this one, of two as near the earlier."""
    return min(others, key=lambda other: (abs(other.year - year), other.year))


def _shown(held: Held, column: str) -> Decimal:
    """The number as displayed, of a year that holds it."""
    return displayed(getattr(held, column), Unit.RATIO if column == "value" else Unit.PERCENT)


def _given(held: Held, unit: Unit) -> str:
    if unit is Unit.RATIO:
        return f"{_shown(held, 'value')}"
    return f"White {_shown(held, 'white')}%, BME {_shown(held, 'bme')}%"
