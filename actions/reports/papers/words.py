"""What every paper says alike: its cells in words, its day, its levels and numbered tables."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from actions.dates import PrintedDate
from actions.reports.document import Cell, Document, Part, Table

NO_DAY = date(2000, 1, 1)  # of a document whose facts name none
TOP_LEVEL = 2

_DAY = re.compile(r"[0-9]{1,2} [A-Z][a-z]+ [0-9]{4}")


@dataclass(frozen=True)
class Section:
    """A part in its place: no level is left out above it, and its table has a number."""

    part: Part
    level: int
    number: int | None

    @property
    def caption(self) -> str:
        """ "Table 3: No action is late"; nothing for a part without a table."""
        table = self.part.table
        return f"Table {self.number}: {table.title}" if table else ""


def sections(document: Document) -> Iterator[Section]:
    """The parts in order. A part of level 3 that follows none of level 2 becomes one."""
    number, deepest = 0, TOP_LEVEL
    for part in document.parts:
        number += bool(part.table)
        yield Section(part, min(part.level, deepest), number if part.table else None)
        deepest = TOP_LEVEL + 1


def cell_words(cell: Cell) -> str:
    """ "31 March 2026" for a day, "28.30" for a number, nothing for None."""
    match cell:
        case None:
            return ""
        case date():
            return PrintedDate(cell).words
        case Decimal():
            return format(cell, "f")
        case _:
            return str(cell)


def rows_in_words(table: Table) -> list[list[str]]:
    return [[cell_words(cell) for cell in row] for row in table.rows]


def day_of(document: Document) -> date:
    """The first day that the facts name, which stands for the time at which the file was made."""
    for _, said in document.facts:
        for found in _DAY.findall(said):
            try:
                return datetime.strptime(found, "%d %B %Y").date()  # noqa: DTZ007  a day alone
            except ValueError:
                continue
    return NO_DAY
