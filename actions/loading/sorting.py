"""The rows of printed tables, sorted: titles of sections, headers, actions, and what is none.

Every row that has text is put in one of these places, so that none is lost. A table without a
header continues the one before it when it is as wide, or else is not understood.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from actions.loading import headers, titles
from actions.loading.headers import COLUMN_NAMES, REQUIRED, WORDS, Header
from actions.loading.printed import NotUnderstood, PrintedRow, PrintedTable, capital, normal
from files.headers import HEADER_ROWS, NAMES_SHOWN, no_header
from files.refused import quoted
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
    has_titles: bool = False  # so that what stands above a table is more likely one
    title_row: PrintedRow | None = None
    used_titles: list[PrintedRow] = field(default_factory=list)

    def add(self, table: PrintedTable) -> None:
        """Sort the rows of one more table."""
        before = self.header
        start = self._start(table)
        if table.title and (self.actions or not titles.is_of_document(table.title)):
            self._set_title(table.title)
        elif table.title:
            self.not_understood.append(NotUnderstood(0, table.title, titles.BANNER, "a heading"))
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

    def finish(self) -> None:
        """Tell the titles under which no action stands: no page shows them."""
        used = {row.row for row in self.used_titles}
        for row in self.titles:
            if row.row not in used:
                self._reject(row, titles.UNUSED)
        self.titles = [row for row in self.titles if row.row in used]

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
        elif len(row.own) > 1:
            self._reject(row, ABOVE_HEADER)
        elif self._is_banner(row.text):
            self._reject(row, titles.BANNER)
        else:
            self._add_title(row)

    def _is_banner(self, text: str) -> bool:
        """Whether what stands above the first actions may be said of all of them."""
        if self.actions or titles.is_numbered(text):
            return False
        return titles.is_of_document(text) or not self.has_titles

    def _add_row(self, row: PrintedRow, header: Header, following: Sequence[PrintedRow]) -> None:
        if row is header.printed or headers.is_header(row):
            self.headers.append(row)
            self.header = headers.repeated(header, row)
        elif titles.is_note(row, header, following):
            self._reject(row, titles.NOTE)
        elif titles.is_title(row, header, following):
            self._add_title(row)
        elif any(cell.strip() for cell in row.cells[len(header.columns) :]) and not row.spots:
            message = too_many(len(row.cells), len(header.columns))
            self.problems.append(Problem(row.row, "", message))
        else:
            self._add_action(row, header)

    def _add_action(self, row: PrintedRow, header: Header) -> None:
        cells = header.cells_of(row)
        self.section = normal(cells.get("section", "")) or self.section
        if not cells[REQUIRED].strip():
            self._reject(row, NO_ACTION)
            return
        cells |= header.shades_of(row)
        self.actions.append(ActionRow(row, cells, header, self.section, self.title))
        if self.title_row:
            self.used_titles.append(self.title_row)

    def _add_title(self, row: PrintedRow) -> None:
        text = "\n".join(row.cells[place].strip() for place in row.own)
        if len(text) > TITLE_CHARACTERS:
            self._reject(row, LONG_TITLE)
        else:
            self.titles.append(row)
            is_by_indicator = self.header is not None and "indicators" in self.header.known[:1]
            self._set_title(f"Indicator {text}" if is_by_indicator and text[0].isdigit() else text)
            self.title_row = row

    def _set_title(self, text: str) -> None:
        self.section = self.title = titles.without_continued(text)
        self.title_row = None

    def _reject(self, row: PrintedRow, why: str) -> None:
        self.not_understood.append(NotUnderstood(row.row, row.text, why, row.place))


def sort(tables: Iterable[PrintedTable]) -> Sorting:
    """All rows of the tables in their order. Refused when no table has a header for actions."""
    tables = tuple(tables)
    sorting = Sorting(has_titles=titles.are_used(tables))
    for table in tables:
        sorting.add(table)
    sorting.finish()
    if sorting.header is None and not sorting.headers:
        raise RefusedError(_no_header(tables))
    return sorting


def _no_header(tables: Sequence[PrintedTable]) -> str:
    """Why there is no plan: the row that is nearest to a header, or that there is none."""
    rows = [row for table in tables for row in table.rows[:HEADER_ROWS] if row.own]
    nearest = max(
        rows, key=lambda row: (len(WORDS.names_in(row.cells)), len(row.own)), default=None
    )
    if nearest is None:
        return no_header(list(COLUMN_NAMES)[:6])
    where = capital(nearest.words)
    known = [name for name in COLUMN_NAMES if name in WORDS.names_in(nearest.cells)]
    others = [nearest.cells[n] for n in nearest.own if not WORDS.name(nearest.cells[n])]
    said = _listed(others)
    if not known:
        return f"{no_header(list(COLUMN_NAMES)[:6])}. {where} says {said}"
    unknown = f"; {said} {'is' if len(others) == 1 else 'are'} not known" if others else ""
    return (
        f"{where} has columns for {', '.join(known)}, and none for {REQUIRED}. "
        f"Name the column of the actions “Action”{unknown}"
    )


def _listed(cells: Sequence[str]) -> str:
    """The first cells in words: "“What” and “Who” and 3 more"."""
    shown = [quoted(" ".join(cell.split())) for cell in cells[:NAMES_SHOWN]]
    more = [f"{len(cells) - NAMES_SHOWN} more"] if len(cells) > NAMES_SHOWN else []
    *first, last = [*shown, *more] or [""]
    return f"{', '.join(first)} and {last}" if first else last
