"""The history of a figure in words: who changed what, when, through what and why."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from indicators.rules.figures import SUFFIX, Unit, displayed

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

    The row is one of `wres.audit.people.with_who`.
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
        return [Line("Added"), *(Line(m.name, "", m.after) for m in moves(row))]
    told = moves(row, differences(row, before))
    lines = [_line(move.name, move.before, move.after) for move in told]
    return lines or [Line("Saved again, with the same numbers")]


def _line(what: str, before: str | None, after: str) -> Line:
    if before in (None, NOTHING):
        return Line(f"{what} added", "", after)
    if after == NOTHING:
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


NOTHING = "none"
FIGURE_WORDS = {
    "state": "State",
    "value": "Value",
    "white": "White",
    "bme": "BME",
    "workforce": "BME share of the workforce",
    "white_count": "White: how many",
    "white_total": "White: of how many",
    "bme_count": "BME: how many",
    "bme_total": "BME: of how many",
    "unknown_count": "Unknown ethnic group: how many",
    "unknown_total": "Unknown ethnic group: of how many",
    "source_period": "Source period",
    "series": "Series",
}
CELL_WORDS = {
    "white": "White headcount",
    "bme": "BME headcount",
    "unknown": "Unknown headcount",
    "is_suppressed": "Suppressed",
    "position": "Place of the band",
}
KEY = {"year", "part", "unit", "series", "staff_group", "band"}  # they name a row


@dataclass(frozen=True)
class Move:
    """One fact of a row: what it was, None for a new row, and what it is."""

    name: str
    before: str | None
    after: str

    @property
    def words(self) -> str:
        if self.before is None:
            return f"{self.name} {self.after}"
        return f"{self.name} {self.before} → {self.after}"


def place(row) -> str:
    """ "Indicator 9 in 2025, voting members, Surgery" or "…, non-clinical, Band 5"."""
    parts = [f"Indicator {row.indicator.number} in {row.year}"]
    if _is_cell(row):
        parts += [row.get_staff_group_display().lower(), row.band]
    elif row.part != "overall":
        parts.append(row.get_part_display().lower())
    if not _is_cell(row) and row.series:
        parts.append(f"series {row.series}")
    if row.unit_id:
        parts.append(row.unit.name)
    return ", ".join(parts)


def moves(row, before: Mapping[str, object] | None = None) -> list[Move]:
    """The facts of a new row, or those that were otherwise `before`, by the name of their field."""
    words = CELL_WORDS if _is_cell(row) else FIGURE_WORDS
    return list(_moves(row, words, before))


def differences(row, before) -> dict[str, object]:
    """What the fields of the earlier row, or history row, were, where they differ."""
    words = CELL_WORDS if _is_cell(row) else FIGURE_WORDS
    return {n: getattr(before, n) for n in words if getattr(before, n) != getattr(row, n)}


def _moves(row, words, before) -> Iterator[Move]:
    unit = Unit.GRID if _is_cell(row) else Unit(row.indicator.unit_of_measure)
    for name, title in words.items():
        now = getattr(row, name)
        if before is not None:
            if name in before:
                yield Move(title, *_pair(before[name], now, name, unit))
        elif _tells(now) and name not in KEY | {"position"}:
            yield Move(title, None, in_words(now, name, unit))


def _tells(value: object) -> bool:
    """Whether a value says something; 0 does."""
    return value is not None and value is not False and value not in ("", "held")


def _is_cell(row) -> bool:
    return hasattr(row, "staff_group")


def _pair(before: object, now: object, name: str, unit: Unit) -> tuple[str, str]:
    """Both as displayed, or with all their decimals where that would hide the change."""
    was, words = (in_words(value, name, unit) for value in (before, now))
    if was != words:
        return was, words
    was, words = (in_words(value, name, unit, is_exact=True) for value in (before, now))
    return was, words


def in_words(value: object, name: str, unit: Unit, *, is_exact: bool = False) -> str:
    """A number as its unit displays it, or with all the decimals that are held."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        measured = unit if name == "value" else Unit.PERCENT
        shown = displayed(value, measured)
        number = value.normalize() if is_exact and shown != value else shown
        return f"{number:f}{SUFFIX[measured]}".replace("-", "−")
    return NOTHING if value in (None, "") else str(value).replace("_", " ")
