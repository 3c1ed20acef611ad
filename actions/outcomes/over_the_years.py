"""What an organisation holds for one indicator over the years, as a table of words."""

from dataclasses import dataclass

from actions.outcomes.of_indicator import STATE_WORDS
from indicators.comparison import Aim, Held, State, Unit, number_words
from indicators.figures import board_difference, initial, show
from indicators.models import Figure

COLUMNS = {
    Unit.RATIO: ("Ratio",),
    Unit.PERCENT: ("White", "BME"),
    Unit.POINTS: ("BME share of the board", "BME share of the workforce", "Difference"),
    Unit.GRID: (),
}
MISSING = "Not held"


@dataclass(frozen=True)
class YearRow:
    """One figure: its numbers in the order of COLUMNS, or in words why there are none."""

    year: int
    columns: tuple[str, ...]
    cells: list[str]
    series: str
    source_period: str
    origin: str

    @property
    def named(self) -> list[tuple[str, str]]:
        """Every cell after the year, with the name of its column."""
        rest = [("Source period", self.source_period), ("Series", self.series)]
        return [*zip(self.columns, self.cells, strict=True), *rest, ("Where from", self.origin)]


def rows(figures: list[Figure], unit: Unit) -> list[YearRow]:
    """A row a figure, the newest first."""
    return [_row(figure, unit) for figure in reversed(figures)]


def _row(figure: Figure, unit: Unit) -> YearRow:
    return YearRow(
        year=figure.year,
        columns=COLUMNS[unit],
        cells=_cells(figure.held(), Aim(figure.indicator.aim), unit),
        series=figure.series or "Not named",
        source_period=figure.source_period or "Not recorded",
        origin=_origin(figure),
    )


def _origin(figure: Figure) -> str:
    if figure.origin is None:
        return "Not from a file"
    return f"{figure.origin.file_name}, row {figure.origin_row}"


def _cells(held: Held, aim: Aim, unit: Unit) -> list[str]:
    """A number for each column, or words; a figure without any number says the same in each."""
    state = show(held, aim, unit).held.state
    if state is not State.HELD:
        return [initial(STATE_WORDS[state])] * len(COLUMNS[unit])
    numbers = {
        Unit.RATIO: [(held.value, unit)],
        Unit.PERCENT: [(held.white, unit), (held.bme, unit)],
        Unit.POINTS: [
            (held.bme, Unit.PERCENT),
            (held.workforce, Unit.PERCENT),
            (board_difference(held), unit),
        ],
        Unit.GRID: [],
    }[unit]
    return [MISSING if n is None else number_words(n, of) for n, of in numbers]
