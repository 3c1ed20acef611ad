"""A file of figures → rows, problems and questions.

The file is long: a row an indicator and year, with the columns that the indicator's unit uses.
What cannot be a value of its unit is a problem and its row is not among the rows; what is
possible but unlikely is kept as given, with a question. Nothing is corrected silently.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial

from files.tables import Line, Problem, Question, RefusedError, read_table
from indicators.cells import (
    LAST_YEAR,
    ImpossibleError,
    Reading,
    read_cell,
    read_indicator,
    read_year,
)
from indicators.figures import State, Unit

COLUMN_NAMES: dict[str, tuple[str, ...]] = {
    "indicator": ("indicator number", "WRES indicator", "metric"),
    "year": ("reporting year", "round", "reporting round"),
    "white": ("White %", "White staff", "White value", "White (%)"),
    "bme": ("BAME", "BME %", "BME staff", "BME value", "BME (%)", "BAME %", "BAME staff"),
    "value": ("trust value", "ratio", "relative likelihood", "likelihood ratio"),
    "workforce": ("BME workforce", "workforce BME", "workforce %", "BME workforce %"),
    "source_period": ("source period", "period"),
}
FIGURE_COLUMNS = ("white", "bme", "value", "workforce")


@dataclass(frozen=True)
class FigureRow:
    """An indicator's figures of one reporting round; None where its unit has no such column.

    `white`, `bme` and `workforce` are percentages of 100, `value` is a ratio.
    """

    row: int
    indicator: int
    year: int
    raw: Mapping[str, str]
    white: Reading | None = None
    bme: Reading | None = None
    value: Reading | None = None
    workforce: Reading | None = None

    @property
    def state(self) -> State:
        """Held when any number is; else why there is none, the most telling reason first."""
        return next(state for state in State if state in self._states)

    @property
    def is_partly_suppressed(self) -> bool:
        return {State.HELD, State.SUPPRESSED} <= self._states

    @property
    def _states(self) -> set[State]:
        readings = (self.white, self.bme, self.value, self.workforce)
        return {reading.state for reading in readings if reading}


@dataclass(frozen=True)
class FiguresRead:
    rows: tuple[FigureRow, ...]
    problems: tuple[Problem, ...]
    questions: tuple[Question, ...]
    ignored: tuple[str, ...]
    encoding: str


def read_figures(
    data: bytes, *, indicators: Mapping[int, Unit], last_year: int = LAST_YEAR
) -> FiguresRead:
    """Reads a file of figures. `indicators` maps each known number to its unit of measure.

    Refused when the file is no table of figures. `last_year` is the latest round there can be.
    """
    table = read_table(data, COLUMN_NAMES, ("indicator", "year"))
    if not set(FIGURE_COLUMNS) & set(table.columns):
        raise RefusedError("The header has no column for white, bme or value. Add those you have")
    if not table.lines and not table.problems:
        raise RefusedError("The selected file has a header and no figures")
    rows, notes = _unique_rows(table.lines, indicators, last_year)
    problems = sorted([*table.problems, *notes.problems], key=lambda problem: problem.row)
    return FiguresRead(
        tuple(rows), tuple(problems), tuple(notes.questions), table.ignored, table.encoding
    )


@dataclass
class _Notes:
    """The problems and questions found so far; a spelling of a year is asked about once."""

    problems: list[Problem] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)

    def taken[T](self, row: int, column: str, read: Callable[[], tuple[T, str]]) -> T | None:
        """What the cell says, or None with a problem noted; a doubt becomes a question."""
        try:
            said, doubt = read()
        except ImpossibleError as impossible:
            self.problems.append(Problem(row, column, str(impossible)))
            return None
        if doubt and not (column == "year" and doubt in self.asked):
            self.asked.add(doubt)
            self.questions.append(Question(row, column, doubt))
        return said


def _unique_rows(
    lines: Iterable[Line], indicators: Mapping[int, Unit], last_year: int
) -> tuple[list[FigureRow], _Notes]:
    rows: dict[tuple[int, int], FigureRow] = {}
    notes = _Notes()
    for line in lines:
        row = _figure(line, indicators, last_year, notes)
        if row is None:
            continue
        first = rows.setdefault((row.indicator, row.year), row)
        if first is not row:
            message = (
                f"Row {first.row} already gives indicator {row.indicator} for {row.year}. "
                "Keep one of the two"
            )
            notes.problems.append(Problem(row.row, "indicator", message))
    return list(rows.values()), notes


def _figure(
    line: Line, indicators: Mapping[int, Unit], last_year: int, notes: _Notes
) -> FigureRow | None:
    """The figures of one row, or None when something in it is a problem."""
    before, cells = len(notes.problems), line.cells

    def taken[T](column: str, read: Callable[[], tuple[T, str]]) -> T | None:
        return notes.taken(line.row, column, read)

    number = taken("indicator", lambda: read_indicator(cells["indicator"], indicators))
    year = taken("year", lambda: read_year(cells["year"], last_year))
    if number is None:
        return None
    unit = indicators[number]
    readings = {
        column: taken(column, partial(read_cell, cells.get(column), column, number, unit))
        for column in FIGURE_COLUMNS
    }
    if year is None or len(notes.problems) > before:
        return None
    row = FigureRow(line.row, number, year, cells, **readings)
    if row.is_partly_suppressed:
        message = "One figure is suppressed and another is given. Can the one be worked out?"
        notes.questions.append(Question(line.row, "", message))
    return row
