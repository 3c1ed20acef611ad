"""Files of a plan → its rows, what is not understood of them, and the leads that it may name.

Each cell of a row is kept exactly as printed; what the cells mean is for `understanding`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from actions.imports.action_rows import carry
from actions.imports.columns import COLUMN_NAMES, as_said
from actions.imports.documents import is_document, read_document
from actions.imports.links import KnownLead
from actions.imports.printed import (
    NotUnderstood,
    PlanRow,
    PrintedRow,
    UnknownColumn,
    UnreadTable,
    located,
    normal,
    paragraphs,
)
from actions.imports.rows import sort
from actions.imports.spreadsheets import read_spreadsheet
from wres.files.names import check_ending
from wres.files.refused import RefusedError, quoted
from wres.files.spelling import fold
from wres.files.tables import Problem, failure, read_table
from wres.words import listed

LEAD_COLUMN_NAMES: dict[str, tuple[str, ...]] = {"name": ("lead",), "kind": (), "aliases": ()}
LEAD_CHARACTERS = {"name": 150, "kind": 10, "aliases": 1_000}  # at most
ENDINGS = (".docx", ".xlsx", ".csv")
MAX_ROWS = 10_000
# At most, of what is kept as a field of its own and of what is read for its meaning.
KEPT_CHARACTERS = {"section": 200, "number": 20, "action": 5_000}
READ_CHARACTERS = {
    "indicators": 1_000,
    "leads": 1_000,
    "completion": 1_000,
    "status": 1_000,
    "rating": 1_000,
    "progress": 10_000,
    "objective": 5_000,
    "success measure": 5_000,
}
WITH_LINES = {"objective", "success measure"}  # kept with their lines, blank ones too


@dataclass(frozen=True)
class PlanRead:
    """The rows of a plan's file: each that has text is in one of these places.

    `problems` stop the file; what is `not_understood` is left out when the rest is saved.
    `ignored` are columns kept as printed, `titles` rows that are titles of sections, `headers`
    rows that name the columns. `notices` say how the file was read. `unread` are tables that were
    not taken for ones of actions, and `unknown` columns that a person may say more of.
    """

    rows: tuple[PlanRow, ...]
    problems: tuple[Problem, ...]
    ignored: tuple[str, ...]
    encoding: str
    not_understood: tuple[NotUnderstood, ...] = ()
    titles: tuple[PrintedRow, ...] = ()
    headers: tuple[PrintedRow, ...] = ()
    notices: tuple[str, ...] = ()
    unread: tuple[UnreadTable, ...] = ()
    unknown: tuple[UnknownColumn, ...] = ()

    @property
    def told(self) -> list[tuple[str, str, str, str]]:
        """Where, column, printed text and words of each problem and of what is not understood."""
        problems = [(f"row {each.row}", each.column, "", each.message) for each in self.problems]
        return problems + [(each.words, "", each.text, each.why) for each in self.not_understood]


def read_plan(
    data: bytes,
    file_name: str = "",
    said: Mapping[str, str] = MappingProxyType({}),
    ticked: Collection[int] = (),
) -> PlanRead:
    """Reads a Word document, a workbook or a CSV file with a row an action.

    `said` are the columns that people have said headings name, by the folded heading; `ticked` the
    places of tables that they want to be read. Refused when it is none of these files;
    `NoActionsError` when it holds no table of actions.
    """
    with as_said(said):
        return _read_plan(data, file_name, ticked)


def _read_plan(data: bytes, file_name: str, ticked: Collection[int]) -> PlanRead:
    if file_name:
        check_ending(file_name, ENDINGS)
    from_word = is_document(data, file_name)
    printed = read_document(data) if from_word else read_spreadsheet(data, file_name)
    sorting = sort(printed.tables, ticked)
    if len(sorting.actions) > MAX_ROWS:
        raise RefusedError(f"The selected file has more than {MAX_ROWS:,} rows. Split it")
    rows = carry(sorting.actions, counts_blanks=from_word)
    problems = list(sorting.problems)
    problems += [problem for row in rows for problem in _row_problems(row)]
    stopped = {problem.row for problem in problems}
    not_understood = (*sorting.not_understood, *printed.beside)
    if sorting.others and not rows and not problems:
        others = listed(sorted(sorting.others))
        raise RefusedError(
            f"The selected file says {others}, and has no action of {sorting.ours}. "
            f"Select the plan of {sorting.ours}"
        )
    if not rows and not problems:
        raise RefusedError("The selected file has a header and no actions")
    return PlanRead(
        tuple(row for row in rows if row.row not in stopped),
        tuple(sorted(problems, key=lambda problem: problem.row)),
        tuple(dict.fromkeys(name for row in sorting.actions for name in row.header.ignored)),
        printed.encoding,
        tuple(sorted(not_understood, key=lambda line: line.row)),
        tuple(sorting.titles),
        tuple(sorting.headers),
        printed.notices,
        tuple(sorting.unread),
        tuple(sorting.unknown.values()),
    )


def _row_problems(row: PlanRow) -> list[Problem]:
    kept = {"section": row.section, "number": row.number, "action": row.raw["action"]}
    read = {column: row.raw[column] for column in READ_CHARACTERS if column in row.raw}
    cells = {name: row.raw.get(name, "") for name in COLUMN_NAMES}
    problems = [
        Problem(row.row, name, message)
        for name, cell in cells.items()
        if (message := failure(cell))
    ]
    for column, limit in (KEPT_CHARACTERS | READ_CHARACTERS).items():
        text = (kept | read).get(column, "")
        if column == "section" and not text.strip():
            problems.append(Problem(row.row, column, f"No {column} is given. Enter one"))
        elif (length := _length(column, text, limit)) > limit:
            message = f"The {column} has {length:,} characters. Shorten it to {limit:,}"
            problems.append(Problem(row.row, column, message))
    return [replace(each, message=located(each.message, row.place)) for each in problems]


def _length(column: str, text: str, limit: int) -> int:
    """The characters of a text as it is kept; as it is printed if they are far too many."""
    kept = paragraphs if column in WITH_LINES else normal
    return len(text) if len(text) > 2 * limit else len(kept(text))


def read_known_leads(data: bytes) -> tuple[KnownLead, ...]:
    """Reads name, kind and aliases ("OD|Organisation Development") of leads.

    Refused when it is no such table, or when one spelling stands for two leads.
    """
    table = read_table(data, LEAD_COLUMN_NAMES, ("name",))
    leads: list[KnownLead] = []
    rows: dict[str, int] = {}
    for line in table.lines:
        for column, most in LEAD_CHARACTERS.items():
            # Composing takes the square of the time for some texts: the length comes first.
            if (long := len(line.cells.get(column, ""))) > 2 * most:
                raise RefusedError(
                    f"Row {line.row} has a {column} of {long:,} characters. Shorten it to {most:,}"
                )
        aliases = [normal(alias) for alias in line.cells.get("aliases", "").split("|")]
        lead = KnownLead(
            normal(line.cells["name"]),
            tuple(alias for alias in aliases if alias),
            normal(line.cells.get("kind", "")),
        )
        for spelling in {fold(text) for text in (lead.name, *lead.aliases)}:
            if rows.setdefault(spelling, line.row) != line.row:
                raise RefusedError(
                    f"Rows {rows[spelling]} and {line.row} both spell a lead {quoted(spelling)}. "
                    "Keep one of the two"
                )
        leads.append(lead)
    return tuple(lead for lead in leads if lead.name)
