"""A row an indicator and year, with its percentages or ratio, its counts, or both."""

from collections.abc import Iterable
from functools import partial

from indicators.imports.reading.board import membership_of
from indicators.imports.reading.columns import FIGURE_COLUMNS
from indicators.imports.reading.counts import Counted, counted, one_line_each
from indicators.imports.reading.notes import Notes, Printed
from indicators.imports.reading.rows import OVERALL, FigureRow
from indicators.imports.values import ImpossibleError, Reading, read_cell, read_indicator
from indicators.rules.figures import State, Unit
from wres.files.tables import Line, Problem, Question, quoted


def read_long(lines: Iterable[Line], notes: Notes) -> list[FigureRow]:
    return _unique((Printed(line.row, line.cells) for line in lines), notes)


def read_shares(lines: Iterable[Line], notes: Notes) -> list[FigureRow]:
    """What was published of the board, a row a kind of membership."""
    board = {"indicator": f"{notes.number_with(Unit.POINTS)}"}
    named = (Line(line.row, {**board, **line.cells}) for line in lines)
    return read_long(named, notes)


def read_counts(lines: Iterable[Line], notes: Notes) -> list[FigureRow]:
    """The counts of one ethnic group a row."""
    return _unique(one_line_each(lines, notes), notes)


def _unique(lines: Iterable[Printed], notes: Notes) -> list[FigureRow]:
    return notes.unique(filter(None, (_figure(line, notes) for line in lines)), "indicator")


def _figure(line: Printed, notes: Notes) -> FigureRow | None:
    """The figures of one row, or None when something in it is a problem."""
    before = len(notes.problems)
    read = partial(read_indicator, line.cells["indicator"], notes.indicators, notes.names)
    number, whose = notes.taken(line, "indicator", read), notes.whose(line)
    series, _ = notes.text(line, "series"), notes.text(line, "source_period")
    if number is None:
        return None
    unit = notes.indicators[number]
    part = notes.taken(line, "part", partial(_part, line.cells.get("part", ""), unit))
    counts = counted(line, unit, notes)
    readings = _readings(line, number, unit, counts or Counted(), notes)
    if len(notes.problems) > before or not (whose and counts and part) or series is None:
        return None
    row = FigureRow(
        line.row,
        number,
        whose.year,
        line.cells,
        **readings,
        counts=counts.counts,
        counted=counts.state,
        part=part,
        series=series,
        unit=whose.unit,
        organisation=whose.organisation,
    )
    return _checked(row, line, notes)


def _readings(
    line: Printed, number: int, unit: Unit, counts: Counted, notes: Notes
) -> dict[str, Reading | None]:
    """The published figures; counts stand in for columns that the file does not have.

    So does the board's difference for its share, and a blank one beside the share says nothing.
    """
    given = set(FIGURE_COLUMNS) & set(line.cells)
    is_counted = counts.state not in {None, State.NOT_HELD}
    columns = set(FIGURE_COLUMNS) if given and not is_counted else given
    if unit is Unit.POINTS and "bme" in given and not line.cells.get("value", "").strip():
        columns = columns - {"value"}
    elif unit is Unit.POINTS and "value" in given:
        columns = columns - ({"bme"} - given)
    return {
        column: notes.taken(
            line, column, partial(read_cell, line.cells.get(column), column, number, unit)
        )
        for column in FIGURE_COLUMNS
        if column in columns
    }


def _checked(row: FigureRow, line: Printed, notes: Notes) -> FigureRow | None:
    """The row, unless a number stands beside counts that have no events."""
    if row.counted is State.NOT_CALCULABLE and row.value and row.value.number is not None:
        message = (
            f"{quoted(row.raw['value'])} was given, and the counts have no events, so there is "
            "no ratio. Enter value as “not calculable”, or correct the counts"
        )
        notes.problems.append(Problem(*line.place("value"), message))
        return None
    if row.is_partly_suppressed:
        message = (
            "One part is suppressed and another is given. The whole figure is kept as suppressed"
        )
        notes.questions.append(Question(row.row, "", message))
    return row


def _part(text: str, unit: Unit) -> tuple[str, str]:
    """Which members of the board; every other indicator has the whole only."""
    part = membership_of(text) if text.strip() else OVERALL
    if part is None or (part != OVERALL and unit is not Unit.POINTS):
        known = "voting, non-voting, executive or non-executive for the board, else leave it blank"
        raise ImpossibleError(f"{quoted(text)} was given. Enter part as {known}")
    return part, ""
