"""The header of a plan's table: which of its columns says what, by its words alone."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from actions.loading import shading
from actions.loading.printed import REFERENCE, PrintedRow, capital
from files import headers
from files.refused import RefusedError

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
    ),
    "indicators": ("WRES indicator", "indicator", "WRES metric", "metric"),
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
        "timeline",
        "by when",
        "when",
        "date",
    ),
    "status": ("action status", "current status"),
    "rating": ("RAG", "RAG rating", "RAG status", "BRAG", "BRAG rating", "BRAG status"),
    "progress": (
        "progress update",
        "progress to date",
        "progress so far",
        "progress note",
        "update",
        "latest update",
    ),
    "objective": ("aim", "goal"),
    "success measure": (
        "success measure",
        "measure of success",
        "KPI",
        "key performance indicator",
        "success criteria",
        "outcome measure",
    ),
    REFERENCE: ("WRES tracker reference",),
}
REQUIRED = "action"
GRADES = {"", "high", "medium", "low", "urgent", "h", "m", "l", "1", "2", "3"}
# Columns of the table that a plan's page gives out for analysis: it has no cells as printed.
ANALYSIS = {"delivery as rated", "all placements"}
WORSE = 100  # added to the rank of a word that is only a part of a cell


class Words(headers.Words):
    """The words for the columns of plans, of which a cell may hold more: "Success measure / KPI".

    Where they name several columns it is the action's, or else that of the first.
    """

    def named(self, cell: str) -> tuple[str, int]:
        name, rank = super().named(cell)
        parts = [] if name else _PARTS.split(cell[: headers.NAME_CHARACTERS])
        named = [(name, rank + WORSE) for name, rank in map(super().named, parts) if name]
        actions = [each for each in named if each[0] == REQUIRED]
        return next(iter(actions + named), (name, rank))


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

    def cells_of(self, row: PrintedRow) -> dict[str, str]:
        """The cells of a row by column; cells that stand under one column are joined."""
        cells = dict.fromkeys(self.columns, "")
        for place, text in zip(self.places(row), row.cells, strict=False):
            column = self.columns[place]
            cells[column] = "\n".join(part for part in (cells[column], text) if part)
        return cells

    def shades_of(self, row: PrintedRow) -> dict[str, str]:
        """The colours of the empty cells that may be coloured for a rating, by column."""
        found = {}
        for place, text, shade in zip(self.places(row), row.cells, row.shades, strict=False):
            if shade and not text.strip() and self.columns[place] in shading.COLUMNS:
                found[shading.SHADED.format(self.columns[place])] = shade
        return found

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


def is_for_analysis(cells: Sequence[str]) -> bool:
    """Whether the names are those of the plan's CSV file, which is given out and not taken in."""
    return {cell.strip().casefold() for cell in cells} >= ANALYSIS


def find(rows: Sequence[PrintedRow]) -> int | None:
    """The place of the header among the first rows: the one that names the action and most else."""
    return WORDS.nearest([row.cells for row in rows], REQUIRED)


def read(row: PrintedRow, below: Sequence[PrintedRow] = ()) -> Header:
    """The columns that a header names. Refused when two have the same words for a known one.

    A column of grades in the rows below it ("High") is none of sections, though called priority.
    """
    header = _read(row, frozenset())
    sections = {header.cells_of(each).get("section", "").strip().casefold() for each in below}
    if "section" in header.columns and any(sections) and sections <= GRADES:
        return _read(row, frozenset({"section"}))
    return header


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
    return Header(tuple(headers.distinct(columns, taken)), row)
