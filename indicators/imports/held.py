"""What an organisation holds already, by what a row names, and what the row changes of it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from statistics import fmean
from typing import Any

from indicators.imports.compare import COUNT_FIELDS
from indicators.imports.reading import FIGURE_COLUMNS, BandRow, FigureRow
from indicators.imports.reading.columns import COUNT_COLUMNS, GROUPS
from indicators.models import Figure, Indicator, PayBandCell
from indicators.models.pay_bands import STAFF_GROUPS_NEEDED
from indicators.rules import plausibility
from indicators.rules.figures import State, Unit
from indicators.rules.pay_bands import Cell, Headcount
from indicators.rules.plausibility import Over, Sizes
from indicators.rules.statistics import Counts
from wres.files.formulas import unguarded
from wres.files.spelling import visible

STANDARD = "WRES"
FETCHED_TOGETHER = ("units", "figures", "pay_band_cells")


def indicators() -> dict[int, Indicator]:
    """Those of the standard, by their number."""
    return {i.number: i for i in Indicator.objects.filter(standard=STANDARD)}


class Holding:
    """The figures and headcounts of an organisation and its units.

    Of several organisations the caller has the indicators already, and may have fetched the rows
    `FETCHED_TOGETHER`.
    """

    def __init__(self, organisation, known: Mapping[int, Indicator] | None = None):
        self.organisation, self._known = organisation, known

    @cached_property
    def indicators(self) -> Mapping[int, Indicator]:
        return indicators() if self._known is None else self._known

    @cached_property
    def units(self) -> dict[str, Any]:
        return {unit.name.casefold(): unit for unit in self.organisation.units.all()}

    @cached_property
    def figures(self) -> dict[tuple, Figure]:
        found = self._all(self.organisation.figures)
        return {_figure_key(figure): self.beside_pay_bands(figure) for figure in found}

    @cached_property
    def cells(self) -> dict[tuple, PayBandCell]:
        return {_cell_key(cell): cell for cell in self._all(self.organisation.pay_band_cells)}

    def _all(self, manager) -> Iterable:
        """Every row of the standard, each with its indicator and unit."""
        if self._known is None:
            of_standard = manager.filter(indicator__standard=STANDARD)
            yield from of_standard.select_related("indicator", "unit")
            return
        indicators = {indicator.pk: indicator for indicator in self._known.values()}
        units = {unit.pk: unit for unit in self.units.values()}
        for row in manager.all():
            if row.indicator_id in indicators:
                row.indicator, row.unit = indicators[row.indicator_id], units.get(row.unit_id)
                yield row

    def of(self, row: FigureRow | BandRow) -> Figure | PayBandCell:
        """What is held for the row, or a new one that is kept for the rows to come."""
        unit = self.units[row.unit.casefold()] if row.unit else None
        facts = {"organisation": self.organisation, "unit": unit, "year": row.year}
        facts["indicator"] = self.indicators[row.indicator]
        if isinstance(row, BandRow):
            new = PayBandCell(**facts, staff_group=row.staff_group, band=row.band)
            return self.cells.setdefault(_cell_key(new), new)
        new = self.beside_pay_bands(Figure(**facts, part=row.part, series=row.series))
        return self.figures.setdefault(_figure_key(new), new)

    @cached_property
    def series(self) -> Mapping[tuple, dict[int, Figure]]:
        """The figures over the years, by all that names one but its year."""
        found: defaultdict[tuple, dict[int, Figure]] = defaultdict(dict)
        for figure in self.figures.values():
            found[over_the_years(figure)][figure.year] = figure
        return found

    @cached_property
    def of_the_round(self) -> Mapping[tuple, list[Figure]]:
        """The figures of all indicators, by all else that names them."""
        found: defaultdict[tuple, list[Figure]] = defaultdict(list)
        for figure in self.figures.values():
            found[over_the_years(figure)[1:], figure.year].append(figure)
        return found

    def over(self, figure: Figure) -> Over:
        """The figure beside the other years of its series; worked out once a series."""
        key = over_the_years(figure)
        line = self.series.get(key, {})
        if line.get(figure.year) is not figure:  # it is not what is held here
            return self._over({**line, figure.year: figure}, figure)
        if key not in self._overs:
            self._overs[key] = self._over(line, figure)
        return self._overs[key].about(figure.held())

    @cached_property
    def _overs(self) -> dict[tuple, Over]:
        return {}

    def _over(self, line: Mapping[int, Figure], figure: Figure) -> Over:
        return plausibility.series(
            figure.held(),
            [each.held() for each in line.values()],
            unit=Unit(figure.indicator.unit_of_measure),
            counted={year: each.counts() for year, each in line.items()},
            sizes=self.sizes.get(figure.unit_id, plausibility.UNKNOWN_SIZES),
            numerator=figure.indicator.numerator,
        )

    @cached_property
    def bands(self) -> Mapping[tuple, dict[int, dict[str, Cell]]]:
        """The headcounts of a unit and staff group that may be told, by year and band."""
        found: defaultdict[tuple, dict[int, dict[str, Cell]]] = defaultdict(dict)
        for cell in self.cells.values():
            of_year = found[cell.unit_id, cell.staff_group].setdefault(cell.year, {})
            of_year[cell.band] = _cell(cell)
        return found

    @cached_property
    def sizes(self) -> Mapping[int | None, Sizes]:
        """How many people answer a survey, by unit: as counted, by pay bands, or by the scatter."""
        units = {figure.unit_id for figure in self.figures.values()}
        return {unit: self._sizes(unit) for unit in units}

    def _sizes(self, unit: int | None) -> Sizes:
        surveys = [
            figure
            for figure in self.figures.values()
            if figure.unit_id == unit and figure.indicator.unit_of_measure == Unit.PERCENT
        ]
        counted = [figure.counts() for figure in surveys]
        white, bme = ([pair[1] for pair in pairs if pair] for pairs in _by_group(counted))
        if white and bme:
            return Sizes(round(fmean(white)), round(fmean(bme)))
        people = [(y, each) for (of, y), each in self.workforces.items() if of == unit]
        if people:
            newest = max(people, key=lambda each: each[0])[1]
            return Sizes(newest.white // 2 or None, newest.bme // 2 or None)
        return plausibility.sizes_by_scatter(
            [figure.held() for figure in line.values()]
            for key, line in self.series.items()
            if key[1] == unit
            and next(iter(line.values())).indicator.unit_of_measure == Unit.PERCENT
        )

    @cached_property
    def workforces(self) -> dict[tuple, Headcount]:
        """Everyone of a unit and round with pay bands, None being the organisation as a whole.

        Left out where a headcount is suppressed or not held: a part of the workforce is not it.
        """
        found: defaultdict[tuple, list[PayBandCell]] = defaultdict(list)
        for cell in self.cells.values():
            found[cell.unit_id, cell.year].append(cell)
        return {place: everyone for place, cells in found.items() if (everyone := _everyone(cells))}

    def beside_pay_bands(self, figure: Figure) -> Figure:
        """The figure with what `Figure.workforce_of_bands` needs, if it is of the board."""
        if figure.indicator.unit_of_measure != Unit.POINTS:
            return figure  # without asking for the pay bands
        if people := self.workforces.get((figure.unit_id, figure.year)):
            figure.bme_staff, figure.all_staff = people.bme, people.total
        return figure


def _by_group(counted: list[Counts]) -> tuple[list, list]:
    return [each.white for each in counted], [each.bme for each in counted]


def _cell(cell: PayBandCell) -> Cell:
    people = (cell.white, cell.bme)
    is_held = not cell.is_suppressed and None not in people
    headcount = Headcount(*people, cell.unknown or 0) if is_held else None
    return Cell(cell.staff_group, cell.band, headcount, cell.is_suppressed)


def over_the_years(figure: Figure) -> tuple:
    return (figure.indicator_id, figure.unit_id, figure.series, figure.part)


def latest(rows: Iterable[Figure | PayBandCell]) -> int:
    """The latest round of which these say something; 0 where none does."""
    return max((row.year for row in rows if _tells(row)), default=0)


def _tells(row: Figure | PayBandCell) -> bool:
    if isinstance(row, Figure):
        return row.state != State.NOT_HELD
    return row.is_suppressed or {row.white, row.bme, row.unknown} != {None}


def _everyone(cells: list[PayBandCell]) -> Headcount | None:
    people = [(cell.white, cell.bme, cell.unknown) for cell in cells]
    if not {cell.staff_group for cell in cells} >= STAFF_GROUPS_NEEDED:
        return None
    if any(cell.is_suppressed for cell in cells) or any(None in each for each in people):
        return None
    return sum((Headcount(*each) for each in people), Headcount(0, 0))


def _figure_key(figure: Figure) -> tuple:
    return (*over_the_years(figure), figure.year)


def _cell_key(cell: PayBandCell) -> tuple:
    return (cell.indicator_id, cell.unit_id, cell.year, cell.staff_group, cell.band)


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
