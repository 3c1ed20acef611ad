"""A row of a file → the fields of its figure, or of its headcounts, that the row changes.

A row is compared with the cells last loaded, never with what people have edited since: a cell
that is as it was changes nothing, and a column that the file does not have says nothing.
"""

from collections.abc import Mapping

from files.guard import unguarded
from files.spelling import visible
from indicators.compared import COUNT_FIELDS
from indicators.figures import State
from indicators.models import Figure, PayBandCell
from indicators.reading import FIGURE_COLUMNS, BandRow, FigureRow
from indicators.reading.columns import COUNT_COLUMNS, GROUPS

PERIOD = "source_period"
COUNTS = dict(zip(COUNT_COLUMNS, COUNT_FIELDS, strict=True))


def fill(record: Figure | PayBandCell, row: FigureRow | BandRow) -> dict[str, object]:
    """Set what the row says otherwise than last time; returns what the changed fields were.

    The cells now loaded are kept in `loaded_cells` when something changes.
    """
    facts = _cell_facts(record, row) if isinstance(row, BandRow) else _figure_facts(record, row)
    before = {n: getattr(record, n) for n, fact in facts.items() if getattr(record, n) != fact}
    for name in before:
        setattr(record, name, facts[name])
    if before or record.pk is None:
        kept = {} if "state" in before else record.loaded_cells
        record.loaded_cells = {**kept, **row.raw}
    return before


def _figure_facts(figure: Figure, row: FigureRow) -> dict[str, object]:
    """The facts of the cells that are not as they were last loaded.

    Once the state changes, the whole figure follows the row: half a figure is none. Counts
    change together, since one is of the other.
    """
    facts = _facts(row)
    if figure.pk is None:
        return facts
    changed = _changed(figure.loaded_cells, row.raw)
    if changed & {*FIGURE_COLUMNS, *COUNTS} and figure.state != facts["state"]:
        return facts
    fields = changed & {*FIGURE_COLUMNS, PERIOD}
    if changed & set(COUNTS):
        fields |= {field for column, field in COUNTS.items() if column in row.raw}
    return {name: facts[name] for name in fields}


def _facts(row: FigureRow) -> dict[str, object]:
    """The fields of a figure as the row gives them; without a number where none is held."""
    is_held = row.state is State.HELD
    readings = {column: getattr(row, column) for column in FIGURE_COLUMNS}
    return {
        "state": row.state.value,
        **{name: r.number if r and is_held else None for name, r in readings.items()},
        **{field: row.counts.get(field) for field in COUNT_FIELDS},
        PERIOD: visible(unguarded(row.raw.get(PERIOD, "").strip())),
    }


def _cell_facts(cell: PayBandCell, row: BandRow) -> dict[str, object]:
    """The headcounts of the row where any of its cells is not as it was last loaded."""
    people = {group: getattr(row, group).number for group in GROUPS if group in row.raw}
    facts: dict[str, object] = {g: None if n is None else int(n) for g, n in people.items()}
    facts |= {"is_suppressed": row.is_suppressed, "position": row.position}
    is_changed = cell.pk is None or _changed(cell.loaded_cells, row.raw) & set(GROUPS)
    return facts if is_changed and not (cell.is_suppressed and _is_untold(row)) else {}


def _is_untold(row: BandRow) -> bool:
    """Whether all headcounts of the row are suppressed, as templates write a suppressed cell."""
    return {getattr(row, group).state for group in GROUPS} == {State.SUPPRESSED}


def _changed(last: Mapping[str, str], raw: Mapping[str, str]) -> set[str]:
    return {column for column, cell in raw.items() if last.get(column, "").strip() != cell.strip()}
