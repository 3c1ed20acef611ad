"""Rows of a file of figures → what would change → saved, all or nothing.

A row is compared with the cells last loaded for its figure, never with what people have edited
since: a cell that is as it was changes nothing, and a changed cell changes its own figure only.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from files.tables import Problem, Question, quoted
from indicators.cells import USED
from indicators.figures import DECIMALS, State, Unit
from indicators.models import Figure, FigureImport, Indicator
from indicators.reading import FIGURE_COLUMNS, FigureRow, FiguresRead

STANDARD = "WRES"
SAMPLES = Path(__file__).parent / "samples"
PERIOD = "source_period"


@dataclass(frozen=True)
class Compared:
    """A row of the file beside its figure, which already has the values it would be saved with.

    `before` holds what the fields that change were.
    """

    row: FigureRow
    figure: Figure
    before: Mapping[str, object]

    def as_json(self) -> dict:
        """Numbers are strings, None where none is held."""
        entry = {"row": self.row.row, "indicator": self.row.indicator, "year": self.figure.year}
        if self.before:
            now = {name: getattr(self.figure, name) for name in self.before}
            return entry | {"before": self._plain(self.before), "after": self._plain(now)}
        held = {name: getattr(self.figure, name) for name in ("state", *self._measures)}
        return entry | self._plain(held)

    @property
    def words(self) -> str:
        """ "row 4, indicator 2 in 2025: value 1.79", or "…: value 1.79 → 1.80"."""
        entry = self.as_json()
        place = f"row {self.row.row}, indicator {self.row.indicator} in {self.figure.year}"
        if self.before:
            moves = [
                f"{name} {was or 'none'} → {entry['after'][name] or 'none'}"
                for name, was in entry["before"].items()
            ]
            return f"{place}: {', '.join(moves)}"
        numbers = [f"{name} {entry[name]}" for name in self._measures if entry[name] is not None]
        return f"{place}: {', '.join(numbers) or entry['state'].replace('_', ' ')}"

    @property
    def _unit(self) -> Unit:
        return Unit(self.figure.indicator.unit_of_measure)

    @property
    def _measures(self) -> tuple[str, ...]:
        return USED[self._unit]

    def _plain(self, values: Mapping[str, object]) -> dict[str, str | None]:
        return {name: _text(value, self._unit) for name, value in values.items()}


@dataclass(frozen=True)
class FigureLoad:
    """What loading a file would change. With a problem nothing can be saved."""

    new: tuple[Compared, ...] = ()
    changed: tuple[Compared, ...] = ()
    unchanged: tuple[Compared, ...] = ()
    problems: tuple[Problem, ...] = ()
    questions: tuple[Question, ...] = ()
    ignored: tuple[str, ...] = ()

    @property
    def changes_something(self) -> bool:
        return bool(self.new or self.changed) and not self.problems

    def as_json(self) -> dict:
        said = {"problems": self.problems, "questions": self.questions}
        compared = {"new": self.new, "changed": self.changed, "unchanged": self.unchanged}
        return {
            **{name: [each.as_json() for each in found] for name, found in compared.items()},
            **{
                name: [{"row": n.row, "column": n.column, "message": n.message} for n in notes]
                for name, notes in said.items()
            },
        }


def known_indicators() -> dict[int, Unit]:
    """The numbers of the standard's indicators with their units of measure."""
    facts = Indicator.objects.filter(standard=STANDARD).values_list("number", "unit_of_measure")
    return {number: Unit(unit) for number, unit in facts}


def compare(organisation, read: FiguresRead) -> FigureLoad:
    """What the rows would change of the organisation's own figures."""
    problems = (*read.problems, *_too_long(read.rows))
    load = FigureLoad(problems=problems, questions=read.questions, ignored=read.ignored)
    if problems:
        return load
    indicators = {i.number: i for i in Indicator.objects.filter(standard=STANDARD)}
    held = {
        (figure.indicator.number, figure.year): figure
        for figure in organisation.figures.for_comparison().filter(series="")
    }
    new, changed, unchanged = [], [], []
    for row in read.rows:
        figure = held.get((row.indicator, row.year))
        if figure is None:
            indicator = indicators[row.indicator]
            figure = Figure(organisation=organisation, indicator=indicator, year=row.year)
            _fill(figure, _facts(row))
            new.append(Compared(row, figure, {}))
        elif before := _fill(figure, _changed_facts(figure, row)):
            changed.append(Compared(row, figure, before))
        else:
            unchanged.append(Compared(row, figure, {}))
    return replace(
        load,
        new=tuple(new),
        changed=tuple(changed),
        unchanged=tuple(unchanged),
        questions=read.questions + tuple(_reappeared(changed)),
    )


def save(load: FigureLoad, change, *, organisation, file_name: str, sha256: str):
    """Write what changes inside the open change, and remember the file; nothing if nothing does."""
    if not load.changes_something:
        return
    rows = sum(len(found) for found in (load.new, load.changed, load.unchanged))
    origin = FigureImport.objects.create(
        organisation=organisation, file_name=file_name, sha256=sha256, rows=rows
    )
    for compared in (*load.new, *load.changed):
        compared.figure.origin, compared.figure.origin_row = origin, compared.row.row
        compared.figure.loaded_cells = dict(compared.row.raw)
    fields = {name for compared in load.changed for name in compared.before}
    change.insert_many([compared.figure for compared in load.new])
    change.update_many(
        [compared.figure for compared in load.changed],
        [*sorted(fields), "origin", "origin_row", "loaded_cells"],
    )


def _facts(row: FigureRow) -> dict[str, object]:
    """The fields of a figure as the row gives them; without a number where none is held."""
    readings = {column: getattr(row, column) for column in FIGURE_COLUMNS}
    numbers = {column: reading and reading.number for column, reading in readings.items()}
    if row.state is not State.HELD:
        numbers = dict.fromkeys(numbers)
    return {"state": row.state.value, **numbers, PERIOD: row.raw.get(PERIOD, "").strip()}


def _changed_facts(figure: Figure, row: FigureRow) -> dict[str, object]:
    """The facts of the cells that are not as they were last loaded.

    Once the state changes, the whole figure follows the row: half a figure is none.
    """
    last, facts = figure.loaded_cells, _facts(row)
    changed = {
        column
        for column in (*FIGURE_COLUMNS, PERIOD)
        if last.get(column, "").strip() != row.raw.get(column, "").strip()
    }
    if changed & set(FIGURE_COLUMNS) and figure.state != facts["state"]:
        return facts
    return {column: facts[column] for column in changed}


def _fill(figure: Figure, facts: Mapping[str, object]) -> dict[str, object]:
    """Set the facts and return what those that differ were."""
    before = {n: getattr(figure, n) for n, fact in facts.items() if getattr(figure, n) != fact}
    for name in before:
        setattr(figure, name, facts[name])
    return before


def _too_long(rows: Iterable[FigureRow]):
    limit = Figure._meta.get_field(PERIOD).max_length
    for row in rows:
        if len(period := row.raw.get(PERIOD, "").strip()) > limit:
            message = f"It has {len(period):,} characters. Shorten it to {limit}"
            yield Problem(row.row, PERIOD, message)


def _reappeared(changed: list[Compared]):
    for compared in changed:
        if compared.before.get("state") == State.SUPPRESSED:
            number = quoted(" ".join(compared.row.raw.get(c, "") for c in FIGURE_COLUMNS))
            message = f"The figure was suppressed until now. May {number} be shown?"
            yield Question(compared.row.row, "", message)


def _text(value: object, unit: Unit) -> object:
    """A number with at least the decimals that its unit displays, anything else as it is."""
    if not isinstance(value, Decimal):
        return value
    places = Decimal(1).scaleb(-DECIMALS[unit])
    rounded = value.quantize(places)
    return str(rounded if rounded == value else value.normalize())
