"""What loading a file of figures would change, row by row."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from indicators.imports.reading import BandRow, FigureRow
from indicators.imports.reading.rows import OVERALL, NotRead
from indicators.imports.values import STEP_KEPT, USED
from indicators.models import Figure, PayBandCell
from indicators.rules.figures import DECIMALS, State, Unit
from wres.files.tables import Problem, Question

ABSENT = {State.NOT_HELD, State.NOT_COLLECTED}
COUNT_FIELDS = tuple(
    f"{group}_{of}" for group in ("white", "bme", "unknown") for of in ("count", "total")
)


@dataclass(frozen=True)
class Compared:
    """A row of the file beside its figure, which already has the values it would be saved with.

    `before` holds what the fields that change were. A correction changes a figure of a round
    before the latest that the organisation holds, once the file is saved.
    """

    row: FigureRow | BandRow
    figure: Figure | PayBandCell
    before: Mapping[str, Any]
    is_correction: bool = False

    @property
    def state_before(self) -> State | None:
        """What was held, where that changes."""
        return State(self.before["state"]) if "state" in self.before else None

    @property
    def is_taken_away(self) -> bool:
        """Whether the row leaves blank what was held until now."""
        was = self.state_before
        return was is not None and was not in ABSENT and self.figure.state in ABSENT

    def as_json(self) -> dict:
        """Numbers are strings, None where none is held."""
        entry = {"row": self.row.row, "indicator": self.row.indicator, "year": self.figure.year}
        entry |= self._apart()
        if self.before:
            now = {name: getattr(self.figure, name) for name in self.before}
            return entry | {"before": self._plain(self.before), "after": self._plain(now)}
        return entry | self._plain(self._facts())

    @property
    def words(self) -> str:
        """ "row 4, indicator 2 in 2025: value 1.79", or "…: value 1.79 → 1.80"."""
        entry = self.as_json()
        apart = [str(each).replace("_", "-") for each in self._apart().values()]
        place = f"row {self.row.row}, indicator {self.row.indicator} in {self.figure.year}"
        place = ", ".join([place, *apart])
        if self.before:
            moves = [
                f"{name} {was or 'none'} → {entry['after'][name] or 'none'}"
                for name, was in entry["before"].items()
            ]
            return f"{place}: {', '.join(moves)}"
        numbers = [f"{n} {entry[n]}" for n in self._measures if entry.get(n) is not None]
        return f"{place}: {', '.join(numbers) or entry['state'].replace('_', ' ')}"

    def _apart(self) -> dict[str, str]:
        """What tells the figure from that of the whole organisation: "part", "unit", "series"."""
        figure = self.figure
        unit = figure.unit.name if figure.unit_id else ""
        part = "" if figure.part == OVERALL else figure.part
        found = {"part": part, "unit": unit, "series": figure.series}
        return {name: value for name, value in found.items() if value}

    def _facts(self) -> dict[str, Any]:
        """What is held: published numbers, or what the counts give, and the counts."""
        held = self.figure.held()
        counts = {name: getattr(self.figure, name) for name in COUNT_FIELDS}
        given = {name: count for name, count in counts.items() if count is not None}
        return {name: getattr(held, name) for name in ("state", *self._measures)} | given

    @property
    def _unit(self) -> Unit:
        return Unit(self.figure.indicator.unit_of_measure)

    @property
    def _measures(self) -> tuple[str, ...]:
        return USED[self._unit]

    def _plain(self, values: Mapping[str, Any]) -> dict[str, str | None]:
        return {name: _text(value, self._unit) for name, value in values.items()}


@dataclass(frozen=True)
class ComparedCell(Compared):
    """The same of the headcounts of a pay band, which stand in `figure`."""

    @property
    def state_before(self) -> State | None:
        if self.before.get("is_suppressed"):
            return State.SUPPRESSED
        had = any(self.before.get(name) is not None for name in self._measures)
        return State.HELD if had else None

    @property
    def is_taken_away(self) -> bool:
        now = [getattr(self.figure, name) for name in self._measures]
        is_blank = now == [None] * len(now) and not self.figure.is_suppressed
        return is_blank and self.state_before is not None

    def _apart(self) -> dict[str, str]:
        unit = {"unit": self.figure.unit.name} if self.figure.unit_id else {}
        return {"staff_group": self.figure.staff_group, "band": self.figure.band} | unit

    def _facts(self) -> dict[str, Any]:
        people = {name: getattr(self.figure, name) for name in self._measures}
        is_held = any(count is not None for count in people.values())
        state = State.HELD if is_held else State.NOT_HELD
        return {"state": State.SUPPRESSED if self.figure.is_suppressed else state} | people

    @property
    def _measures(self) -> tuple[str, ...]:
        return ("white", "bme", "unknown")


@dataclass(frozen=True)
class FigureLoad:
    """What loading a file would change. With a problem nothing can be saved."""

    new: tuple[Compared, ...] = ()
    changed: tuple[Compared, ...] = ()
    unchanged: tuple[Compared, ...] = ()
    problems: tuple[Problem, ...] = ()
    questions: tuple[Question, ...] = ()
    ignored: tuple[str, ...] = ()
    not_read: tuple[NotRead, ...] = ()

    @property
    def changes_something(self) -> bool:
        return bool(self.new or self.changed) and not self.problems

    @property
    def needs_reason(self) -> bool:
        return any(compared.is_correction for compared in self.changed)

    def as_json(self) -> dict:
        said: dict[str, Any] = {"problems": self.problems, "questions": self.questions}
        compared = {"new": self.new, "changed": self.changed, "unchanged": self.unchanged}
        return {
            **{name: [each.as_json() for each in found] for name, found in compared.items()},
            **{
                name: [{"row": n.row, "column": n.column, "message": n.message} for n in notes]
                for name, notes in said.items()
            },
        }


def _text(value: Any, unit: Unit) -> Any:
    """A number with at least the decimals that its unit displays, anything else as it is."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, Decimal):
        return value
    kept = value.quantize(STEP_KEPT, ROUND_HALF_UP)  # one that counts give has no end
    rounded = kept.quantize(Decimal(1).scaleb(-DECIMALS[unit]))
    return str(rounded if rounded == kept else kept.normalize())
