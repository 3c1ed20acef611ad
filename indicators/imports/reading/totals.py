"""Rows of a table that are no figures: totals, and notes under it. None is dropped unsaid.

A total of pay bands is checked against its bands, and one of the board is read as the whole
board; of any other figures a total is nothing that could be kept or checked.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from indicators.imports.reading.bands import is_band, spelled, staff_group_of
from indicators.imports.reading.board import membership_of
from indicators.imports.reading.columns import BANDS, BOARD, GROUPS, SHARES, Shape
from indicators.imports.reading.notes import Notes
from indicators.imports.reading.rows import BandRow
from indicators.imports.values import STATE_WORDS, ImpossibleError, Reading, read_count, read_year
from indicators.rules.figures import State
from wres.files.spelling import fold
from wres.files.tables import Line, Problem

NOTE = "It is a note and no row of figures"
TOTAL = "It is a total, of which no figure is made"
AGREES = "It is a total, and agrees with its rows"
UNCHECKED = "It is a total, and could not be checked against its rows"

NAMING = (
    "indicator",
    "group",
    "staff group",
    "band",
    "membership",
    "part",
)  # the last names a figure

_TOTAL = re.compile(r"(?:grand|sub)?[ -]?totals?\b[ :-]*|\b(?:all|overall|sum)\b[ :-]*")
_ANY_STAFF = {"", "staff", "bands", "staff groups", "groups", "board", "workforce"}
_NOTE = re.compile(
    r"(?:sources?|key|notes?|n\.?b\.?|footnotes?|definitions?|\*+|†|‡|\[[a-z0-9]\])(?:\W|$)"
)
_WORD = re.compile(r"[^\W\d_]{3}")
_WHOSE = ("year", "organisation", "unit")


@dataclass(frozen=True)
class Total:
    """A row that adds up the bands of a staff group or, where that is "", perhaps of all.

    `line` has the year of the row above where the row as `printed` has none.
    """

    line: Line
    staff_group: str
    last_group: str
    printed: Line


def sift(lines: Iterable[Line], shape: Shape, notes: Notes) -> tuple[list[Line], list[Total]]:
    """The rows of figures and the totals to check. All others are noted as not read."""
    kept: list[Line] = []
    totals: list[Total] = []
    for line in lines:
        if _is_total(line, shape):
            whole = _of_row_above(line, kept)
            if shape is BOARD and kept:
                kept.append(Line(line.row, {**whole.cells, "membership": "total"}))
            elif shape is BANDS:
                last = staff_group_of(kept[-1].cells["staff group"]) if kept else None
                totals.append(Total(whole, _staff_group(line) or "", last or "", line))
            else:
                notes.leave(line, TOTAL)
        elif _is_note(line, shape, notes):
            notes.leave(line, NOTE)
        else:
            kept.append(line)
    return kept, totals


def check_totals(totals: Iterable[Total], cells: Sequence[BandRow], notes: Notes) -> None:
    """Notes how each total compares with the bands above it; a problem where it is another."""
    can_check = not notes.problems
    for total in totals:
        given = _people(total.line)
        ways = [_sums(total.line, rows) for rows in _bands_of(total, cells) if rows]
        wrong = [_wrong(given, way) for way in ways if can_check and given.keys() & way.keys()]
        if not wrong:
            notes.leave(total.printed, UNCHECKED)
        elif not all(wrong):
            notes.leave(total.printed, AGREES)
        else:
            notes.problems += [Problem(total.line.row, *each) for each in wrong[0].items()]


def _wrong(given: Mapping[str, int], sums: Mapping[str, int]) -> dict[str, str]:
    """What is wrong with a total, by the ethnic group of which it says another number."""
    return {
        group: f"{people} was given as a total, and its rows give {sums[group]}. "
        "Correct the total or its rows"
        for group, people in given.items()
        if sums.get(group, people) != people
    }


def _is_total(line: Line, shape: Shape) -> bool:
    """Whether the row says so in a column that names its figure, or first where none does."""
    named = [line.cells[column] for column in NAMING if column in shape.required]
    if shape not in (BOARD, SHARES) and any(map(_says_total, named)):
        return True
    if _has_year(line) or (named[-1].strip() and not _says_total(named[-1])):
        return False
    return _says_total(_first(line))


def _first(line: Line) -> str:
    return next(cell for cell in line.cells.values() if cell.strip())


def _says_total(text: str) -> bool:
    """Whether a cell says that its row is a total, perhaps of a staff group."""
    rest = _TOTAL.sub("", fold(text), count=1)
    return rest != fold(text) and (rest in _ANY_STAFF or staff_group_of(rest) is not None)


def _staff_group(line: Line) -> str | None:
    """The staff group of a total, by the words of its band or of its staff group."""
    texts = (line.cells["staff group"], line.cells["band"])
    found = (staff_group_of(_TOTAL.sub("", fold(text), count=1)) for text in texts)
    return next(filter(None, found), None)


def _of_row_above(line: Line, kept: Sequence[Line]) -> Line:
    """A total without a year is of the year, organisation and unit of the row above it."""
    if _has_year(line) or not kept:
        return line
    above = {column: kept[-1].cells[column] for column in _WHOSE if column in line.cells}
    return Line(line.row, {**line.cells, **above})


def _is_note(line: Line, shape: Shape, notes: Notes) -> bool:
    """A row that begins as notes do, or of one cell alone in words that are no figure's."""
    filled = [cell for cell in line.cells.values() if cell.strip()]
    if _NOTE.match(fold(filled[0])) and not _has_year(line):
        named = next(line.cells[column] for column in NAMING if column in shape.required)
        tells = _is_of_figures(named, notes) if named.strip() else any(map(_is_number, filled[1:]))
        return not tells and fold(filled[0]) not in STATE_WORDS
    is_alone = len(filled) == 1 and bool(_WORD.search(filled[0]))
    return is_alone and not _is_of_figures(filled[0], notes)


def _is_of_figures(text: str, notes: Notes) -> bool:
    """Whether the words are an indicator, a band or the like, to whose row more is missing."""
    with suppress(ImpossibleError):
        return bool(notes.number(text))
    with suppress(ImpossibleError):
        return bool(read_year(text))
    return (
        fold(text) in STATE_WORDS
        or is_band(text)
        or membership_of(text) is not None
        or bool(staff_group_of(text))
    )


def _is_number(text: str) -> bool:
    return text.strip()[:1].isdigit()


def _has_year(line: Line) -> bool:
    with suppress(ImpossibleError):
        return bool(read_year(line.cells["year"]))
    return False


def _bands_of(total: Total, cells: Iterable[BandRow]) -> Iterator[list[BandRow]]:
    """The rows that a total may add up: those of its staff group, or of all, or the last one's."""
    line = total.line
    with suppress(ImpossibleError):
        year = read_year(line.cells["year"])[0]
        code, unit = (fold(line.cells.get(name, "")) for name in ("organisation", "unit"))
        of_year = [
            cell
            for cell in cells
            if (cell.year, fold(cell.organisation), fold(cell.unit)) == (year, code, unit)
        ]
        if is_band(band := line.cells["band"]):
            yield [cell for cell in of_year if spelled(band, cell.staff_group) == cell.band]
            return
        groups = [total.staff_group] if total.staff_group else ["", total.last_group]
        for group in groups:
            yield [cell for cell in of_year if group in ("", cell.staff_group)]


def _people(line: Line) -> dict[str, int]:
    """The headcounts that a total gives as numbers."""
    found = {}
    for group in filter(line.cells.__contains__, GROUPS):
        with suppress(ImpossibleError):
            reading = read_count(line.cells[group], group)[0]
            if reading.number is not None:
                found[group] = int(reading.number)
    return found


def _sums(line: Line, rows: Sequence[BandRow]) -> dict[str, int]:
    """The people of each ethnic group whose headcount is held in every row."""
    readings: dict[str, list[Reading]] = {
        group: [getattr(row, group) for row in rows] for group in GROUPS if group in line.cells
    }
    return {
        group: sum(int(each.number or 0) for each in its)
        for group, its in readings.items()
        if all(each.state is State.HELD for each in its)
    }
