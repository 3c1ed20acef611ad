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


SOURCE_PERIOD, SERIES, ORIGIN = "Source period", "Series", "Where from"
UNSAID = {SOURCE_PERIOD: "Not recorded", SERIES: "Not named"}
NOWHERE = {
    SOURCE_PERIOD: "No source period is recorded for any of these figures.",
    SERIES: "No series is named for any of these figures.",
}


@dataclass(frozen=True)
class YearTable:
    """A row a figure, the newest first: (year, (name of the column, words) of each cell).

    A column that would say nothing is left out, and `notes` say so in its stead.
    """

    columns: list[str]
    rows: list[tuple[int, list[tuple[str, str]]]]
    notes: list[str]


def table(figures: list[Figure], unit: Unit) -> YearTable:
    cells = [(figure.year, _named(figure, unit)) for figure in reversed(figures)]
    empty = [name for name in UNSAID if not any(named[name] for _, named in cells)]
    columns = [*COLUMNS[unit], *(n for n in (SOURCE_PERIOD, SERIES, ORIGIN) if n not in empty)]
    return YearTable(
        columns=columns,
        rows=[(year, [(n, named[n] or UNSAID[n]) for n in columns]) for year, named in cells],
        notes=[NOWHERE[name] for name in empty],
    )


def _named(figure: Figure, unit: Unit) -> dict[str, str]:
    """The name of each column → its words, "" where nothing is said."""
    numbers = _cells(figure.held(), Aim(figure.indicator.aim), unit)
    return dict(zip(COLUMNS[unit], numbers, strict=True)) | {
        SOURCE_PERIOD: figure.source_period,
        SERIES: figure.series,
        ORIGIN: _origin(figure),
    }


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
