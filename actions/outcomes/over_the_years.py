"""What an organisation holds for one indicator over the years, as a table of words."""

from dataclasses import dataclass

from indicators.models import Figure
from indicators.rules.comparison import Aim, Unit
from indicators.words import COLUMNS, interval_words, number_cells

INTERVAL, SOURCE_PERIOD, SERIES, ORIGIN = "95% interval", "Source period", "Series", "Where from"
UNSAID = {INTERVAL: "No counts held", SOURCE_PERIOD: "Not recorded", SERIES: "Not named"}
OF_FEW = "Of few people, so not shown"
ROWS_SHOWN = 40  # of all rounds and series; beyond it the page says how many there are
NOWHERE = {
    INTERVAL: "No counts are held for any of these figures, so they have no intervals.",
    SOURCE_PERIOD: "No source period is recorded for any of these figures.",
    SERIES: "No series is named for any of these figures.",
}


@dataclass(frozen=True)
class YearTable:
    """A row a figure, the newest first: (figure, (name of the column, words) of each cell).

    A column that would say nothing is left out, and `notes` say so in its stead.
    """

    columns: list[str]
    rows: list[tuple[Figure, list[tuple[str, str]]]]
    notes: list[str]
    total: int

    @property
    def is_capped(self) -> bool:
        return len(self.rows) < self.total


def table(figures: list[Figure], unit: Unit, *, shows_all: bool = False) -> YearTable:
    """`figures` stand the earliest first; the newest ROWS_SHOWN are shown unless `shows_all`."""
    newest = figures[::-1] if shows_all else figures[: -ROWS_SHOWN - 1 : -1]
    cells = [(figure, _named(figure, unit)) for figure in newest]
    empty = [name for name in UNSAID if not any(named[name] for _, named in cells)]
    columns = [*COLUMNS[unit], *(name for name in (*UNSAID, ORIGIN) if name not in empty)]
    return YearTable(
        columns=columns,
        rows=[(figure, [(n, named[n] or UNSAID[n]) for n in columns]) for figure, named in cells],
        notes=[NOWHERE[name] for name in empty],
        total=len(figures),
    )


def _named(figure: Figure, unit: Unit) -> dict[str, str]:
    """The name of each column → its words, "" where nothing is said."""
    numbers = number_cells(figure.held(), Aim(figure.indicator.aim), unit)
    return dict(zip(COLUMNS[unit], numbers, strict=True)) | {
        INTERVAL: OF_FEW if figure.is_of_few else "; ".join(_intervals(figure, unit)),
        SOURCE_PERIOD: figure.source_period,
        SERIES: figure.series,
        ORIGIN: _origin(figure),
    }


def _intervals(figure: Figure, unit: Unit) -> list[str]:
    found = interval_words(figure.told_counts(), unit, figure.indicator.numerator)
    return [words if len(found) == 1 else f"{name} {words}" for name, words in found]


def _origin(figure: Figure) -> str:
    if figure.origin is None:
        return "Not from a file"
    return f"{figure.origin.file_name}, row {figure.origin_row}"
