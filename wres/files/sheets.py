"""What every kind of file is read into: sheets of numbered rows, and how large they may be."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from wres.files.refused import RefusedError

MAX_ROWS = 50_000
MAX_COLUMNS = 200
MAX_CELLS = 500_000
MAX_CHARACTERS = 100_000  # of a cell
MAX_TEXT = 20_000_000  # characters of a workbook, a text that cells share counted in each
UNSAVED = "(a formula without a saved result)"  # what stands in a cell that holds one

type Records = Iterator[tuple[int, list[str]]]


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook, or a text file read with one separator.

    `records` gives the rows with their numbers, from the first to the last, each time it is
    called. `width` is the number of its columns where the header need not name each, else 0.
    `spread` says which columns (from 0, both ends) the merged cells of a row lie across. `fills`
    are the colours of cells in hexadecimal, `struck` are cells that are struck through as a whole
    and `left_out` is what of others is: by row, and column from 0.
    """

    name: str
    encoding: str
    records: Callable[[], Records]
    width: int = 0
    is_hidden: bool = False
    spread: Mapping[int, Sequence[tuple[int, int]]] = field(default_factory=dict)
    notices: tuple[str, ...] = ()
    fills: Mapping[int, Mapping[int, str]] = field(default_factory=dict)
    struck: Mapping[int, set[int]] = field(default_factory=dict)
    left_out: Mapping[int, Mapping[int, str]] = field(default_factory=dict)


def refuse_rows(count: int) -> None:
    if count > MAX_ROWS:
        raise RefusedError(f"The selected file has more than {MAX_ROWS:,} rows. Split it")


def refuse_columns(count: int) -> None:
    if count > MAX_COLUMNS:
        raise RefusedError(
            f"The selected file has more than {MAX_COLUMNS} columns. "
            "Keep those of the table and delete the others"
        )


def refuse_cells(count: int) -> None:
    if count > MAX_CELLS:
        raise RefusedError(f"The selected file has more than {MAX_CELLS:,} cells. Split it")


def refuse_text(characters: int) -> None:
    if characters > MAX_TEXT:
        raise RefusedError(f"The selected workbook has more than {MAX_TEXT:,} characters. Split it")


def refuse_long(row: int, characters: int, more: str = "") -> None:
    if characters > MAX_CHARACTERS:
        cell = f"Row {row} cannot be read: a cell" if row else "A cell of the workbook"
        raise RefusedError(
            f"{cell} has {more}{characters:,} characters. Shorten it to {MAX_CHARACTERS:,} at most"
        )
