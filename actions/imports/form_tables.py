"""A form an action: the names of the columns stand down the left, and their cells beside them.

Each form becomes a table of one row, so that everything after it reads one kind of table only.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import batched

from actions.imports import columns
from actions.imports.columns import REQUIRED, WORDS
from actions.imports.printed import PrintedRow, PrintedTable

# "WRES action 2", the heading of a form, which is no section but the number of an action.
_OF_ACTION = re.compile(r"(?:[a-z]+ )?action (?:plan )?(?:no[.]? |number )?([0-9]{1,3})[.:]?", re.I)
HEADING_CHARACTERS = 40


def as_tables(table: PrintedTable) -> list[PrintedTable]:
    """The table itself, or those that its forms are."""
    rows = [row for row in table.rows if row.own]
    place = columns.find(rows)
    if place is not None and not _is_of_pairs(rows[place]):
        return [table]
    if any(len(row.cells) % 2 and row.cells[-1].strip() for row in rows):  # it would be lost
        return [table]
    forms = list(_forms(rows))
    headers = [PrintedRow(0, tuple(name for _, name, _ in form)) for form in forms]
    if not forms or not all(map(columns.is_of_plan, headers)) or any(map(_is_of_words, forms)):
        return [table]
    return [_table(table, form) for form in forms]


type _Pair = tuple[PrintedRow, str, str]  # where it stands, the name of the column and the cell


def _forms(rows: Sequence[PrintedRow]) -> Iterator[list[_Pair]]:
    """The pairs of each action, once or twice in a row.

    A form ends where the action is named again. What has no name of a column is one all the same.
    """
    form: list[_Pair] = []
    for row in rows:
        for name, cell in batched(row.cells[: len(row.cells) // 2 * 2], 2):
            if not (name.strip() or cell.strip()):
                continue
            known = WORDS.name(name)
            if known == REQUIRED and known in {WORDS.name(each) for _, each, _ in form}:
                yield form
                form = []
            form.append((row, name, cell))
    if form:
        yield form


def _is_of_pairs(row: PrintedRow) -> bool:
    """Whether every other cell names a column, and those between them do not."""
    names = [WORDS.name(cell) for cell in row.cells]
    return len(names) % 2 == 0 and all(names[::2]) and not any(names[1::2])


def _is_of_words(form: Sequence[_Pair]) -> bool:
    """Whether it has other words than names of columns, and nothing beside any of them."""
    is_filled = any(cell.strip() for _, _, cell in form)
    return not is_filled and not all(WORDS.name(name) for _, name, _ in form)


def _table(table: PrintedTable, form: Sequence[_Pair]) -> PrintedTable:
    """The form as a header and a row under it, below the title that is a section's."""
    first, place = form[0][0], form[0][0].place
    second = next((row for row, _, _ in form if row.row > first.row), first)
    names, cells = [name for _, name, _ in form], [cell for _, _, cell in form]
    match = _OF_ACTION.fullmatch(" ".join(table.title.split())[:HEADING_CHARACTERS])
    if match:
        names, cells = ["No.", *names], [match[1], *cells]
    header = PrintedRow(first.row, tuple(names), place=place)
    row = PrintedRow(second.row, tuple(cells), place=place)
    title = "".join(table.above[-1:]) if match else table.title
    return replace(table, rows=(header, row), title=title, is_inner=True)
