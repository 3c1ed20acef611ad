"""The history of a figure in words: who changed what, when, through what and why."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from indicators import moves

HIDDEN = "a number, now suppressed"
TEXTS = ("Source period", "Series")
FORM = "the form of a figure"
THROUGH = {
    "edit": FORM,
    "uploads": "an import",
    "manage.py work": "an import",
    "manage.py work: undo": "the undoing of an import",
    "undo": "the undoing of an import",
    "put-back": "putting a change back",
}


@dataclass(frozen=True)
class Line:
    """One fact that a change set: `before` or `after` is empty where there was or is nothing."""

    what: str
    before: str = ""
    after: str = ""
    is_long: bool = False


@dataclass(frozen=True)
class Entry:
    """One change of the figure by one person."""

    at: datetime
    who: str
    through: str
    reason: str
    lines: list[Line]
    origin: int | None = None


@dataclass(frozen=True)
class Source:
    """Where numbers of a figure come from: the history row that last set them as they are."""

    what: str
    row: Any

    @property
    def origin(self) -> int | None:
        return self.row.origin_id

    @property
    def place(self) -> int | None:
        """The row of the file."""
        return self.row.origin_row


def sources(rows, kinds) -> list[Source]:
    """The source of each kind of numbers that the last of a figure's history rows holds.

    `rows` are those of one figure, oldest first; `kinds` names the fields of each kind. Kinds that
    came together are one source, without a name; so is a figure without any number.
    """
    last, found = rows[-1], {}
    for name, fields in kinds.items():
        if all(getattr(last, field) is None for field in fields):
            continue
        found[name] = last
        for row in reversed(rows):
            if any(getattr(row, field) != getattr(last, field) for field in fields):
                break
            found[name] = row
    if len({row.origin_id for row in found.values()}) > 1:
        return [Source(name, row) for name, row in found.items()]
    return [Source("", next(iter(found.values()), last))]


def entry(row, before) -> Entry:
    """What a history row changed since the one `before`, None where there is none.

    The row is one of `audit.called.with_who`.
    """
    reason = row.history_change_reason or ""
    through, lines = _through(row.through), _lines(row, before)
    return Entry(row.history_date, row.who, through, reason, lines, row.origin_id)


def _through(words: str) -> str:
    """The page by a word of its address, or the command as it names itself."""
    parts = set(words.split("/"))
    return next((page for word, page in reversed(THROUGH.items()) if word in parts), words)


def _lines(row, before) -> list[Line]:
    if row.history_type == "-":
        return [Line("Deleted")]
    if before is None:
        return [Line("Added"), *(Line(m.name, "", m.after) for m in moves.moves(row))]
    told = moves.moves(row, moves.differences(row, before))
    lines = [_line(move.name, move.before, move.after) for move in told]
    return lines or [Line("Saved again, with the same numbers")]


def _line(what: str, before: str | None, after: str) -> Line:
    if before in (None, moves.NOTHING):
        return Line(f"{what} added", "", after)
    if after == moves.NOTHING:
        return Line(f"{what} removed", before, "")
    return Line(what, before, after)


def without_numbers(told: Entry) -> Entry:
    """Numbers of a figure that is suppressed now are not told by its history either."""
    return replace(told, lines=[_without_number(line) for line in told.lines])


def _without_number(line: Line) -> Line:
    if line.what.startswith(TEXTS):
        return line
    before, after = (
        HIDDEN if any(c.isdigit() for c in words) else words for words in (line.before, line.after)
    )
    return Line(line.what, before, after)
