"""How wide the columns of a table on paper are, and which way round its page lies."""

from actions.reports.document import Document

MOST_UPRIGHT = 6  # columns that an upright page has room for
LEAST, LONGEST_WORD, LONGEST_CELL = 6, 16, 150  # characters
A_LINE = 4  # characters of a long cell that ask for one more of width


def is_wide(document: Document) -> bool:
    """Whether a table has so many columns that the pages lie on their side."""
    tables = [part.table for part in document.parts if part.table]
    return any(len(table.columns) > MOST_UPRIGHT for table in tables)


def shares(names: list[str], rows: list[list[str]]) -> list[int]:
    """What each column takes of the width: room for its words, and more for long cells."""
    columns = zip(names, *rows, strict=True)
    return [_share(name, cells) for name, *cells in columns]


def _share(name: str, cells: list[str]) -> int:
    together = max(_longest_word(cell) for cell in (name, *cells))
    longest = max((len(cell) for cell in cells), default=0)
    room = min(together, LONGEST_WORD) + min(longest, LONGEST_CELL) // A_LINE
    return max(room, LEAST)


def _longest_word(cell: str) -> int:
    """Its characters; a short cell, such as a day, stays on one line as a whole."""
    if len(cell) <= LONGEST_WORD:
        return len(cell)
    return max((len(word) for word in cell.split()), default=0)
