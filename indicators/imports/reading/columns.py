"""The words of a header, and the shapes that a file of figures may have.

A shape is told by the names of its columns alone, never by their place.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from wres.files.records import HeaderError, without
from wres.files.tables import Line, RefusedError, Table

GROUPS = {
    "white": ("White",),
    "bme": ("BME", "BAME"),
    "unknown": (
        "Unknown",
        "Not known",
        "Not stated",
        "Unknown or not stated",
        "Unknown/not stated",
        "Not stated/unknown",
        "Ethnicity unknown",
        "Ethnicity not stated",
    ),
}
FIGURE_COLUMNS = ("white", "bme", "value", "workforce")
COUNT_COLUMNS = tuple(f"{group} {of}" for group in GROUPS for of in ("numerator", "denominator"))
GROUP_COLUMNS = {  # {} is the group in any of its words
    "{}": ("{} staff", "{} value"),
    "{} %": (
        "{} (%)",
        "% {}",
        "{} staff %",
        "{} staff (%)",
        "% {} staff",
        "% of {} staff",
        "{} percent",
        "{} percentage",
        "percentage {}",
    ),
    "{} headcount": ("{} staff headcount", "headcount {}", "number of {}"),
    "{} numerator": (
        "{} count",
        "{} appointed",
        "{} entering formal process",
        "{} staff entering formal process",
        "{} accessing training",
        "{} staff accessing training",
    ),
    "{} denominator": ("{} total", "{} shortlisted", "{} respondents"),
}
OTHER_COLUMNS: dict[str, tuple[str, ...]] = {
    "indicator": ("indicator number", "WRES indicator", "metric"),
    "year": ("reporting year", "round", "reporting round", "year to", "year ended", "year ending"),
    "value": (
        "trust value",
        "ratio",
        "relative likelihood",
        "likelihood ratio",
        "likelihood",
        "ratio / likelihood",
        "ratio or likelihood",
        "difference",
        "board difference",
        "percentage difference",
        "difference in percentage points",
        "difference (percentage points)",
    ),
    "workforce": (
        "BME workforce",
        "workforce BME",
        "workforce %",
        "BME workforce %",
        "BAME workforce %",
    ),
    "source_period": ("source period", "period"),
    "group": ("ethnic group", "ethnicity"),
    "numerator": ("count", "number of events"),
    "denominator": ("total", "out of"),
    "staff group": ("workforce group", "type of staff"),
    "band": ("pay band", "AfC band", "grade", "band or grade", "pay band or grade"),
    "membership": (
        "board membership",
        "board members",
        "board member type",
        "board role",
        "kind of membership",
        "membership type",
        "type of membership",
    ),
    "part": ("part of the board",),
    "unit": ("division", "directorate", "ICSU", "department"),
    "series": (),
    "organisation": ("organisation code", "ODS code", "trust code"),
}


def _names() -> dict[str, tuple[str, ...]]:
    """Every column that some shape has, with the other words for it."""
    names = dict(OTHER_COLUMNS)
    for group, words in GROUPS.items():
        for column, patterns in GROUP_COLUMNS.items():
            spelled = [p.format(word) for word in words for p in (column, *patterns)]
            names[column.format(group)] = tuple(spelled)
    return names


COLUMN_NAMES = _names()
WHOSE = ("organisation", "unit")
OF_FIGURES = (*WHOSE, "series", "part", "source_period")


@dataclass(frozen=True)
class Shape:
    """A way to lay out figures. `meant` says what a column's name means in this shape."""

    name: str
    words: str
    required: tuple[str, ...]
    optional: tuple[str, ...]
    meant: Mapping[str, str] = field(default_factory=dict)


PERCENTAGES = {f"{group} %": group for group in ("white", "bme")}
BASES = {f"{group} headcount": f"{group} denominator" for group in GROUPS}
HEADCOUNTS = {f"{group} headcount": group for group in GROUPS}

LONG = Shape(
    "long",
    "Figures, one row an indicator and year",
    ("indicator", "year"),
    (*FIGURE_COLUMNS, *COUNT_COLUMNS, *OF_FIGURES),
    PERCENTAGES | BASES | {"membership": "part"},
)
COUNTS = Shape(
    "counts",
    "Counts, one row an indicator, year and ethnic group",
    ("indicator", "year", "group", "numerator", "denominator"),
    OF_FIGURES,
)
WIDE_COUNTS = Shape(
    "wide counts",
    "Counts, one row an indicator and year",
    ("indicator", "year", *COUNT_COLUMNS[:4]),
    (*COUNT_COLUMNS[4:], *OF_FIGURES),
    BASES,
)
BANDS = Shape(
    "bands",
    "Headcounts for indicator 1, one row a pay band",
    ("year", "staff group", "band", "white", "bme"),
    ("unknown", *WHOSE),
    HEADCOUNTS,
)
BOARD = Shape(
    "board",
    "Board members, one row a kind of membership",
    ("year", "membership", "white", "bme", "unknown"),
    ("workforce", "organisation", "series", "source_period"),
    HEADCOUNTS,
)
SHARES = Shape(
    "board shares",
    "Board shares or differences, one row a kind of membership",
    ("year", "part"),
    ("bme", "value", "workforce", "organisation", "series", "source_period"),
    {"membership": "part", "bme %": "bme"},
)
SHAPES = {shape.name: shape for shape in (LONG, COUNTS, WIDE_COUNTS, BANDS, BOARD, SHARES)}


def shape_of(table: Table) -> Shape:
    """The shape whose columns the header names. Refused when a needed one is missing."""
    shape = _told_by(set(table.columns))
    columns = [shape.meant.get(column, column) for column in table.columns]
    for column in (*shape.required, *shape.optional):
        if columns.count(column) > 1:
            raise RefusedError(f"The header has more than one column for {column}. Keep one")
    if missing := [column for column in shape.required if column not in columns]:
        raise HeaderError(f"The header {without(missing, table.columns)}")
    if shape is LONG and not set(columns) & set(FIGURE_COLUMNS):
        raise HeaderError(f"The header {without(['white, bme or value'], table.columns)}")
    return shape


def _told_by(columns: set[str]) -> Shape:
    if "band" in columns:
        return BANDS
    if "membership" in columns or {"part"} == columns & {"part", "indicator"}:
        is_counted = bool(columns & {"unknown", *HEADCOUNTS} or {"white", "bme"} <= columns)
        if "indicator" in columns and "unknown" not in columns:
            return LONG
        is_published = "part" in columns or columns & {"bme %", "value"}
        return SHARES if is_published and not is_counted else BOARD
    if {"group", "numerator"} <= columns:
        return COUNTS
    has_figures = columns & {*FIGURE_COLUMNS, *PERCENTAGES}
    return WIDE_COUNTS if columns & set(COUNT_COLUMNS) and not has_figures else LONG


def in_shape(line: Line, shape: Shape) -> Line:
    """The row with the columns named as they are meant in the shape."""
    return Line(line.row, {shape.meant.get(name, name): cell for name, cell in line.cells.items()})


def ignored(table: Table, shape: Shape) -> tuple[str, ...]:
    """The columns that the shape does not use, in the order of the file."""
    used = {*shape.required, *shape.optional}
    meant = {column: shape.meant.get(column, column) for column in table.columns}
    counts = set(COUNT_COLUMNS) - set(paired(meant.values()))
    return tuple(column for column, name in meant.items() if name not in used - counts)


def paired(columns: Iterable[str]) -> list[str]:
    """The columns of counts whose other half is there too: a base alone is of no figure."""
    given = set(columns)
    pairs = zip(COUNT_COLUMNS[::2], COUNT_COLUMNS[1::2], strict=True)
    return [column for pair in pairs if set(pair) <= given for column in pair]
