"""The grid of indicator 1 in one year: staff group by band, and the ratios between tiers."""

from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property

from indicators.models import PayBandCell
from indicators.rules import pay_bands
from indicators.rules.disclosure import Sum, hidden
from indicators.rules.figures import Unit, number_words
from indicators.rules.pay_bands import Cell, Headcount

SUPPRESSED, NOT_HELD, HIDDEN = "Suppressed", "Not held", "Hidden"
ALL = "all"
ETHNIC_GROUPS = ("white", "bme", "unknown")
GROUPS = dict(PayBandCell.STAFF_GROUPS)
VALUES = [
    *("year", "staff_group", "band", "white", "bme", "unknown", "is_suppressed"),
    *("origin__file_name", "origin__sha256"),
]


@dataclass(frozen=True)
class Row:
    """A band, or all shown bands of a group, in words."""

    band: str
    white: str
    bme: str
    unknown: str
    share: str
    against: str


@dataclass(frozen=True)
class Group:
    """A staff group: its bands from the lowest up, and all of them whose people are shown."""

    name: str
    rows: list[Row]
    total: Row


@dataclass
class Grid:
    """What is held by pay band for one year, and the other years that have a grid."""

    year: int
    years: list[int]
    held: list  # rows of VALUES
    hides_below: int  # people, see `indicators.rules.disclosure`; 0 where all are shown

    @cached_property
    def cells(self) -> list[Cell]:
        return [_cell(row) for row in self.held]

    @cached_property
    def workforce(self) -> Headcount:
        """Everyone whose headcount is shown: suppressed bands are left out of every total."""
        return pay_bands.everyone(self.cells)

    @property
    def sentence(self) -> str:
        """ "31.0% of the workforce is BME: 1,240 of 4,000 staff."."""
        people = self.workforce
        if people.share is None:
            return "No headcount of the workforce can be shown."
        words = f"{number_words(people.share, Unit.PERCENT)} of the workforce is BME"
        if self.hidden & {(ALL, ALL, "bme"), (ALL, ALL, ALL)}:
            return f"{words}."
        return f"{words}: {people.bme:,} of {people.total:,} staff."

    @cached_property
    def hidden(self) -> frozenset:
        """What is not shown: (staff group or ALL, band or ALL, ethnic group or ALL) of each."""
        if not self.hides_below:
            return frozenset()
        shown = [cell for cell in self.cells if cell.people]
        groups = {
            cell.staff_group: [c for c in shown if c.staff_group == cell.staff_group]
            for cell in shown
        }
        people: dict[Hashable, int] = {
            (cell.staff_group, cell.band, of): getattr(cell.people, of)
            for cell in shown
            for of in ETHNIC_GROUPS
        }
        sums = []  # the page has no total of a band: its share goes with any part of it
        for of in ETHNIC_GROUPS:
            for group, cells in groups.items():
                people[group, ALL, of] = sum(getattr(cell.people, of) for cell in cells)
                sums.append(Sum((group, ALL, of), tuple((group, c.band, of) for c in cells)))
            people[ALL, ALL, of] = getattr(self.workforce, of)
            sums.append(Sum((ALL, ALL, of), tuple((group, ALL, of) for group in groups)))
        people[ALL, ALL, ALL] = self.workforce.total
        sums.append(Sum((ALL, ALL, ALL), tuple((ALL, ALL, of) for of in ETHNIC_GROUPS)))
        return hidden(people, sums, self.hides_below)

    @property
    def is_partly_suppressed(self) -> bool:
        return any(cell.is_suppressed for cell in self.cells)

    @property
    def groups(self) -> list[Group]:
        return [self._group(group) for group in GROUPS if self._of(group)]

    @property
    def ladders(self) -> list[tuple[str, str, str, str]]:
        """(staff group, tiers, the ratio or a dash, what it says); of counts that are hidden the
        ratio is hidden too: it would give one of them away."""
        graded = {group for group, _, of in self.hidden if of != "unknown"}
        found = []
        for ladder in pay_bands.ladders(self.cells):
            ratio, words = "–", ladder.words
            if ladder.staff_group in graded:
                ratio = words = HIDDEN
            elif ladder.ratio is not None:
                ratio = number_words(ladder.ratio, Unit.RATIO)
            found.append((GROUPS[ladder.staff_group], ladder.tiers, ratio, words))
        return found

    @property
    def origins(self) -> list[tuple[str, str]]:
        """(name, checksum) of the files that the headcounts come from, each once."""
        files = ((row.origin__file_name, row.origin__sha256) for row in self.held)
        return list(dict.fromkeys(pair for pair in files if pair[0]))

    def _of(self, group: str) -> list[tuple]:
        """The bands of a staff group: (row, cell) of each."""
        pairs = zip(self.held, self.cells, strict=True)
        return [(row, cell) for row, cell in pairs if row.staff_group == group]

    def _group(self, group: str) -> Group:
        pairs = self._of(group)
        total = pay_bands.everyone(cell for _, cell in pairs)
        has_unknown = any(row.unknown is not None for row, cell in pairs if cell.people)
        return Group(
            GROUPS[group],
            [self._row(cell, row.unknown is not None) for row, cell in pairs],
            self._row(Cell(group, "All bands shown", total), has_unknown, is_total=True),
        )

    def _row(self, cell: Cell, has_unknown: bool, *, is_total: bool = False) -> Row:
        people = cell.people
        if people is None:
            none = SUPPRESSED if cell.is_suppressed else NOT_HELD
            return Row(cell.band, none, none, none, none, "–")
        share = "–" if people.share is None else number_words(people.share, Unit.PERCENT)
        band = ALL if is_total else cell.band
        away = {
            of for group, of_band, of in self.hidden if (group, of_band) == (cell.staff_group, band)
        }
        white, bme, unknown = (
            HIDDEN if of in away else f"{getattr(people, of):,}" for of in ETHNIC_GROUPS
        )
        return Row(
            cell.band,
            white,
            bme,
            unknown if has_unknown else NOT_HELD,
            HIDDEN if away else share,
            HIDDEN if away else pay_bands.against(people, self.workforce) or "–",
        )


def of_year(organisation, indicator, year: int, hides_below: int) -> Grid | None:
    """The organisation's grid of the year, or None without one in any year; 1 query."""
    cells = organisation.pay_band_cells.filter(indicator=indicator, unit=None)
    rows = list(cells.order_by("year", "position", "pk").values_list(*VALUES, named=True))
    if not rows:
        return None
    years = sorted({row.year for row in rows}, reverse=True)
    return Grid(year, years, [row for row in rows if row.year == year], hides_below)


def _cell(row) -> Cell:
    if row.is_suppressed or row.white is None or row.bme is None:
        return Cell(row.staff_group, row.band, is_suppressed=row.is_suppressed)
    return Cell(row.staff_group, row.band, Headcount(row.white, row.bme, row.unknown or 0))
