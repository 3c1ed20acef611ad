"""A file of figures → rows, problems and questions.

The shape of the file is told by its header. What cannot be a value of its unit is a problem and
its row is not among the rows; what is possible but unlikely is kept as given, with a question.
Nothing is corrected silently.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from indicators import standards
from indicators.imports.reading.bands import read_bands
from indicators.imports.reading.board import read_board
from indicators.imports.reading.columns import (
    BANDS,
    BOARD,
    COLUMN_NAMES,
    COUNTS,
    FIGURE_COLUMNS,
    LONG,
    SHARES,
    WIDE_COUNTS,
    Shape,
    ignored,
    in_shape,
    shape_of,
)
from indicators.imports.reading.long import read_counts, read_long, read_shares
from indicators.imports.reading.notes import Notes, code_of
from indicators.imports.reading.rows import BandRow, FigureRow, FiguresRead, NotRead
from indicators.imports.reading.totals import check_totals, sift
from indicators.imports.values import LAST_YEAR
from indicators.rules.figures import State, Unit
from wres.files.records import HeaderError
from wres.files.tables import Line, RefusedError, Table, quoted, read_table

__all__ = ["FIGURE_COLUMNS", "BandRow", "FigureRow", "FiguresRead", "read_figures"]

NOT_READ_SHOWN = 20
SAY_STANDARD = {"indicator", *standards.COLUMNS, *(each.title() for each in standards.COLUMNS)}
TEMPLATES = (
    "or put the figures into one of the templates of the import page, which have every column"
)
READERS: Mapping[str, Callable[[Iterable[Line], Notes], list[FigureRow]]] = {
    LONG.name: read_long,
    WIDE_COUNTS.name: read_long,
    COUNTS.name: read_counts,
    BOARD.name: read_board,
    SHARES.name: read_shares,
}


def read_figures(
    data: bytes,
    *,
    indicators: Mapping[int, Unit],
    names: Mapping[str, int] | None = None,
    last_year: int = LAST_YEAR,
    file_name: str = "",
) -> FiguresRead:
    """Reads a file of figures. `indicators` maps each known number to its unit of measure.

    `names` maps the folded name of an indicator to its number, and `last_year` is the latest
    round there can be. Refused when the file is no table of figures.
    """
    table, shape = _table_and_shape(data, file_name)
    _refuse_other(table)
    notes = Notes(indicators, last_year, names or {})
    lines, totals = sift((in_shape(line, shape) for line in table.lines), shape, notes)
    if not lines and not table.problems:
        raise RefusedError("The selected file has a header and no figures")
    rows, cells = _rows_and_cells(lines, shape, notes)
    check_totals(totals, cells, notes)
    return FiguresRead(
        rows=tuple(rows),
        problems=tuple(sorted([*table.problems, *notes.problems], key=lambda each: each.row)),
        questions=tuple(notes.questions),
        ignored=ignored(table, shape),
        encoding=table.encoding,
        shape=shape.name,
        shape_words=shape.words,
        cells=tuple(cells),
        notices=(
            *table.notices,
            *_suppressed_words([*rows, *cells]),
            *_not_read_words(notes.not_read),
        ),
        not_read=tuple(notes.not_read),
        organisations={line.row: code_of(line) for line in (*lines, *(t.line for t in totals))},
    )


def _refuse_other(table: Table, ours: str = standards.WRES) -> None:
    """Refuses figures that say they are another standard's, whose metrics have the same numbers."""
    texts = [*table.above, *table.ignored]
    for line in table.lines:
        texts += [cell for name, cell in line.cells.items() if name in SAY_STANDARD]
    for text in texts:
        if other := standards.other(text, ours):
            raise RefusedError(
                f"The selected file says {quoted(' '.join(text.split()))}: it is of {other}, and "
                f"only figures of {ours} are kept here. Keep the rows of {ours} only"
            )


def _table_and_shape(data: bytes, file_name: str) -> tuple[Table, Shape]:
    """The table of the file and what its header makes it; else refused, with what would do."""
    try:
        table = read_table(data, COLUMN_NAMES, ("year",), file_name=file_name)
        return table, shape_of(table)
    except HeaderError as error:
        raise RefusedError(f"{error}, {TEMPLATES}") from None


def _suppressed_words(rows: Sequence[FigureRow | BandRow]) -> Iterator[str]:
    """A line that says how many rows are suppressed, where any is."""
    if count := sum(_is_suppressed(row) for row in rows):
        is_one = count == 1
        yield (
            f"{count:,} {'row is' if is_one else 'rows are'} suppressed, and "
            f"{'its numbers are' if is_one else 'their numbers are'} not kept"
        )


def _is_suppressed(row: FigureRow | BandRow) -> bool:
    if isinstance(row, BandRow):
        return row.is_suppressed
    return row.state is State.SUPPRESSED


def _not_read_words(rows: Sequence[NotRead]) -> Iterator[str]:
    """A line for each of the first rows that were not read, and how many more there are."""
    yield from (row.words for row in rows[:NOT_READ_SHOWN])
    if left := rows[NOT_READ_SHOWN:]:
        places = ", ".join(f"{row.row}" for row in left)
        yield f"{len(left):,} more rows were not read as figures: {places}"


def _rows_and_cells(
    lines: Iterable[Line], shape: Shape, notes: Notes
) -> tuple[list[FigureRow], list[BandRow]]:
    if shape is BANDS:
        return [], read_bands(lines, notes)
    return READERS[shape.name](lines, notes), []
