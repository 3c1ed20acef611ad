"""What a change did to a figure, or to a headcount of a pay band, in words.

A row and its history row have the same fields, so both can be put into words.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from indicators.figures import SUFFIX, Unit, displayed

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
