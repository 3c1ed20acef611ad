"""Sorted rows of a plan → its actions' rows, each with its section, its number and indicators.

What a row leaves blank because the page says it above is carried forward to it: the section, and
in a plan by indicator the indicators.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from actions.imports.printed import CARRIED, REFERENCE, PlanRow, indicators_of, normal
from actions.imports.rows import ActionRow
from wres.files.spelling import fold

BLANK_SHARE = 4  # one blank cell in so many is no oversight
ONLY_SECTION = "Actions"
SECTION_CHARACTERS = 200

_DIGITS = re.compile("[0-9]+")
_INDICATORS_IN_TITLE = re.compile(
    r"(?:WRES\s+)?(?:indicator|metric)s?\s*:?\s*"
    r"([0-9]{1,2}(?:\s*(?:[,;&–-]|and|to)+\s*[0-9]{1,2})*|all)\b(?!\s*[.][0-9])",
    re.IGNORECASE,
)


def is_by_indicator(rows: Sequence[ActionRow]) -> bool:
    """Whether a plan goes by indicator, so that a blank indicator cell means the one above it.

    It does when its indicators stand left of its actions with no section before them, and are
    blank below their first row. A plan with sections besides, in a column or as titles, has to
    leave at least one in four blank: fewer are taken for cells that someone overlooked.
    """
    led = [row for row in rows if _is_led_by_indicators(row.header.known)]
    blank = [row for n, row in enumerate(led) if n and not row.cells["indicators"].strip()]
    if not blank or not any(row.cells["indicators"].strip() for row in led):
        return False
    has_sections = any(row.section and not indicators_in(row.section) for row in led)
    return not has_sections or len(blank) * BLANK_SHARE >= len(led)


def _is_led_by_indicators(known: Sequence[str]) -> bool:
    before = known[: known.index("action")]
    return "indicators" in before and "section" not in before[: before.index("indicators")]


def indicators_in(title: str) -> str:
    """ "5, 6" from "WRES indicators 5, 6: harassment", or ""."""
    match = _INDICATORS_IN_TITLE.match(normal(title))
    return match[1] if match else ""


@dataclass
class _Carrying:
    """What is carried forward as the rows are gone through."""

    is_by_indicator: bool
    has_numbers: bool
    counts: Counter[str] = field(default_factory=Counter)
    title: str = ""
    indicators: str = ""

    def row(self, row: ActionRow) -> PlanRow:
        raw = {**row.cells, **self._carried(row)}
        reference = normal(raw.pop(REFERENCE, "")).upper()
        section = row.section or self._section(row, raw)
        self.counts[fold(section)] += 1
        is_counted = not (self.has_numbers and "number" in row.cells)
        number = str(self.counts[fold(section)])
        if not is_counted:
            number = number_of(row.cells["number"])
            is_counted = not number  # a row without its number is known by its action
        return PlanRow(
            row.printed.row,
            section,
            number,
            raw,
            row.printed.place,
            is_counted,
            reference,
            bool(row.section),
        )

    def _carried(self, row: ActionRow) -> dict[str, str]:
        if row.title != self.title:
            self.title, self.indicators = row.title, ""
        printed = row.cells.get("indicators", "")
        if printed.strip():
            self.indicators = printed
            return {}
        carried = self.indicators if self.is_by_indicator else ""
        carried = carried or indicators_in(row.title)
        return {CARRIED: carried} if carried else {}

    def _section(self, row: ActionRow, raw: Mapping[str, str]) -> str:
        """A section for a row that prints none; none if its column is only left blank."""
        if "section" in row.header.columns:
            return ""
        named = normal(indicators_of(raw))
        if not (self.is_by_indicator and named):
            return ONLY_SECTION
        if indicators_in(named) or not named[0].isdigit():
            return named[:SECTION_CHARACTERS]
        return f"Indicator {named}"[:SECTION_CHARACTERS]


def carry(rows: Sequence[ActionRow], *, counts_blanks: bool = False) -> tuple[PlanRow, ...]:
    """The rows of actions, with what is said above them.

    Rows are counted within their section where the plan has no column for numbers, and with
    `counts_blanks` where no cell of it has one: a document may number its rows by itself.
    """
    numbered = any(row.cells.get("number", "").strip() for row in rows)
    carrying = _Carrying(is_by_indicator(rows), numbered or not counts_blanks)
    return tuple(carrying.row(row) for row in rows)


def number_of(text: str) -> str:
    number = normal(text).removesuffix(".")
    return number.lstrip("0") or number if _DIGITS.fullmatch(number) else number
