"""What stands of an action now → the cells of a plan's file, in the published style.

A cell stays as it was printed while the action is what its first row said; else it is written
from what stands: "Completed Review 30.06.2026". An export writes these cells, and a load knows
them again.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from actions.dates import PrintedDate
from actions.delivery import STATUS_WORDS, Status
from actions.loading.cells import IndicatorsCell, KnownLead, LeadsCell, read_indicators, read_leads
from actions.loading.completion import CompletionCell, read_completion
from actions.loading.reading import normal
from files.guard import unguarded
from files.writing import printable

PUBLISHED = ("section", "number", "indicators", "action", "leads", "completion")
# Columns that an export adds of its own: what they say is of the day on which it was written.
OF_THE_DAY = ("delivery on ", "last update")

type Cells = dict[str, str]  # by the name of the column


@dataclass
class Printing:
    """How the actions of a plan are printed, given its known leads, indicators and date."""

    leads: Sequence[KnownLead]
    indicator_numbers: Sequence[int]
    plan_date: date
    _read: dict[tuple[str, str], object] = field(default_factory=dict)

    def of_actions(self, placements: Iterable) -> dict[int, Cells]:
        """The cells of each placement by its id.

        Placements come with their section and their action, and that with its leads and links.
        """
        by_action: dict[int, list] = {}
        for placement in placements:
            by_action.setdefault(placement.action_id, []).append(placement)
        return {
            placement.pk: self._cells(placement, changed)
            for printed in by_action.values()
            for changed in [self._changed(printed[0].action, min(printed, key=_in_file))]
            for placement in printed
        }

    def _cells(self, placement, changed: Mapping[str, str]) -> Cells:
        cells = {"section": placement.section.name, "number": placement.number}
        for column in ("indicators", "action", "leads", "completion"):
            cells[column] = changed.get(column, unguarded(placement.raw.get(column, "")))
        return cells | stated(placement.action)

    def _changed(self, action, first) -> Cells:
        """The cells that no longer say what the first row of the action said."""
        raw = {name: first.raw.get(name, "") for name in PUBLISHED}
        cells = {}
        if normal(raw["action"]) != action.title:
            cells["action"] = action.title
        links = action.links.all()
        numbers = [link.indicator.number for link in links]
        listed = self._indicators(raw["indicators"])
        if (listed.all, set(listed.numbers)) != (action.all_indicators, set(numbers)):
            cells["indicators"] = indicators_text(action.all_indicators, numbers)
        names = [link.lead.name for link in action.action_leads.all()]
        if set(self._leads(raw["leads"]).names) != set(names):
            cells["leads"] = ", ".join(names)
        if self._completion(raw["completion"]).facts != facts(action):
            cells["completion"] = completion_text(action)
        return cells

    def _indicators(self, raw: str) -> IndicatorsCell:
        return self._once("indicators", raw, lambda: read_indicators(raw, self.indicator_numbers))

    def _leads(self, raw: str) -> LeadsCell:
        return self._once("leads", raw, lambda: read_leads(raw, self.leads))

    def _completion(self, raw: str) -> CompletionCell:
        return self._once("completion", raw, lambda: read_completion(raw, self.plan_date))

    def _once(self, column: str, raw: str, read):
        """Cells repeat from row to row, and each is read once."""
        if (column, raw) not in self._read:
            self._read[column, raw] = read()
        return self._read[column, raw]


def _in_file(placement):
    return placement.row, placement.pk


def stated(action) -> Cells:
    """What an export says in columns that the published plan has not."""
    return {
        "status": STATUS_WORDS[Status(action.status)],
        "objective": action.objective,
        "success measure": action.success_measure,
    }


def facts(action) -> tuple[object, ...]:
    """The facts of `CompletionCell` as the action has them."""
    days = [
        _printed(action.target_date, action.target_is_month),
        _printed(action.review_date, action.review_is_month),
        _printed(action.reviewed_on, action.reviewed_is_month),
        _printed(action.completed_on, action.completed_is_month),
    ]
    return (Status(action.status), *days, action.review_cadence)


def _printed(day, is_month) -> PrintedDate | None:
    return PrintedDate(day, is_month) if day else None


def indicators_text(about_all: bool, numbers: Sequence[int]) -> str:
    """ "All", or "1, 4, 7" in the order of the links; both where some have a role of their own."""
    return ", ".join([*(["All"] if about_all else []), *map(str, numbers)])


def completion_text(action) -> str:
    """ "Ongoing 30.06.2026 Review 31.03.2026": the facts in words that `read_completion` reads.

    A date with no word before it is a target, except after "Completed".
    """
    status, target, review, reviewed, completed, cadence = facts(action)
    is_done = status is Status.COMPLETED
    words = [STATUS_WORDS[status]] if status is not Status.NOT_STATED else []
    if is_done and completed:
        words.append(_day(completed))
    if target:
        words.append(f"Target {_day(target)}" if is_done else _day(target))
    if reviewed:
        words.append(f"Reviewed {_day(reviewed)}")
    if review:
        words.append(f"Review {_day(review)}")
    if cadence:
        words.append(cadence if review else f"{cadence} review")
    return " ".join(words)


def _day(printed: PrintedDate) -> str:
    return f"{printed.day:%m.%Y}" if printed.is_month else f"{printed.day:%d.%m.%Y}"


def says_the_same(cell: str, other: str) -> bool:
    """Whether two cells differ in nothing that a file may change: spaces, guards, signs."""
    return compared(cell) == compared(other)


def compared(cell: str) -> str:
    return normal(unguarded(printable(cell)))


def column_name(name: str) -> str:
    """The name of a column as it is compared."""
    return " ".join(re.sub("[_-]", " ", name).casefold().split())


def is_of_the_day(column: str) -> bool:
    return column_name(column).startswith(OF_THE_DAY)
