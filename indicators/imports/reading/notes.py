"""The problems and questions found while a file is read, and what every shape's rows have."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from indicators.imports.reading.rows import BandRow, FigureRow, NotRead
from indicators.imports.values import ImpossibleError, read_indicator, read_year
from indicators.rules.figures import Unit
from wres.files.spelling import visible
from wres.files.tables import Line, Problem, Question, RefusedError, quoted

ODS_CODE = re.compile(r"[A-Z0-9]{3,6}")
LONGEST = {"unit": 200, "series": 40, "source_period": 60}  # characters that are kept


@dataclass(frozen=True)
class Printed:
    """A row's cells, and where a person finds those that another row or column printed."""

    row: int
    cells: Mapping[str, str]
    elsewhere: Mapping[str, tuple[int, str]] = field(default_factory=dict)

    def place(self, column: str) -> tuple[int, str]:
        """The row and the column of the file."""
        return self.elsewhere.get(column, (self.row, column))


@dataclass(frozen=True)
class Whose:
    """Which organisation, unit and round a row is about."""

    organisation: str
    unit: str
    year: int


@dataclass
class Notes:
    """The problems and questions found so far; a spelling of a year is asked about once."""

    indicators: Mapping[int, Unit]
    last_year: int
    names: Mapping[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)
    not_read: list[NotRead] = field(default_factory=list)

    def taken[T](
        self, line: Line | Printed, column: str, read: Callable[[], tuple[T, str]]
    ) -> T | None:
        """What the cell says, or None with a problem noted; a doubt becomes a question."""
        row, name = line.place(column) if isinstance(line, Printed) else (line.row, column)
        try:
            said, doubt = read()
        except ImpossibleError as impossible:
            self.problems.append(Problem(row, name, str(impossible)))
            return None
        if doubt and not (column == "year" and doubt in self.asked):
            self.asked.add(doubt)
            self.questions.append(Question(row, name, doubt))
        return said

    def leave(self, line: Line, why: str) -> None:
        """Notes a row that is no figure."""
        text = " | ".join(cell.strip() for cell in line.cells.values() if cell.strip())
        self.not_read.append(NotRead(line.row, text, why, code_of(line)))

    def number(self, text: str) -> int:
        """The indicator that a cell names. ImpossibleError where it names none."""
        return read_indicator(text, self.indicators, self.names)[0]

    def whose(self, line: Line | Printed) -> Whose | None:
        """The organisation, unit and year of a row, or None with a problem noted."""
        cells = line.cells
        code = self.taken(line, "organisation", lambda: _code(cells.get("organisation", "")))
        unit = self.text(line, "unit")
        year = self.taken(line, "year", lambda: read_year(cells["year"], self.last_year))
        if code is None or unit is None or year is None:
            return None
        return Whose(code, unit, year)

    def text(self, line: Line | Printed, column: str) -> str | None:
        """A cell of words, not too long; "" where the file has no such column."""
        return self.taken(line, column, lambda: _words(line.cells.get(column, ""), column))

    def unique[T: (FigureRow, BandRow)](self, rows: Iterable[T], column: str) -> list[T]:
        """The rows without those that the file has given already; each of these is a problem."""
        first: dict[tuple[object, ...], T] = {}
        for row in rows:
            earlier = first.setdefault(row.key, row)
            if earlier is not row:
                message = f"Row {earlier.row} already gives {row.words}. Keep one of the two"
                self.problems.append(Problem(row.row, column, message))
        return list(first.values())

    def number_with(self, unit: Unit) -> int:
        """The indicator that has this unit of measure. Refused where none has."""
        for number, each in self.indicators.items():
            if each is unit:
                return number
        raise RefusedError("No indicator takes figures of this shape. Select another file")


def code_of(line: Line) -> str:
    """The code of the organisation that a row names, or "" where it names none that can be."""
    code = _plain_code(line.cells.get("organisation", ""))
    return code if ODS_CODE.fullmatch(code) else ""


def _plain_code(text: str) -> str:
    return "".join(text.split()).upper()


def _code(text: str) -> tuple[str, str]:
    code = _plain_code(text)
    if code and not ODS_CODE.fullmatch(code):
        raise ImpossibleError(
            f"{quoted(text)} was given. Enter organisation as an ODS code, such as RKE, or leave "
            "it blank"
        )
    return code, ""


def _words(text: str, column: str) -> tuple[str, str]:
    plain = visible(text)
    if len(plain) > LONGEST[column]:
        raise ImpossibleError(
            f"{quoted(text)} has {len(plain):,} characters. Shorten it to {LONGEST[column]}"
        )
    return plain, ""
