"""Rows that stand alone in a plan: which is the title of a section, and which is only beside it.

What may be the title of the whole document is no section: its actions would all stand under it.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from actions.imports.columns import COLUMN_NAMES, NUMBER, NUMBER_CHARACTERS, REQUIRED, Header
from actions.imports.printed import PrintedRow, PrintedTable, normal

READ_CHARACTERS = 500  # of a row that stands alone: what is longer is no title
BANNER = "It stands above the actions and may be the document's title, so no section was made of it"
OF_OTHER = "It stands above a table that is not one of actions"
NOTE = "It is a note beside the actions"
UNUSED = "It stands alone in its row, and no action follows under it"

# What is said of a plan as a whole: its name, the trust's, its version.
_OF_DOCUMENT = re.compile(
    r"\b(?:action plan|wres plan|race equality standard|nhs\b.{0,200}\btrust|foundation trust)\b"
    r"|\b20[0-9]{2}\s*[-/–]\s*(?:20)?[0-9]{2}\b"
    r"|^(?:version|draft|appendix|annex|updated?|last updated|date|owner|author|approved|wres)\b",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"(?:(?:theme|priority|section|goal|objective|aim|wres indicator|indicator|metric|part)s?\s*)?"
    r"[0-9]+\b(?!\s*[-/–]\s*[0-9])",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"(?:(?:rag )?key|legend|sources?|notes?|footnotes?|abbreviations|glossary)\s*[:.–-]",
    re.IGNORECASE,
)
_MARKED = re.compile("[*†‡]")
_CONTINUED = re.compile(
    r"(?<![\s,;:–—-])[\s,;:–—-]*+\(?\bcont(?:inued|inuation|[’']?d|\.)?\)?[.\s]*$", re.IGNORECASE
)


def are_used(tables: Iterable[PrintedTable]) -> bool:
    """Whether more than one row stands alone above others, so that they are titles of parts."""
    found = set()
    for table in tables:
        rows = [row for row in table.rows if row.own]
        for row, following in pairwise(rows):
            if len(row.own) == 1 < len(following.own) and not is_of_document(row.text):
                found.add(row.text.casefold())
    return len(found) > 1


def is_numbered(text: str) -> bool:
    """Whether a title counts parts: "Theme 1: recruitment", "2. Leadership", "Indicator 5"."""
    return _NUMBERED.match(text[:READ_CHARACTERS]) is not None


def is_of_document(text: str) -> bool:
    return not is_numbered(text) and _OF_DOCUMENT.search(text[:READ_CHARACTERS]) is not None


def is_note(row: PrintedRow, header: Header, following: Sequence[PrintedRow]) -> bool:
    """Whether a row says what belongs to the table as a whole: "Key: green is on track"."""
    if len(row.own) != 1 or header.cells_of(row).get("section", "").strip():
        return False
    text = row.text[:READ_CHARACTERS]
    is_marked = _MARKED.match(text) is not None and is_title(row, header, following)
    return is_marked or _NOTE.match(text) is not None


def without_continued(text: str) -> str:
    """ "Culture" from "Culture (continued)"."""
    title = normal(text[:READ_CHARACTERS])
    return _CONTINUED.sub("", title) or title


def is_title(row: PrintedRow, header: Header, following: Sequence[PrintedRow]) -> bool:
    """Whether the row is a section's title: one cell across the table, or alone in its row.

    Alone it is a title in the column of sections, and in the first column if it is no number.
    In a first column of actions it is one only if the plan has no column for sections and the
    next row has more than one cell.
    """
    cells = header.cells_of(row)
    filled = {name for name in COLUMN_NAMES if cells.get(name, "").strip()}
    if filled == {"section"} or (row.is_title and len(row.own) == 1):
        return True
    first = next(place for place, cell in enumerate(header.printed.cells) if cell.strip())
    # A cell to the right of all columns has no place.
    if len(row.own) != 1 or not any(n <= first for n in header.places(row)[row.own[0] :][:1]):
        return False
    column = header.columns[first]
    if column == REQUIRED:
        is_above_actions = bool(following) and len(following[0].own) > 1
        return "section" not in header.columns and is_above_actions
    return column == "indicators" or not NUMBER.fullmatch(row.text[: NUMBER_CHARACTERS + 1])
