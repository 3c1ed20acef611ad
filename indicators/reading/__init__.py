"""A file of figures → rows, problems and questions.

The shape of the file is told by its header. What cannot be a value of its unit is a problem and
its row is not among the rows; what is possible but unlikely is kept as given, with a question.
Nothing is corrected silently.
"""

from collections.abc import Callable, Iterable, Mapping

from files.tables import Line, RefusedError, read_table
from indicators.cells import LAST_YEAR
from indicators.figures import Unit
from indicators.reading.bands import read_bands
from indicators.reading.board import read_board
from indicators.reading.columns import (
    BANDS,
    BOARD,
    COLUMN_NAMES,
    COUNTS,
    FIGURE_COLUMNS,
    LONG,
    WIDE_COUNTS,
    Shape,
    ignored,
    in_shape,
    shape_of,
)
from indicators.reading.long import read_counts, read_long
from indicators.reading.notes import Notes, code_of
from indicators.reading.rows import BandRow, FigureRow, FiguresRead

__all__ = ["FIGURE_COLUMNS", "BandRow", "FigureRow", "FiguresRead", "read_figures"]

READERS: Mapping[str, Callable[[Iterable[Line], Notes], list[FigureRow]]] = {
    LONG.name: read_long,
    WIDE_COUNTS.name: read_long,
    COUNTS.name: read_counts,
    BOARD.name: read_board,
}


def read_figures(
    data: bytes,
    *,
    indicators: Mapping[int, Unit],
    last_year: int = LAST_YEAR,
    file_name: str = "",
) -> FiguresRead:
    """Reads a file of figures. `indicators` maps each known number to its unit of measure.

    Refused when the file is no table of figures. `last_year` is the latest round there can be.
    """
    table = read_table(data, COLUMN_NAMES, ("year",), file_name=file_name)
    shape = shape_of(table)
    if not table.lines and not table.problems:
        raise RefusedError("The selected file has a header and no figures")
    notes = Notes(indicators, last_year)
    lines = [in_shape(line, shape) for line in table.lines]
    rows, cells = _rows_and_cells(lines, shape, notes)
    return FiguresRead(
        rows=tuple(rows),
        problems=tuple(sorted([*table.problems, *notes.problems], key=lambda each: each.row)),
        questions=tuple(notes.questions),
        ignored=ignored(table, shape),
        encoding=table.encoding,
        shape=shape.name,
        shape_words=shape.words,
        cells=tuple(cells),
        notices=table.notices,
        organisations={line.row: code_of(line) for line in lines},
    )


def _rows_and_cells(
    lines: Iterable[Line], shape: Shape, notes: Notes
) -> tuple[list[FigureRow], list[BandRow]]:
    if shape is BANDS:
        return [], read_bands(lines, notes)
    return READERS[shape.name](lines, notes), []
