"""Files to fill in, one for each shape of figures, with what is held for the newest round."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from indicators.entry import GROUPS, count_names
from indicators.imports.reading.bands import BANDS, TITLES
from indicators.imports.reading.board import TITLES as MEMBERSHIPS
from indicators.imports.values import USED
from indicators.models import Figure, Indicator
from indicators.rules.comparison import State, Unit
from wres.files.exports import Sheet, csv_file, workbook

STANDARD = "WRES"
OVERALL = "overall"
PERCENT_FORMAT, RATIO_FORMAT = "0.0###", "0.00##"
SPARE_ROWS = 200
PUBLISHED_PARTS = ("", MEMBERSHIPS["voting"], MEMBERSHIPS["executive"])  # of indicator 9
STATE_WORDS = {
    State.SUPPRESSED: "suppressed",
    State.NOT_COLLECTED: "not collected",
    State.NOT_HELD: "not held",
    State.NOT_CALCULABLE: "not calculable",
}
GROUP_NAMES = {"white": "White", "bme": "BME", "unknown": "Unknown"}
Rows = list[Sequence[object]]


@dataclass(frozen=True)
class Shape:
    """A shape of file: its header, its rows held and to come, and what helps to fill it in."""

    name: str
    header: tuple[str, ...]
    held: Callable[[object, int], Rows]
    to_come: Callable[[int, Rows], Rows]
    formats: dict[str, str]
    choices: dict[str, tuple[str, ...]]
    units: tuple[Unit, ...]


def write(organisation, shape: Shape, kind: str, today) -> bytes:
    """The file of a shape as "csv" or "xlsx"."""
    newest = _newest(organisation, shape)
    rows = shape.held(organisation, newest) if newest else []
    coming = min(newest + 1, today.year) if newest else today.year
    given = {row[0] for row in rows} if newest == coming else set()
    rows = [*rows, *(row for row in shape.to_come(coming, rows) if row[0] not in given)]
    if kind == "csv":
        return csv_file(shape.header, rows)
    indicators = _indicators(*shape.units)
    formats, choices = shape.formats, {**shape.choices, **_numbers(shape, indicators)}
    sheet = Sheet("Figures", shape.header, rows, formats, choices, spare_rows=SPARE_ROWS)
    lines = [*of(shape.name), *_meanings(shape, indicators)]
    notes = Sheet(
        "Notes", ["How to fill in this file"], lines, widths={"How to fill in this file": 100}
    )
    return workbook(sheet, notes, title=f"Figures to fill in: {shape.name}")


def _newest(organisation, shape: Shape) -> int | None:
    rows = organisation.pay_band_cells if shape is BAND else _own(organisation)
    rows = rows.filter(indicator__unit_of_measure__in=shape.units)
    return rows.filter(unit=None).order_by("-year").values_list("year", flat=True).first()


def _own(organisation):
    figures = organisation.figures.filter(unit=None, series="", indicator__standard=STANDARD)
    return figures.select_related("indicator").order_by("indicator__number", "pk")


def _indicators(*units: Unit) -> list[Indicator]:
    return list(Indicator.objects.filter(standard=STANDARD, unit_of_measure__in=units))


def _numbers(shape: Shape, indicators: list[Indicator]) -> dict[str, tuple[str, ...]]:
    """The indicators of the shape to choose from, where its rows name theirs."""
    if "indicator" not in shape.header:
        return {}
    return {"indicator": tuple(str(each.number) for each in indicators)}


def _meanings(shape: Shape, indicators: list[Indicator]) -> list[list[str]]:
    """What each indicator of the file measures and where it is entered, a line each."""
    return [
        [
            f"Indicator {each.number}, {each.short_name.lower()}, "
            f"under {' and '.join(USED[Unit(each.unit_of_measure)])}: {each.meaning}"
            if shape is LONG
            else f"Indicator {each.number}, {each.short_name.lower()}: {each.meaning}"
        ]
        for each in indicators
    ]


# Figures, a row an indicator and year


def _long_held(organisation, year: int) -> Rows:
    return [_long_row(figure) for figure in _own(organisation).filter(year=year)]


def _long_row(figure: Figure) -> Sequence[object]:
    used = USED[Unit(figure.indicator.unit_of_measure)]
    words = STATE_WORDS.get(State(figure.state))
    cells = [
        (words or _number(getattr(figure, name))) if name in used else None
        for name in ("white", "bme", "value", "workforce")
    ]
    part = "" if figure.part == OVERALL else MEMBERSHIPS[figure.part]
    return [figure.indicator.number, figure.year, part, *cells, figure.source_period]


def _long_to_come(year: int, held: Rows) -> Rows:
    return [
        [each.number, year, part, *[None] * 5]
        for each in _indicators(*LONG.units)
        for part in (PUBLISHED_PARTS if each.unit_of_measure == Unit.POINTS else ("",))
    ]


# Counts, a row an indicator, year and group


def _counts_held(organisation, year: int) -> Rows:
    figures = _own(organisation).filter(year=year, part=OVERALL)
    figures = figures.filter(indicator__unit_of_measure__in=COUNTS.units)
    return [
        [f.indicator.number, year, GROUP_NAMES[group], *counts, f.source_period]
        for f in figures.filter(state__in=(State.HELD, State.NOT_CALCULABLE))
        for group in GROUPS
        if None not in (counts := [getattr(f, name) for name in count_names(group)])
    ]


def _counts_to_come(year: int, held: Rows) -> Rows:
    return [
        [each.number, year, name, None, None, None]
        for each in _indicators(*COUNTS.units)
        for name in GROUP_NAMES.values()
    ]


# Indicator 1, a row a band


def _bands_held(organisation, year: int) -> Rows:
    cells = organisation.pay_band_cells.filter(unit=None, year=year)
    order = list(TITLES)
    cells = sorted(cells, key=lambda cell: (order.index(cell.staff_group), cell.position))
    return [[year, TITLES[c.staff_group], c.band, *_people(c, c.is_suppressed)] for c in cells]


def _people(cell, is_suppressed: bool) -> list[object]:
    words = STATE_WORDS[State.SUPPRESSED]
    return [words if is_suppressed else getattr(cell, group) for group in GROUPS]


def _bands_to_come(year: int, held: Rows) -> Rows:
    """The bands of the newest grid, else every band there is."""
    names = [(row[1], row[2]) for row in held]
    every = [(TITLES[group], band) for group, bands in BANDS.items() for band in bands]
    return [[year, group, band, None, None, None] for group, band in names or every]


# The board, a row a kind of membership


def _board_held(organisation, year: int) -> Rows:
    figures = _own(organisation).filter(year=year, indicator__unit_of_measure=Unit.POINTS)
    by_part = {figure.part: figure for figure in figures}
    told = {part: figure for part, figure in by_part.items() if _is_told(figure)}
    whole = {"voting", "non_voting"}, {"executive", "non_executive"}, {OVERALL}
    if not any(parts <= told.keys() for parts in whole):
        return []
    return [_board_row(told[part], part) for part in MEMBERSHIPS if part in told]


def _is_told(figure: Figure) -> bool:
    return figure.state == State.SUPPRESSED or figure.bme_count is not None


def _board_row(figure: Figure, part: str) -> Sequence[object]:
    is_suppressed = figure.state == State.SUPPRESSED
    words = STATE_WORDS[State.SUPPRESSED]
    people = [words if is_suppressed else getattr(figure, f"{g}_count") for g in GROUPS]
    share = _number(figure.workforce)
    return [figure.year, MEMBERSHIPS[part], *people, share, figure.source_period]


def _board_to_come(year: int, held: Rows) -> Rows:
    parts: Iterable[str] = (words for part, words in MEMBERSHIPS.items() if part != OVERALL)
    return [[year, words, *[None] * 5] for words in parts]


def _number(number: Decimal | None) -> Decimal | None:
    """The number without the zeros that only its storing adds."""
    if number is None:
        return None
    plain = number.normalize()
    return plain.quantize(Decimal(1)) if plain == plain.to_integral_value() else plain


EVERY_BAND = tuple(dict.fromkeys(band for bands in BANDS.values() for band in bands))
LONG = Shape(
    "long",
    ("indicator", "year", "part", "white", "bme", "value", "workforce", "source period"),
    _long_held,
    _long_to_come,
    dict.fromkeys(("white", "bme", "workforce"), PERCENT_FORMAT) | {"value": RATIO_FORMAT},
    {"part": tuple(words for part, words in MEMBERSHIPS.items() if part != OVERALL)},
    (Unit.RATIO, Unit.PERCENT, Unit.POINTS),
)
COUNTS = Shape(
    "counts",
    ("indicator", "year", "group", "numerator", "denominator", "source period"),
    _counts_held,
    _counts_to_come,
    dict.fromkeys(("numerator", "denominator"), "0"),
    {"group": tuple(GROUP_NAMES.values())},
    (Unit.RATIO, Unit.PERCENT),
)
BAND = Shape(
    "bands",
    ("year", "staff group", "band", "white", "bme", "unknown"),
    _bands_held,
    _bands_to_come,
    dict.fromkeys(("white", "bme", "unknown"), "0"),
    {"staff group": tuple(TITLES.values()), "band": EVERY_BAND},
    (Unit.GRID,),
)
BOARD = Shape(
    "board",
    ("year", "membership", "white", "bme", "unknown", "workforce", "source period"),
    _board_held,
    _board_to_come,
    dict.fromkeys(("white", "bme", "unknown"), "0") | {"workforce": PERCENT_FORMAT},
    {"membership": tuple(MEMBERSHIPS.values())},
    (Unit.POINTS,),
)
SHAPES = {shape.name: shape for shape in (LONG, COUNTS, BAND, BOARD)}


COMMON = [
    "Fill in the sheet of figures. The first rows hold what is recorded now: they load as no "
    "change. The rows below them, of the next year, are for you. Delete those you do not need.",
    "Columns are found by their names, so leave the header as it is. Columns may be moved.",
    "A year is the reporting round of 31 March of that year.",
    "A blank cell means that nothing is held. It is never taken for 0.",
    "Write “suppressed” for a group too small to show, “not collected” for what nobody asked.",
    "BME is the name that the Workforce Race Equality Standard gives to a group in its data: "
    "Black and minority ethnic staff.",
    "The source period is free text, such as April 2024 to March 2025.",
    "Nothing is saved when the file is chosen: you first see what would change.",
]
NOTES_OF_SHAPES = {
    "long": [
        "One row for each indicator and year.",
        "Enter a ratio under value, such as 1.79, or “not calculable” for a group without events. "
        "Enter percentages from 0 to 100.",
        "The board has a row for the whole of it and, under part, one for voting and one for "
        "executive members. Enter its BME share with that of the workforce, its share alone, or "
        "under value the difference in percentage points as it was published, such as −7.5.",
    ],
    "counts": [
        "One row for each indicator, year and ethnic group: how many of how many.",
        "The numerator is how many, such as those appointed, and the denominator of how many, such "
        "as those shortlisted. Of a survey: those who said so, and all who answered.",
        "Ratios, percentages and their intervals are worked out from the counts.",
    ],
    "bands": [
        "One row for each pay band of a staff group, with headcounts on 31 March.",
        "Unknown are those whose ethnic group is unknown or not stated.",
        "Medical staff have grades instead of bands. Leave out totals.",
    ],
    "board": [
        "One row for each kind of membership, with the number of members on 31 March.",
        "Voting and non-voting members are together the whole board, and so are executive and "
        "non-executive members: both must add up to the same.",
        "Under workforce enter the BME percentage of all staff, or leave it blank: then it is "
        "worked out from the pay bands where their headcounts are held.",
        "Enter 0 where there are no members of a group.",
    ],
}


def of(shape: str) -> list[list[str]]:
    """A row for each line of the notes."""
    return [[line] for line in (*NOTES_OF_SHAPES[shape], *COMMON)]
