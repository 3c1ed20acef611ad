"""Counts behind a figure: how many of how many, by ethnic group."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial

from indicators.imports.reading.columns import GROUPS, paired
from indicators.imports.reading.notes import Notes, Printed
from indicators.imports.values import ImpossibleError, Reading, read_count
from indicators.rules.figures import State, Unit
from wres.files.spelling import fold
from wres.files.tables import Line, Problem, quoted

NUMERATOR, DENOMINATOR = "numerator", "denominator"
OF_ONE_FIGURE = ("organisation", "unit", "indicator", "year", "series", "part")
PERIOD = "source_period"
GROUP_WORDS = {
    "white": "white",
    "white staff": "white",
    "bme": "bme",
    "bame": "bme",
    "bme staff": "bme",
    "bame staff": "bme",
    "ethnic minority": "bme",
    "ethnic minorities": "bme",
    "minority ethnic": "bme",
    "global majority": "bme",
    "unknown": "unknown",
    "not known": "unknown",
    "not stated": "unknown",
    "unknown or not stated": "unknown",
    "unknown/not stated": "unknown",
    "unknown / not stated": "unknown",
    "unknown/null": "unknown",
    "prefer not to say": "unknown",
}


@dataclass(frozen=True)
class Counted:
    """Counts by the field of a figure, and what they make of it; None without count columns."""

    state: State | None = None
    counts: Mapping[str, int] = field(default_factory=dict)


def counted(line: Printed, unit: Unit, notes: Notes) -> Counted | None:
    """The counts of a row, or None with a problem noted.

    A group without both of its counts has none. From a suppressed count nothing is worked out,
    so nothing of the others is kept either.
    """
    columns = paired(line.cells)
    if not columns:
        return Counted()
    readings = {
        column: notes.taken(line, column, partial(read_count, line.cells[column], column))
        for column in columns
    }
    read = {column: reading for column, reading in readings.items() if reading}
    if len(read) < len(columns):
        return None
    pairs = {group: _pair(read, group) for group in GROUPS}
    wrong = [problem for group in pairs for problem in _wrong(line, group, pairs[group])]
    wrong = wrong or list(_half(line, unit, pairs))
    notes.problems += wrong
    return None if wrong else _made(unit, pairs)


def one_line_each(lines: Iterable[Line], notes: Notes) -> list[Printed]:
    """Rows of one ethnic group each → one row an indicator and year, of the first of them.

    Rows that say what a figure is alike are of one. What else they say may stand on any of them.
    """
    merged: dict[tuple[str, ...], Printed] = {}
    for line in lines:
        group = notes.taken(line, "group", partial(_group, line.cells["group"]))
        if group is None:
            continue
        key = _figure_of(line, notes)
        first = merged.get(key, Printed(line.row, {}))
        if f"{group} {NUMERATOR}" in first.cells:
            row = first.elsewhere[f"{group} {NUMERATOR}"][0]
            message = f"Row {row} already gives {quoted(line.cells['group'])}. Keep one of the two"
            notes.problems.append(Problem(line.row, "group", message))
            continue
        cells = {f"{group} {of}": line.cells[of] for of in (NUMERATOR, DENOMINATOR)}
        places = {f"{group} {of}": (line.row, of) for of in (NUMERATOR, DENOMINATOR)}
        shared = _shared(first, line, notes)
        merged[key] = replace(
            first, cells={**shared, **cells}, elsewhere={**first.elsewhere, **places}
        )
    return list(merged.values())


def _figure_of(line: Line, notes: Notes) -> tuple[str, ...]:
    """What tells the figures of a file of counts apart, as compared."""
    words = {column: fold(line.cells.get(column, "")) for column in OF_ONE_FIGURE}
    with suppress(ImpossibleError):
        words["indicator"] = f"{notes.number(line.cells['indicator'])}"
    return tuple(words.values())


def _shared(first: Printed, line: Line, notes: Notes) -> dict[str, str]:
    """The cells of a figure's rows so far, with those of one more row but for its counts.

    A row without a source period has that of the others. What the shape does not use, such as
    the rate of each group, is of no figure.
    """
    kept = dict(first.cells)
    for column in filter(line.cells.__contains__, (*OF_ONE_FIGURE, PERIOD)):
        cell = line.cells[column]
        earlier = kept.setdefault(column, cell)
        if not earlier.strip():
            kept[column] = cell
        elif column == PERIOD and cell.strip() and fold(earlier) != fold(cell):
            message = (
                f"{quoted(cell)} was given, and {quoted(earlier)} for another group of this "
                "indicator and year. Enter one source period for both"
            )
            notes.problems.append(Problem(line.row, column, message))
    return kept


Pair = tuple[Reading, Reading]


def _pair(read: Mapping[str, Reading], group: str) -> Pair:
    absent = Reading(State.NOT_HELD)
    return (
        read.get(f"{group} {NUMERATOR}", absent),
        read.get(f"{group} {DENOMINATOR}", absent),
    )


def _wrong(line: Printed, group: str, pair: Pair) -> Iterable[Problem]:
    """What a pair of counts cannot be: a half, a part of nobody, more than its total."""
    count, total = (f"{group} {NUMERATOR}", f"{group} {DENOMINATOR}")
    given, of = pair[0].number, pair[1].number
    states = {pair[0].state, pair[1].state}
    if State.HELD in states and not states <= {State.HELD, State.SUPPRESSED}:
        missing, other = (count, total) if given is None else (total, count)
        words = f"{quoted(line.cells[other])} was given as {_title(other)} alone. "
        yield _problem(line, missing, f"{words}Enter {_title(missing)} too")
    if of == 0:
        words = "“0” was given, and no share of nobody can be worked out. "
        yield _problem(line, total, f"{words}Enter {_title(total)} as 1 or more, or leave both out")
    elif given is not None and of is not None and given > of:
        words = f"{given} was given of {of}. Enter {_title(count)} as {of} at most"
        yield _problem(line, count, words)


def _half(line: Printed, unit: Unit, pairs: Mapping[str, Pair]) -> Iterable[Problem]:
    """A ratio needs the counts of both groups."""
    absent = [group for group in ("white", "bme") if not _is_given(pairs[group])]
    if unit is Unit.RATIO and len(absent) == 1:
        column = f"{absent[0]} {NUMERATOR}"
        words = "The counts of one group are given, and a ratio needs both. "
        name = _title(absent[0])
        yield _problem(line, column, f"{words}Enter the counts of {name} too")


def _is_given(pair: Pair) -> bool:
    return bool({pair[0].state, pair[1].state} & {State.HELD, State.SUPPRESSED})


def _made(unit: Unit, pairs: Mapping[str, Pair]) -> Counted:
    states = {reading.state for group in ("white", "bme") for reading in pairs[group]}
    if State.SUPPRESSED in states:
        return Counted(State.SUPPRESSED)
    if State.HELD not in states:
        return Counted(State.NOT_COLLECTED if State.NOT_COLLECTED in states else State.NOT_HELD)
    counts = {
        f"{group}_{name}": int(reading.number)
        for group, pair in pairs.items()
        if pair[0].number is not None and pair[1].number is not None
        for name, reading in zip(("count", "total"), pair, strict=True)
        if reading.number is not None
    }
    has_events = counts.get("white_count") and counts.get("bme_count")
    is_ratio = unit is Unit.RATIO
    return Counted(State.NOT_CALCULABLE if is_ratio and not has_events else State.HELD, counts)


def _group(text: str) -> tuple[str, str]:
    group = GROUP_WORDS.get(" ".join(text.split()).casefold())
    if group is None:
        raise ImpossibleError(
            f"{quoted(text)} was given. Enter group as White, BME or unknown, and leave out totals"
        )
    return group, ""


def _problem(line: Printed, column: str, message: str) -> Problem:
    return Problem(*line.place(column), message)


def _title(column: str) -> str:
    """A column in a sentence: "BME numerator", "White"."""
    return column.replace("white", "White").replace("bme", "BME")
