"""The rows of printed tables, sorted: titles of sections, headers, actions, and what is none.

Every row that has text is put in one of these places, so that none is lost. A table without a
header continues the one before it when it is as wide, or else is not understood.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from actions.loading import headers
from actions.loading.headers import COLUMN_NAMES, REQUIRED, WORDS, Header
from actions.loading.printed import NotUnderstood, PrintedRow, PrintedTable, located, normal
from files.headers import HEADER_ROWS, no_header
from files.tables import Problem, RefusedError, too_many

TITLE_CHARACTERS = 200  # at most, as a section's name
NO_HEADER = "This table has no header with a column for the action, and is no continuation"
ABOVE_HEADER = "It stands above the header of its table"
LONG_TITLE = "It stands alone in its row and is too long for the title of a section"
FOR_ANALYSIS = (
    "This is the plan's CSV file, which is for analysis and has a column an indicator. Download "
    "the whole plan as published (XLSX or DOCX), change that file and select it"
)
NO_ACTION = "No action is given in this row"

_CONTINUED = re.compile(
    r"[\s,;:–—-]*\(?\bcont(?:inued|inuation|[’']?d|\.)?\)?[.\s]*$", re.IGNORECASE
)
_NUMBER = re.compile(r"[0-9]+(?:[.][0-9]+)*[a-z]?[.)]?", re.IGNORECASE)


@dataclass(frozen=True)
class ActionRow:
    """A row with an action, its cells by column, and the section and title it stands under.

    `section` is the nearest above it, from a cell or a title; `title` is the nearest title.
    """

    printed: PrintedRow
    cells: Mapping[str, str]
    header: Header
    section: str
    title: str


@dataclass
class Sorting:
    """The rows of a file, sorted so far."""

    actions: list[ActionRow] = field(default_factory=list)
    titles: list[PrintedRow] = field(default_factory=list)
    headers: list[PrintedRow] = field(default_factory=list)
    not_understood: list[NotUnderstood] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    header: Header | None = None
    section: str = ""
    title: str = ""

    def add(self, table: PrintedTable) -> None:
        """Sort the rows of one more table."""
        before = self.header
        start = self._start(table)
        if table.title:
            self._set_title(table.title)
        rows = [row for row in table.rows if row.own]
        for place, row in enumerate(rows):
            if start is None or self.header is None:
                self._reject(row, NO_HEADER)
            elif row.row < start:
                self._add_above(row)
            else:
                self._add_row(row, self.header, rows[place + 1 : place + 2])
        if table.is_inner or start is None:
            self.header = before

    def _start(self, table: PrintedTable) -> int | None:
        """The row from which the table is read, if it has a header or continues one."""
        place = headers.find(table.rows)
        if place is not None and (headers.is_header(table.rows[place]) or self.header is None):
            if headers.is_for_analysis(table.rows[place].cells):
                raise RefusedError(FOR_ANALYSIS)
            self.header = headers.read(table.rows[place], table.rows[place + 1 :])
            return table.rows[place].row
        width = max((len(row.cells) for row in table.rows), default=0)
        if self.header and not table.is_inner and width == len(self.header.columns):
            return table.rows[0].row
        return None

    def _add_above(self, row: PrintedRow) -> None:
        if headers.is_header(row):
            self.headers.append(row)
        elif len(row.own) == 1:
            self._add_title(row)
        else:
            self._reject(row, ABOVE_HEADER)

    def _add_row(self, row: PrintedRow, header: Header, following: Sequence[PrintedRow]) -> None:
        if row is header.printed or headers.is_header(row):
            self.headers.append(row)
            self.header = headers.repeated(header, row)
        elif _is_title(row, header, following):
            self._add_title(row)
        elif any(cell.strip() for cell in row.cells[len(header.columns) :]) and not row.spots:
            message = too_many(len(row.cells), len(header.columns))
            self.problems.append(Problem(row.row, "", message))
        else:
            self._add_action(row, header)

    def _add_action(self, row: PrintedRow, header: Header) -> None:
        cells = header.cells_of(row)
        self.section = normal(cells.get("section", "")) or self.section
        if cells[REQUIRED].strip():
            self.actions.append(ActionRow(row, cells, header, self.section, self.title))
        elif len(row.own) > 1 and _NUMBER.fullmatch(cells.get("number", "").strip()):
            message = located("No action is given. Enter one", row.place)
            self.problems.append(Problem(row.row, REQUIRED, message))
        else:
            self._reject(row, NO_ACTION)

    def _add_title(self, row: PrintedRow) -> None:
        text = "\n".join(row.cells[place].strip() for place in row.own)
        if len(text) > TITLE_CHARACTERS:
            self._reject(row, LONG_TITLE)
        else:
            self.titles.append(row)
            is_by_indicator = self.header is not None and "indicators" in self.header.known[:1]
            self._set_title(f"Indicator {text}" if is_by_indicator and text[0].isdigit() else text)

    def _set_title(self, text: str) -> None:
        title = normal(text)
        self.section = self.title = _CONTINUED.sub("", title) or title

    def _reject(self, row: PrintedRow, why: str) -> None:
        self.not_understood.append(NotUnderstood(row.row, row.text, why, row.place))


def sort(tables: Iterable[PrintedTable]) -> Sorting:
    """All rows of the tables in their order. Refused when no table has a header for actions."""
    tables = tuple(tables)
    sorting = Sorting()
    for table in tables:
        sorting.add(table)
    if sorting.header is None and not sorting.headers:
        raise RefusedError(_no_header(tables))
    return sorting


def _no_header(tables: Sequence[PrintedTable]) -> str:
    """Why there is no plan: the row that is nearest to a header, or that there is none."""
    rows = [row for table in tables for row in table.rows[:HEADER_ROWS]]
    nearest = max(rows, key=lambda row: len(WORDS.names_in(row.cells)), default=None)
    if nearest is None or not WORDS.names_in(nearest.cells):
        return no_header(list(COLUMN_NAMES)[:6])
    return f"The header in {nearest.words} has no column for {REQUIRED}. Add it"


def _is_title(row: PrintedRow, header: Header, following: Sequence[PrintedRow]) -> bool:
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
    if len(row.own) != 1 or header.places(row)[row.own[0]] > first:
        return False
    column = header.columns[first]
    if column == REQUIRED:
        is_above_actions = bool(following) and len(following[0].own) > 1
        return "section" not in header.columns and is_above_actions
    return column == "indicators" or not _NUMBER.fullmatch(row.text)
