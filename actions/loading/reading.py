"""Files of a plan → its rows and problems, and the leads that it may name.

Each cell of a row is kept exactly as printed; what the cells mean is for `understanding`.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from actions.loading.cells import KnownLead, folded
from indicators.tables import Line, Problem, RefusedError, quoted, read_table

COLUMN_NAMES: dict[str, tuple[str, ...]] = {
    "section": ("theme", "priority area", "workstream"),
    "number": ("no", "no.", "action number", "ref"),
    "indicators": ("indicator", "WRES indicator", "WRES indicators"),
    "action": ("actions", "title"),
    "leads": ("lead", "action lead", "action leads", "owner"),
    "completion": ("completion date", "timescale", "deadline"),
}
LEAD_COLUMN_NAMES: dict[str, tuple[str, ...]] = {"name": ("lead",), "kind": (), "aliases": ()}
MAX_ROWS = 2_000
CHARACTERS = {"section": 200, "number": 20, "action": 500}  # at most
CHARACTERS |= {"indicators": 200, "leads": 1_000, "completion": 200}
LEAD_CHARACTERS = {"name": 150, "kind": 10, "aliases": 1_000}  # at most
NEEDED = ("section", "number", "action")

_DIGITS = re.compile("[0-9]+")


@dataclass(frozen=True)
class PlanRow:
    """One printed row; `section` is carried forward where its cell is blank."""

    row: int
    section: str
    number: str
    raw: Mapping[str, str]


@dataclass(frozen=True)
class PlanRead:
    rows: tuple[PlanRow, ...]
    problems: tuple[Problem, ...]
    ignored: tuple[str, ...]
    encoding: str


def read_plan(data: bytes) -> PlanRead:
    """Reads a file with a row an action. Refused when it is no table of actions."""
    table = read_table(data, COLUMN_NAMES, tuple(COLUMN_NAMES))
    if len(table.lines) > MAX_ROWS:
        raise RefusedError(f"The selected file has more than {MAX_ROWS:,} rows. Split it")
    rows: list[PlanRow] = []
    problems = list(table.problems)
    section = ""
    for line in table.lines:
        if endless := _endless(line, CHARACTERS):
            problems += [_too_long(line.row, column, line.cells[column]) for column in endless]
            continue
        section = normal(line.cells["section"]) or section
        if _is_heading(line):
            continue
        row = PlanRow(line.row, section, _number(line.cells["number"]), line.cells)
        found = _row_problems(row)
        problems += found
        rows += [] if found else [row]
    if not rows and not problems:
        raise RefusedError("The selected file has a header and no actions")
    problems.sort(key=lambda problem: problem.row)
    return PlanRead(tuple(rows), tuple(problems), table.ignored, table.encoding)


def normal(text: str) -> str:
    """The text as it is kept: composed, with single spaces, without a spreadsheet's guard."""
    composed = unicodedata.normalize("NFC", text)
    if re.match("'[=+@\t\r-]", composed):
        composed = composed[1:]
    return " ".join(composed.split())


def _is_heading(line: Line) -> bool:
    """A section's title on a row of its own."""
    filled = {name for name in COLUMN_NAMES if line.cells[name].strip()}
    return filled == {"section"}


def _number(text: str) -> str:
    number = normal(text).removesuffix(".")
    return number.lstrip("0") or number if _DIGITS.fullmatch(number) else number


def _row_problems(row: PlanRow) -> list[Problem]:
    texts = {column: normal(row.raw[column]) for column in CHARACTERS}
    texts |= {"section": row.section, "number": row.number}
    problems = []
    for column, text in texts.items():
        if column in NEEDED and not text:
            problems.append(Problem(row.row, column, f"No {column} is given. Enter one"))
        elif len(text) > CHARACTERS[column]:
            problems.append(_too_long(row.row, column, text))
    return problems


def _too_long(row: int, column: str, text: str) -> Problem:
    name = f"{column} cell" if column.endswith("s") else column
    most = f"{CHARACTERS[column]:,}"
    return Problem(row, column, f"The {name} has {len(text):,} characters. Shorten it to {most}")


def _endless(line: Line, characters: Mapping[str, int]) -> list[str]:
    """Columns with far too much text: composing takes the square of the time for some texts."""
    return [name for name, most in characters.items() if len(line.cells.get(name, "")) > 2 * most]


def read_known_leads(data: bytes) -> tuple[KnownLead, ...]:
    """Reads name, kind and aliases ("OD|Organisation Development") of leads.

    Refused when it is no such table, or when one spelling stands for two leads.
    """
    table = read_table(data, LEAD_COLUMN_NAMES, ("name",))
    leads: list[KnownLead] = []
    rows: dict[str, int] = {}
    for line in table.lines:
        for column in _endless(line, LEAD_CHARACTERS):
            long, most = len(line.cells[column]), LEAD_CHARACTERS[column]
            raise RefusedError(
                f"Row {line.row} has a {column} of {long:,} characters. Shorten it to {most:,}"
            )
        aliases = [normal(alias) for alias in line.cells.get("aliases", "").split("|")]
        lead = KnownLead(
            normal(line.cells["name"]),
            tuple(alias for alias in aliases if alias),
            normal(line.cells.get("kind", "")),
        )
        for spelling in {folded(text).casefold() for text in (lead.name, *lead.aliases)}:
            if rows.setdefault(spelling, line.row) != line.row:
                raise RefusedError(
                    f"Rows {rows[spelling]} and {line.row} both spell a lead {quoted(spelling)}. "
                    "Keep one of the two"
                )
        leads.append(lead)
    return tuple(lead for lead in leads if lead.name)
