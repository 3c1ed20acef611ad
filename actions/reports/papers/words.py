"""What every paper says alike, and text as its fonts can show it."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from actions.dates import PrintedDate
from actions.reports.document import Cell, Document, Part, Table
from wres.files.exports import printable

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


# What Noto Sans has, regular and bold, and the fonts that come with Typst where it has not:
# Latin, Greek, Cyrillic, Hebrew and Arabic letters, punctuation, currency, arrows and shapes.
SHOWN = (
    *((0x20, 0x7E), (0xA0, 0x377), (0x37A, 0x37F), (0x384, 0x38A), (0x38E, 0x3A1)),
    *((0x3A3, 0x3E1), (0x3F0, 0x52F), (0x5D0, 0x5EA), (0x621, 0x63A), (0x640, 0x652)),
    *((0x660, 0x66D), (0x1E00, 0x1EFF), (0x2010, 0x2027), (0x202F, 0x205E), (0x2070, 0x2071)),
    *((0x2074, 0x208E), (0x20A0, 0x20BF), (0x2100, 0x215F), (0x2190, 0x2213), (0x2248, 0x2248)),
    *((0x2260, 0x2265), (0x2500, 0x262F), (0x2713, 0x2718), (0xFB01, 0xFB02), (0xFFFD, 0xFFFD)),
)
MAY_BREAK = "\u200b"  # of no width, and a line may end there
LONGEST_WORD = 16  # characters that stand together in the narrowest column

_CLASS = "".join(f"{chr(first)}-{chr(last)}" for first, last in SHOWN)
_NOT_SHOWN = re.compile(f"[^\n{re.escape(_CLASS).replace(re.escape('-'), '-')}]")
_LONG = re.compile(rf"\S{{{LONGEST_WORD}}}(?=\S)")


def legible(text: str) -> str:
    """The text with other signs named ("[blue heart]"), and long words free to break."""
    composed = unicodedata.normalize("NFC", printable(text))
    lines = "\n".join(" ".join(line.split("\t")) for line in composed.splitlines())
    return _LONG.sub(rf"\g<0>{MAY_BREAK}", _NOT_SHOWN.sub(_named, lines))


def _named(found: re.Match[str]) -> str:
    sign = found.group()
    return f"[{unicodedata.name(sign, f'U+{ord(sign):04X}').lower()}]"
