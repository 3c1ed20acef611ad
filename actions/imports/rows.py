"""The rows of printed tables, sorted: titles of sections, headers, actions, and what is none.

Every row that has text is put in one of these places, so that none is lost. A table without a
header continues the one before it when it is as wide, or else is not understood.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from actions.imports import columns, form_tables, sections
from actions.imports.columns import COLUMN_NAMES, REQUIRED, WORDS, Header
from actions.imports.completion import says_something
from actions.imports.links import read_indicators
from actions.imports.printed import (
    NotUnderstood,
    PrintedRow,
    PrintedTable,
    UnknownColumn,
    UnreadTable,
    capital,
    clean,
    normal,
)
from indicators import standards
from wres.files.records import HEADER_ROWS, NAME_CHARACTERS, NAMES_SHOWN, folded, no_header
from wres.files.refused import quoted
from wres.files.tables import Problem, RefusedError, too_many

TITLE_CHARACTERS = 200  # at most, as a section's name
CONTINUED_CHARACTERS = 100  # of a cell by which a table is known to go on
NO_HEADER = (
    "It stands in a table without a column for the action beside one for a lead, an indicator, a "
    "date, a status or a measure"
)
ABOVE_HEADER = "It stands above the header of its table"
LONG_TITLE = "It stands alone in its row and is too long for the title of a section"
FOR_ANALYSIS = (
    "This is the plan's CSV file, which is for analysis and has a column an indicator. Download "
    "the whole plan as published (XLSX or DOCX), change that file and select it"
)
BESIDE = (
    "It stands in a sheet without a column for the action beside one for a lead, an indicator, a "
    "date, a status or a measure"
)
OF_OTHER = "It is of {code}, and the plan is of {ours}, so it was not read"
SAYS_STANDARD = set(map(folded, standards.COLUMNS))
SAYS = {  # by column, whether a cell of it says what the column is for
    "indicators": lambda cell: not read_indicators(cell, range(1, 20)).doubts,
    "completion": says_something,
}
FIRST_CELLS = 3  # of an unknown column, that are shown beside it
STRUCK_OUT = "It is struck through, so it was left out"
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
    ours: str = standards.WRES
    other: str = ""  # the other standard under whose name the rows stand
    is_ours: bool = False  # whether what stands above them names ours
    of_row: str = ""  # what the column for the standard says, carried forward
    header: Header | None = None
    section: str = ""
    title: str = ""
    has_titles: bool = False  # so that what stands above a table is more likely one
    title_row: PrintedRow | None = None
    used_titles: list[PrintedRow] = field(default_factory=list)
    others: set[str] = field(default_factory=set)  # standards of rows that were left out
    ticked: Collection[int] = ()  # the places of tables that people want to be read
    unread: list[UnreadTable] = field(default_factory=list)
    unknown: dict[str, UnknownColumn] = field(default_factory=dict)

    def add(self, table: PrintedTable, number: int) -> None:
        """Sort the rows of one more table, which is the one of this place in the file."""
        if table.is_beside and number not in self.ticked:
            self._note_columns(table, number, None)
            for row in table.rows:
                self.not_understood.append(NotUnderstood(0, row.text, BESIDE, row.place))
            return
        before = self.header
        start = self._start(table, number in self.ticked)
        self._note_columns(table, number, start)
        self._name_standard(table.title, *reversed(table.above), is_all=bool(table.above))
        if table.title and start is None:
            self.not_understood.append(
                NotUnderstood(0, table.title, sections.OF_OTHER, "a heading")
            )
        elif table.title and (self.actions or not sections.is_of_document(table.title)):
            self._set_title(table.title)
        elif table.title:
            self.not_understood.append(NotUnderstood(0, table.title, sections.BANNER, "a heading"))
            self._set_title("")
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

    def _name_standard(self, *texts: str, is_all: bool = False) -> None:
        """Whose the rows below are, by the first of the texts that says; `is_all` if none may."""
        named = next((text for text in texts if standards.named(text)), "")
        if named or is_all:
            self.other = standards.other(named, self.ours)
            self.is_ours = self.ours in standards.named(named)

    def finish(self) -> None:
        """Tell the titles under which no action stands: no page shows them."""
        used = {row.row for row in self.used_titles}
        for row in self.titles:
            if row.row not in used:
                self._reject(row, sections.UNUSED)
        self.titles = [row for row in self.titles if row.row in used]

    def _note_columns(self, table: PrintedTable, number: int, start: int | None) -> None:
        """Keep what a person may say of a table: that it is of actions, what its columns are."""
        place = columns.likeliest(table.rows)
        if start is not None and self.header:
            at = [n for n, row in enumerate(table.rows) if row.row == self.header.printed.row]
            place = at[0] if at else None
        if place is None:
            return
        row, below = table.rows[place], table.rows[place + 1 :]
        if start is None or number in self.ticked:
            words = f"{table.title}: {row.words}" if table.title else capital(row.words)
            cells = tuple(row.cells[n] for n in row.own)
            is_ticked = number in self.ticked
            self.unread.append(UnreadTable(number, words, cells, len(below), is_ticked))
        for n in row.own:
            heading, is_said = row.cells[n], columns.is_said(row.cells[n])
            is_short = len(folded(heading)) <= NAME_CHARACTERS
            if is_short and (is_said or not WORDS.name(heading)):
                under = [each.cells[n] for each in below if n < len(each.cells)]
                first = tuple(cell for cell in under if cell.strip())[:FIRST_CELLS]
                name = WORDS.name(heading) if is_said else ""
                column = UnknownColumn(" ".join(heading.split()), first, name)
                self.unknown.setdefault(folded(heading), column)

    def _start(self, table: PrintedTable, is_ticked: bool) -> int | None:
        """The row from which the table is read, if it has a header or continues one."""
        place = columns.find(table.rows)
        if place is None and is_ticked:
            place = columns.likeliest(table.rows)
            if place is not None and REQUIRED not in WORDS.names_in(table.rows[place].cells):
                place = None
        if place is not None:
            if columns.is_for_analysis(table.rows[place].cells):
                raise RefusedError(FOR_ANALYSIS)
            self.header = columns.read(table.rows[place], table.rows[place + 1 :])
            return table.rows[place].row
        width = max((len(row.cells) for row in table.rows), default=0)
        if self.header is None or table.is_inner or width != len(self.header.columns):
            return None
        return table.rows[0].row if self._goes_on(table, self.header) else None

    def _goes_on(self, table: PrintedTable, header: Header) -> bool:
        """Whether a row of a table without a header says what the columns before it are for."""
        rows = [header.cells_of(row) for row in table.rows[:HEADER_ROWS]]
        found = [
            says(cell) if 0 < len(cell.strip()) <= CONTINUED_CHARACTERS else False
            for name, says in SAYS.items()
            if name in header.columns
            for cell in (row[name] for row in rows)
        ]
        return not SAYS.keys() & set(header.columns) or any(found)

    def _add_above(self, row: PrintedRow) -> None:
        self._name_standard(row.text)
        if columns.is_header(row):
            self.headers.append(row)
        elif len(row.own) > 1:
            self._reject(row, ABOVE_HEADER)
        elif (
            not self.actions  # it may be said of all of them
            and not sections.is_numbered(row.text)
            and (sections.is_of_document(row.text) or not self.has_titles)
        ):
            self._reject(row, sections.BANNER)
        else:
            self._add_title(row)

    def _add_row(self, row: PrintedRow, header: Header, following: Sequence[PrintedRow]) -> None:
        if row is header.printed or columns.is_header(row):
            self.headers.append(row)
            self.header = columns.repeated(header, row)
        elif sections.is_note(row, header, following):
            self._reject(row, sections.NOTE)
        elif sections.is_title(row, header, following):
            self._add_title(row)
        elif any(cell.strip() for cell in row.cells[len(header.columns) :]) and not row.spots:
            message = too_many(len(row.cells), len(header.columns))
            self.problems.append(Problem(row.row, "", message))
        else:
            self._add_action(row, header)

    def _add_action(self, row: PrintedRow, header: Header) -> None:
        cells = header.cells_of(row)
        self.section = normal(cells.get("section", "")) or self.section
        if code := self._other_of(cells, header):
            self._reject(row, OF_OTHER.format(code=code, ours=self.ours))
            self.others.add(code)
            return
        if not cells[REQUIRED].strip():
            self._reject(row, NO_ACTION)
            return
        cells |= header.shades_of(row)
        # What is struck through of a row is no part of its cells, and told.
        texts = [] if header.is_struck(row) else [row.cells[n] for n in sorted(row.struck)]
        for text in (*texts, *row.left_out):
            said = NotUnderstood(row.row, " ".join(text.split()), STRUCK_OUT, row.place)
            self.not_understood.append(said)
        self.actions.append(ActionRow(row, cells, header, self.section, self.title))
        if self.title_row:
            self.used_titles.append(self.title_row)

    def _other_of(self, cells: Mapping[str, str], header: Header) -> str:
        """The other standard that a row is of: as a cell of its own says, or what stands above."""
        of_others = header.of_other(self.ours)
        for name in header.ignored:
            if folded(name) in SAYS_STANDARD and cells[name].strip():
                self.of_row = cells[name]
        printed = cells.get("indicators", "")
        said = [printed, self.of_row, cells.get("section", "")]
        for text in said:
            if standards.named(text):
                return standards.other(text, self.ours)
        if not printed.strip() or "indicators" not in header.columns:
            is_by_indicator = "indicator" in folded(self.title[:TITLE_CHARACTERS])
            is_said = self.is_ours or "indicators" in header.columns or is_by_indicator
            for name, code in of_others.items():
                is_of_metrics = WORDS.name(standards.without_names(name)) == "indicators"
                if cells[name].strip() and (is_of_metrics or not is_said):
                    return code
        return self.other

    def _add_title(self, row: PrintedRow) -> None:
        text = "\n".join(row.cells[place].strip() for place in row.own)
        self._name_standard(text)
        if len(text) > TITLE_CHARACTERS:
            self._reject(row, LONG_TITLE)
        else:
            self.titles.append(row)
            is_by_indicator = self.header is not None and "indicators" in self.header.known[:1]
            self._set_title(f"Indicator {text}" if is_by_indicator and text[0].isdigit() else text)
            self.title_row = row

    def _set_title(self, text: str) -> None:
        self.section = self.title = sections.without_continued(text)
        self.title_row = None

    def _reject(self, row: PrintedRow, why: str) -> None:
        self.not_understood.append(NotUnderstood(row.row, row.text, why, row.place))


class NoActionsError(RefusedError):
    """No table is one of actions, as far as its headings are known: a person may say more."""

    unread: tuple[UnreadTable, ...] = ()
    unknown: tuple[UnknownColumn, ...] = ()

    @classmethod
    def of(cls, words: str, sorting: Sorting) -> "NoActionsError":
        error = cls(words)
        error.unread, error.unknown = tuple(sorting.unread), tuple(sorting.unknown.values())
        return error


def sort(tables: Iterable[PrintedTable], ticked: Collection[int] = ()) -> Sorting:
    """All rows of the tables in their order; `ticked` are the places of those to be read.

    `NoActionsError` when no table has a header for actions.
    """
    tables = tuple(tables)
    sorting = Sorting(
        has_titles=sections.are_used(each for each in tables if not each.is_beside), ticked=ticked
    )
    for number, table in enumerate(tables):
        table = replace(table, rows=tuple(map(clean, table.rows)))
        for each in form_tables.as_tables(table):
            sorting.add(each, number)
    sorting.finish()
    if sorting.header is None and not sorting.headers:
        raise NoActionsError.of(_no_header(tables), sorting)
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
    if REQUIRED in known:
        return (
            f"{where} names the action and nothing that only plans have. Name a column for a "
            "lead, an indicator, a target date, a status or a measure too"
        )
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
