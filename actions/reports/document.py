"""A report as it is read, without a page or a file: headings, sentences and typed tables.

One document becomes the page of a closed quarter, Word, PDF, Excel and CSV, so that all say
the same. It goes to JSON and back unchanged, which is how a closed quarter keeps it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from wres.audit.stale import digest

Cell = str | int | Decimal | date | None


class Kind(StrEnum):
    """What a column holds, which decides how it is aligned, written and filtered."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"  # a day; where only the month is known, the last day of it


@dataclass(frozen=True)
class Column:
    name: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True)
class Table:
    """A table with a title that states the finding; `rows` have a cell for each column.

    The first column names the row. `is_picture`: its numbers are also worth drawing, as a bar a
    row, whose steps are the columns after the first.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    is_picture: bool = False

    @classmethod
    def of(cls, title: str, columns: Mapping[Column, Callable[[Any], Cell]], things) -> "Table":
        """A row a thing; `columns` say what each has of it."""
        rows = (tuple(value(each) for value in columns.values()) for each in things)
        return cls(title, tuple(columns), tuple(rows))

    @property
    def named_rows(self) -> list[list[tuple[Column, Cell]]]:
        """Each row's cells with their columns."""
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]


@dataclass(frozen=True)
class Part:
    """A heading (level 2 or 3) with its sentences, and the table under them if there is one."""

    name: str
    heading: str
    sentences: tuple[str, ...] = ()
    table: Table | None = None
    level: int = 2


@dataclass(frozen=True)
class Document:
    """What a report says. `facts` stand under the title: (label, value)."""

    title: str
    organisation: str
    facts: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]


def sha256(document: Document) -> str:
    """The checksum of everything the document says."""
    return digest(to_json(document))


def to_json(document: Document) -> dict:
    return {
        "title": document.title,
        "organisation": document.organisation,
        "facts": [list(fact) for fact in document.facts],
        "parts": [_part_to_json(part) for part in document.parts],
    }


def from_json(value: dict) -> Document:
    return Document(
        value["title"],
        value["organisation"],
        tuple((label, said) for label, said in value["facts"]),
        tuple(_part_from_json(part) for part in value["parts"]),
    )


def _part_to_json(part: Part) -> dict:
    table = part.table and {
        "title": part.table.title,
        "columns": [[column.name, column.kind] for column in part.table.columns],
        "rows": [[_cell_to_json(cell) for cell in row] for row in part.table.rows],
        "is_picture": part.table.is_picture,
    }
    return {
        "name": part.name,
        "heading": part.heading,
        "sentences": list(part.sentences),
        "table": table,
        "level": part.level,
    }


def _part_from_json(value: dict) -> Part:
    table = value["table"] and Table(
        value["table"]["title"],
        tuple(Column(name, Kind(kind)) for name, kind in value["table"]["columns"]),
        tuple(tuple(_cell_from_json(cell) for cell in row) for row in value["table"]["rows"]),
        value["table"]["is_picture"],
    )
    return Part(value["name"], value["heading"], tuple(value["sentences"]), table, value["level"])


def _cell_to_json(cell: Cell):
    """Text, whole numbers and nothing stand for themselves; the others say what they are."""
    match cell:
        case date():
            return {"date": cell.isoformat()}
        case Decimal():
            return {"number": str(cell)}
        case _:
            return cell


def _cell_from_json(value) -> Cell:
    match value:
        case {"date": day}:
            return date.fromisoformat(day)
        case {"number": number}:
            return Decimal(number)
        case _:
            return value
