"""What a file prints, before anyone asks what it means: tables of rows of cells.

A CSV file is one table, a workbook one a sheet, and a document one a table. Rows are numbered
over the whole file; `place` names a row where its number alone would confuse.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from wres.files.formulas import unguarded
from wres.files.spelling import composed

CARRIED = "indicators (carried forward)"  # kept with a row's cells, where its own is blank
REFERENCE = "tracker reference"  # the column of our own that says which action a row is


TITLE_CHARACTERS, SHORTEST_TITLE = 500, 15
SOFT_RETURNS = "\v\f\x85\u2028\u2029"
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")
_SENTENCE = re.compile(r".+?[.!?](?=\s)")


@dataclass(frozen=True)
class PrintedRow:
    """A row and its cells as printed.

    `spots` are the columns of the table's grid in which the cells begin. `held` are the places
    of cells that are merged with the one above and repeat its text. `is_title` is a row of one
    cell across the table. `shades` are the colours of the cells, if the file has any. `struck` are
    the places of cells that are struck through as a whole, and `left_out` is what of the others is.
    """

    row: int
    cells: tuple[str, ...]
    spots: tuple[int, ...] = ()
    place: str = ""
    held: frozenset[int] = frozenset()
    is_title: bool = False
    shades: tuple[str, ...] = ()
    struck: frozenset[int] = frozenset()
    left_out: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        return self.place or f"row {self.row}"

    @property
    def own(self) -> list[int]:
        """The places of the cells that have text of this row's own."""
        return [n for n, cell in enumerate(self.cells) if n not in self.held and cell.strip()]

    @property
    def text(self) -> str:
        return " | ".join(" ".join(self.cells[n].split()) for n in self.own)


def clean(row: PrintedRow) -> PrintedRow:
    """The row without control characters; a soft return, which is one, is a space."""
    if not any(map(_CONTROLS.search, row.cells)):
        return row
    return replace(row, cells=tuple(map(without_controls, row.cells)))


def without_controls(text: str) -> str:
    return _CONTROLS.sub(_spaced, text)


def _spaced(match: re.Match[str]) -> str:
    return " " if match[0] in SOFT_RETURNS else ""


@dataclass(frozen=True)
class PrintedTable:
    """A table with the title that stands above it, if any, and the headings `above` that one.

    An `inner` one stands inside a cell of another, so it never continues the one before it. One
    that is `beside` is a sheet without a header for actions, read only if a person says so.
    """

    rows: tuple[PrintedRow, ...]
    title: str = ""
    is_inner: bool = False
    above: tuple[str, ...] = ()
    is_beside: bool = False


@dataclass(frozen=True)
class NotUnderstood:
    """A row, or a text beside the rows (row 0), of which no action was made, and why."""

    row: int
    text: str
    why: str
    place: str = ""

    @property
    def words(self) -> str:
        return self.place or f"row {self.row}"


@dataclass(frozen=True)
class UnknownColumn:
    """A heading that no column is known by, with the first cells under it."""

    heading: str
    cells: tuple[str, ...]
    column: str = ""  # what people have said that it is


@dataclass(frozen=True)
class UnreadTable:
    """A table that was not taken for one of actions; `place` counts the tables of the file."""

    place: int
    words: str
    heading: tuple[str, ...]
    rows: int
    is_ticked: bool = False


@dataclass(frozen=True)
class Printed:
    """The tables of a file, what stands beside them, and how it was read."""

    tables: tuple[PrintedTable, ...]
    encoding: str = ""
    notices: tuple[str, ...] = ()
    beside: tuple[NotUnderstood, ...] = ()


@dataclass(frozen=True)
class PlanRow:
    """One printed row of an action, with its cells by the names of their columns.

    `section` is carried forward where its cell is blank. `number` is counted within the section
    where the plan has none, and "" where this row alone has none. `place` names the row where
    its number alone would confuse. `reference` is that of its action, which only a file of ours
    has. `is_placed` is whether the file says in which section it stands.
    """

    row: int
    section: str
    number: str
    raw: Mapping[str, str]
    place: str = ""
    is_counted: bool = field(default=False, compare=False)
    reference: str = field(default="", compare=False)
    is_placed: bool = field(default=True, compare=False)

    @property
    def words(self) -> str:
        return self.place or f"row {self.row}"


def normal(text: str) -> str:
    """The text as it is kept: composed, with single spaces, without a spreadsheet's guard."""
    return " ".join(unguarded(composed(without_controls(text))).split())


def title_of(text: str) -> str:
    """The text as a title: whole if it can be, else its first line, sentence or words."""
    whole = normal(text)
    if len(whole) <= TITLE_CHARACTERS:
        return whole
    line = normal(next((each for each in text.splitlines() if each.strip()), ""))
    sentence = _SENTENCE.match(whole)
    for part in (line, sentence[0] if sentence else ""):
        if SHORTEST_TITLE <= len(part) <= TITLE_CHARACTERS:
            return part
    words = whole[: TITLE_CHARACTERS - 1]
    return f"{words.rsplit(' ', 1)[0]}…"


def paragraphs(text: str) -> str:
    """A longer text as it is kept, with its lines."""
    return "\n".join(normal(line) for line in text.strip().splitlines())


def capital(words: str) -> str:
    """The words at the beginning of a sentence."""
    return words[:1].upper() + words[1:]


def located(message: str, place: str) -> str:
    """The message with the place of the row that it is about, if it has one."""
    return f"{message} ({place})" if place else message


def indicators_of(raw: Mapping[str, str]) -> str:
    """The indicators of a row: its own cell, or what is carried forward to it."""
    return raw.get(CARRIED) or raw.get("indicators", "")
