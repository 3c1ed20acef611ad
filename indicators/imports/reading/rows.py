"""What is read from a file of figures, whatever its shape."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from indicators.imports.values import Reading
from indicators.rules.figures import State
from wres.files.tables import Problem, Question, quoted

OVERALL = "overall"


@dataclass(frozen=True)
class FigureRow:
    """An indicator's figures of one reporting round; None where its unit has no such column.

    `white`, `bme` and `workforce` are percentages of 100, `value` is a ratio. `counts` are by
    the field of a figure, such as `white_count` of `white_total`, and `counted` says what they
    make: held, not calculable, suppressed, or None where the file has no columns for them.
    `unit` is the name of one of the organisation's units or "", `organisation` an ODS code or "".
    """

    row: int
    indicator: int
    year: int
    raw: Mapping[str, str]
    white: Reading | None = None
    bme: Reading | None = None
    value: Reading | None = None
    workforce: Reading | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    counted: State | None = None
    part: str = OVERALL
    series: str = ""
    unit: str = ""
    organisation: str = ""

    @property
    def state(self) -> State:
        """Suppressed when any part is, for that could be worked out from the others.

        Else held when any number is; else why there is none, the most telling reason first.
        """
        if State.SUPPRESSED in self._states:
            return State.SUPPRESSED
        return next(state for state in State if state in self._states)

    @property
    def is_partly_suppressed(self) -> bool:
        return {State.HELD, State.SUPPRESSED} <= self._states

    @property
    def key(self) -> tuple[object, ...]:
        """What a file may give once."""
        whose = (self.organisation, self.unit.casefold())
        return (*whose, self.indicator, self.year, self.series, self.part)

    @property
    def words(self) -> str:
        return f"indicator {self.indicator} for {self.year}"

    @property
    def _states(self) -> set[State]:
        readings = (self.white, self.bme, self.value, self.workforce)
        states = {reading.state for reading in readings if reading}
        return states | {self.counted} if self.counted else states


@dataclass(frozen=True)
class BandRow:
    """The headcounts of a pay band in a staff group, on 31 March of the year."""

    row: int
    indicator: int
    year: int
    raw: Mapping[str, str]
    staff_group: str
    band: str
    position: int
    white: Reading
    bme: Reading
    unknown: Reading
    unit: str = ""
    organisation: str = ""

    @property
    def is_suppressed(self) -> bool:
        return any(each.state is State.SUPPRESSED for each in (self.white, self.bme, self.unknown))

    @property
    def key(self) -> tuple[object, ...]:
        whose = (self.organisation, self.unit.casefold())
        return (*whose, self.year, self.staff_group, self.band)

    @property
    def words(self) -> str:
        return f"{self.band} of this staff group for {self.year}"


@dataclass(frozen=True)
class NotRead:
    """A row that is no figure, such as a total or a note under the table, and why."""

    row: int
    text: str
    why: str
    organisation: str = ""

    @property
    def words(self) -> str:
        return f"Row {self.row}, {quoted(self.text)}, was not read as a figure. {self.why}"


@dataclass(frozen=True)
class FiguresRead:
    """The rows of a file, its problems and its questions.

    `shape` is the name of the layout and `shape_words` what a person calls it. `organisations`
    is the ODS code of each row that gives one. `notices` say how the file was read, and which
    rows were not.
    """

    rows: tuple[FigureRow, ...]
    problems: tuple[Problem, ...]
    questions: tuple[Question, ...]
    ignored: tuple[str, ...]
    encoding: str
    shape: str = "long"
    shape_words: str = ""
    cells: tuple[BandRow, ...] = ()
    notices: tuple[str, ...] = ()
    not_read: tuple[NotRead, ...] = ()
    organisations: Mapping[int, str] = field(default_factory=dict)

    def by_organisation(self, home: str = "") -> dict[str, "FiguresRead"]:
        """The same for each organisation, by its code; rows that name none are of `home`.

        What is about the whole file (row 0) stands with every one of them.
        """
        codes = {row: code or home for row, code in self.organisations.items()}

        def code_of(each: HasRow) -> str:
            return codes.get(each.row, home)

        rows, cells = _grouped(self.rows, code_of), _grouped(self.cells, code_of)
        questions = _grouped(self.questions, code_of)
        not_read = _grouped(self.not_read, lambda row: row.organisation or home)
        whole = tuple(problem for problem in self.problems if not problem.row)
        problems = _grouped((each for each in self.problems if each.row), code_of)
        return {
            code: replace(
                self,
                rows=tuple(rows[code]),
                cells=tuple(cells[code]),
                problems=(*whole, *problems[code]),
                questions=tuple(questions[code]),
                not_read=tuple(not_read[code]),
            )
            for code in dict.fromkeys([*codes.values(), *problems]) or (home,)
        }


class HasRow(Protocol):
    @property
    def row(self) -> int: ...


def _grouped[T: HasRow](
    found: Iterable[T], code_of: Callable[[T], str]
) -> defaultdict[str, list[T]]:
    groups: defaultdict[str, list[T]] = defaultdict(list)
    for each in found:
        groups[code_of(each)].append(each)
    return groups
