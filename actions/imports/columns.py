"""The header of a plan's table: which of its columns says what, by its words alone."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

from actions.imports import status
from actions.imports.printed import REFERENCE, PrintedRow, capital
from indicators import standards
from wres.files import records
from wres.files.refused import RefusedError

# The words for each column, the likeliest first: where two columns could be the same one, the
# first listed is taken and the other is kept as printed.
COLUMN_NAMES: dict[str, tuple[str, ...]] = {
    "section": ("theme", "priority area", "priority", "workstream", "work stream"),
    "number": (
        "no",
        "action number",
        "action no",
        "action ref",
        "action reference",
        "ref",
        "reference",
        "#",
        "item",
        "item no",
        "item number",
        "action id",
    ),
    "indicators": (
        "WRES indicator",
        "indicator",
        "WRES metric",
        "metric",
        "WRES indicator number",
        "indicator number",
        "metric number",
        "WRES",
        "link to WRES indicator",
        "linked indicator",
        "related indicator",
        "indicator addressed",
        "which indicator",
    ),
    "action": (
        "action required",
        "action to be taken",
        "planned action",
        "key action",
        "action description",
        "proposed action",
        "recommended action",
        "what we will do",
        "what will we do",
        "title",
        "key actions",
        "action agreed",
        "agreed action",
        "actions we will take",
        "what are we going to do",
        "what we are going to do",
        "specific action",
        "SMART action",
        "specific",
        "actions and interventions",
        "activity",
        "task",
        "what",
    ),
    "leads": (
        "lead",
        "action lead",
        "lead officer",
        "owner",
        "action owner",
        "responsible",
        "responsible lead",
        "accountable",
        "accountable lead",
        "responsibility",
        "responsible person",
        "responsible officer",
        "named lead",
        "exec lead",
        "executive lead",
        "accountable people",
        "accountable person",
        "accountable team",
        "accountable officer",
        "responsible team",
        "lead person",
        "lead name",
        "lead team",
        "lead director",
        "delivery lead",
        "nominated lead",
        "action by",
        "who will lead",
        "who is responsible",
        "who will do it",
        "lead responsibility",
        "owned by",
        "team",
        "accountability",
        "senior responsible owner",
        "SRO",
        "by whom",
        "who",
    ),
    "completion": (
        "target completion",
        "target completion date",
        "completion date",
        "delivery date",
        "target date",
        "due date",
        "timescale",
        "timeframe",
        "deadline",
        "completion by",
        "end date",
        "target date for completion",
        "date for completion",
        "due",
        "due by",
        "date due",
        "complete by",
        "completion",
        "expected completion",
        "expected completion date",
        "planned completion date",
        "time scale",
        "time frame",
        "time bound",
        "time-bound",
        "timebound",
        "timing",
        "target completion by",
        "by what date",
        "when by",
        "when will it be done",
        "timeline",
        "by when",
        "when",
        "date",
    ),
    "status": ("action status", "current status", "progress status", "status of action"),
    "rating": ("RAG", "RAG rating", "RAG status", "BRAG", "BRAG rating", "BRAG status"),
    "progress": (
        "progress update",
        "progress to date",
        "progress so far",
        "progress note",
        "update",
        "latest update",
        "progress and comments",
        "progress comments",
        "current position",
        "update on progress",
    ),
    "objective": ("aim", "goal", "overall objective", "strategic objective", "objective or aim"),
    "success measure": (
        "success measure",
        "measure of success",
        "KPI",
        "key performance indicator",
        "success criteria",
        "outcome measure",
        "measures of success",
        "measure",
        "measurable",
        "success indicator",
        "how will we measure success",
        "how will success be measured",
        "how will we know",
        "how will we know it has worked",
        "evidence of success",
        "expected outcome",
        "intended outcome",
        "desired outcome",
        "measurable outcome",
    ),
    REFERENCE: ("WRES tracker reference",),
}
REQUIRED = "action"
NUMBER_CHARACTERS = 8
NUMBER = re.compile(r"[0-9]+(?:[.][0-9]+)*[a-z]?[.)]?", re.IGNORECASE)  # of an action: "2.1a)"
DIGITS = re.compile("[0-9]+")
# Columns that only plans have, unless they are called by a word that any table has.
OF_PLANS = {"leads", "indicators", "completion", "status", "rating", "success measure"}
ANY_TABLE = {records.folded(word) for word in ("date",)}
# Columns of other tables: who changed a document and when, and what stands on which page.
OF_OTHERS = {
    records.folded(word)
    for word in (
        *("version", "version number", "version no", "ver", "revision", "issue number"),
        *("author", "page", "page number", "page no", "approved by", "amendment", "amended by"),
        *("meeting", "date of meeting", "minute", "agenda item"),
    )
}
GRADES = {"", "high", "medium", "low", "urgent", "h", "m", "l", "1", "2", "3"}
# Columns of the table that a plan's page gives out for analysis: it has no cells as printed.
ANALYSIS = {"delivery as rated", "all placements"}
WORSE = 100  # added to the rank of a word that is only a part of a cell


class Words(records.Words):
    """The words for the columns of plans, of which a cell may hold more: "Success measure / KPI".

    Where they name several columns it is the action's, or else that of the first.
    """

    def named(self, cell: str) -> tuple[str, int]:
        said = _said.get()
        if said and len(cell) <= records.NAME_CHARACTERS:
            word = records.folded(cell)
            if word in said:
                return said[word], 0
        name, rank = super().named(cell)
        if not name and standards.WRES in standards.named(cell):
            name, rank = super().named(standards.without_names(cell))
        if not name:
            name, rank = super().named(_singular(cell))
        parts = [] if name else _PARTS.split(cell[: records.NAME_CHARACTERS])
        named = [(name, rank + WORSE) for name, rank in map(super().named, parts) if name]
        actions = [each for each in named if each[0] == REQUIRED]
        return next(iter(actions + named), (name, rank))


def _singular(cell: str) -> str:
    """ "action required" of "Actions required"."""
    words = cell[: records.NAME_CHARACTERS].split()
    return " ".join(w[:-1] if w.endswith("s") and not w.endswith("ss") else w for w in words)


# What people have said that headings mean, by the folded heading: a column, or "" for none.
_said: ContextVar[Mapping[str, str]] = ContextVar("said", default=MappingProxyType({}))


@contextmanager
def as_said(names: Mapping[str, str]) -> Iterator[None]:
    """Inside, the headings name the columns that people have said."""
    token = _said.set(names)
    try:
        yield
    finally:
        _said.reset(token)


def is_said(heading: str) -> bool:
    return records.folded(heading[: records.NAME_CHARACTERS]) in _said.get()


_PARTS = re.compile(r"[/|()\n]")
WORDS = Words(COLUMN_NAMES)


@dataclass(frozen=True)
class Header:
    """The columns of a table by their places, no two alike, and the row that names them."""

    columns: tuple[str, ...]
    printed: PrintedRow

    @property
    def known(self) -> tuple[str, ...]:
        """The known columns, from left to right."""
        return tuple(column for column in self.columns if column in COLUMN_NAMES)

    @property
    def ignored(self) -> tuple[str, ...]:
        return tuple(column for column in self.columns if column not in COLUMN_NAMES)

    def of_other(self, ours: str) -> dict[str, str]:
        """The columns of metrics of other standards, with the code of each."""
        found = {column: standards.other(column, ours) for column in self.ignored}
        return {column: code for column, code in found.items() if code}

    def cells_of(self, row: PrintedRow) -> dict[str, str]:
        """The cells of a row by column; cells that stand under one column are joined.

        One that is struck through is empty, unless the action is too: then it is a struck row.
        """
        left_out = frozenset() if self.is_struck(row) else row.struck
        cells = dict.fromkeys(self.columns, "")
        for n, (place, text) in enumerate(zip(self.places(row), row.cells, strict=False)):
            column = self.columns[place]
            if n in left_out:
                continue
            cells[column] = "\n".join(part for part in (cells[column], text) if part)
        return cells

    def shades_of(self, row: PrintedRow) -> dict[str, str]:
        """The colours of the empty cells that may be coloured for a rating, by column."""
        found = {}
        for place, text, shade in zip(self.places(row), row.cells, row.shades, strict=False):
            if shade and not text.strip() and self.columns[place] in status.SHADED_COLUMNS:
                found[status.SHADED.format(self.columns[place])] = shade
        if self.is_struck(row):
            found[status.STRUCK] = "yes"
        return found

    def is_struck(self, row: PrintedRow) -> bool:
        """Whether the action of the row is struck through."""
        places = self.places(row)
        return any(n < len(places) and self.columns[places[n]] == REQUIRED for n in row.struck)

    def places(self, row: PrintedRow) -> list[int]:
        """The place in the header of each cell: in order, or by the grid if some are merged."""
        if len(row.cells) == len(self.columns) or not row.spots:
            return list(range(min(len(row.cells), len(self.columns))))
        starts = self.printed.spots
        return [max([n for n, at in enumerate(starts) if at <= s] or [0]) for s in row.spots]


def is_header(row: PrintedRow) -> bool:
    """Whether the row names the action and another column."""
    names = WORDS.names_in(row.cells)
    return REQUIRED in names and len(names) > 1


def is_of_plan(row: PrintedRow) -> bool:
    """Whether the row names the action and a column that only plans have.

    Action and date alone are a plan in this order; a record of changes begins with the day.
    """
    names = [(WORDS.name(cell), records.folded(cell)) for cell in row.cells if cell.strip()]
    columns = [name for name, _ in names if name not in ("number", "section")]
    if columns == [REQUIRED, "completion"]:
        return True
    is_named = any(name in OF_PLANS and word not in ANY_TABLE for name, word in names)
    is_other = any(word in OF_OTHERS for _, word in names)
    return is_named and not is_other and any(name == REQUIRED for name, _ in names)


def is_for_analysis(cells: Sequence[str]) -> bool:
    """Whether the names are those of the plan's CSV file, which is given out and not taken in."""
    return {cell.strip().casefold() for cell in cells} >= ANALYSIS


def find(rows: Sequence[PrintedRow]) -> int | None:
    """The place of the header among the first rows: the one of a plan that names most columns."""
    cells = [row.cells if is_of_plan(row) else () for row in rows[: records.HEADER_ROWS]]
    return WORDS.nearest(cells, REQUIRED)


def likeliest(rows: Sequence[PrintedRow]) -> int | None:
    """The place of the row that may be a header: it names most columns, or is the first wide one.

    None in a table without two rows of two cells.
    """
    wide = [place for place, row in enumerate(rows[: records.HEADER_ROWS]) if len(row.own) > 1]
    if len([row for row in rows if len(row.own) > 1]) < 2:
        return None
    return max(wide, key=lambda place: (len(WORDS.names_in(rows[place].cells)), -place))


def read(row: PrintedRow, below: Sequence[PrintedRow] = ()) -> Header:
    """The columns that a header names. Refused when two have the same words for a known one.

    A column of grades in the rows below it ("High") is none of sections, though called priority.
    """
    header = _with_number(_read(row, frozenset()), below)
    sections = {header.cells_of(each).get("section", "").strip().casefold() for each in below}
    if "section" in header.columns and any(sections) and sections <= GRADES:
        return _with_number(_read(row, frozenset({"section"})), below)
    return header


def _with_number(header: Header, below: Sequence[PrintedRow]) -> Header:
    """The header, a column without a heading taken for the numbers where its cells are numbers.

    It stands left of the actions. What a column without a heading holds is said nowhere else.
    """
    if "number" in header.columns:
        return header
    for place, cell in enumerate(header.printed.cells[: header.columns.index(REQUIRED)]):
        cells = [_cell_at(header, row, place) for row in below]
        numbers = [cell for cell in cells if cell and len(cell) <= NUMBER_CHARACTERS]
        if not cell.strip() and 2 * len(numbers) >= len(cells) and _are_running(numbers):
            columns = (*header.columns[:place], "number", *header.columns[place + 1 :])
            return Header(columns, header.printed)
    return header


def _are_running(numbers: Sequence[str]) -> bool:
    """Whether each is a number, and most are one more than the one above them."""
    if not numbers or not all(map(NUMBER.fullmatch, numbers)):
        return False
    last = [int(DIGITS.findall(number)[-1]) for number in numbers]
    steps = [after == before + 1 for before, after in pairwise(last)]
    return 2 * sum(steps) >= len(steps)


def _cell_at(header: Header, row: PrintedRow, place: int) -> str:
    at = [n for n, column in enumerate(header.places(row)) if column == place]
    return row.cells[at[0]].strip() if at else ""


def repeated(header: Header, row: PrintedRow) -> Header:
    """The header from a row on that names columns again: the same one unless it names others."""
    named = WORDS.names_in(header.printed.cells)
    is_same = len(row.cells) == len(header.columns) and WORDS.names_in(row.cells) <= named
    return header if is_same else _read(row, frozenset())


def _read(row: PrintedRow, left_out: frozenset[str]) -> Header:
    named = [WORDS.named(cell) for cell in row.cells]
    named = [("", 0) if name in left_out else (name, rank) for name, rank in named]
    taken: dict[str, int] = {}
    for name, rank in named:
        if name and taken.setdefault(name, rank) > rank:
            taken[name] = rank
    for name, rank in taken.items():
        if named.count((name, rank)) > 1:
            raise RefusedError(
                f"{capital(row.words)} has more than one column for {name}. Keep one"
            )
    columns = [
        name if name and taken[name] == rank else cell.strip()
        for (name, rank), cell in zip(named, row.cells, strict=True)
    ]
    return Header(tuple(records.distinct(columns, taken)), row)
