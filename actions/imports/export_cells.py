"""What stands of an action now → the cells of a plan's file, in the published style.

A cell stays as it was printed while the action is what its first row said; else it is written
from what stands: "Completed Review 30.06.2026". An export writes these cells, and a load knows
them again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from actions.dates import PrintedDate
from actions.delivery import STATUS_WORDS, Status
from actions.imports.printed import REFERENCE, PlanRow, normal, without_controls
from actions.imports.proposals import Reader
from wres.files.exports import printable
from wres.files.formulas import unguarded

PUBLISHED = ("section", "number", "indicators", "action", "leads", "completion")
# What a row says of when its action is done, and of its status.
COMPLETION_FACTS = (
    *("status", "review_cadence", "target_date", "target_is_month"),
    *("review_date", "review_is_month", "reviewed_on", "reviewed_is_month"),
    *("completed_on", "completed_is_month"),
)
# Columns that an export adds of its own: what they say is of the day on which it was written.
OF_THE_DAY = ("delivery on ", "last update")

NO_INDICATOR = "None"  # an empty cell can stand for the one above it

type Cells = dict[str, str]  # by the name of the column


@dataclass(frozen=True)
class Printing:
    """How the actions of a plan are printed; `reader` says what one row says by itself."""

    reader: Reader

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
            for first in [min(printed, key=lambda each: (each.row, each.pk))]
            for changed in [self._changed(printed[0].action, first)]
            for placement in printed
        }

    def _cells(self, placement, changed: Mapping[str, str]) -> Cells:
        cells = {"section": placement.section.name, "number": placement.number}
        for column in ("indicators", "action", "leads", "completion"):
            cells[column] = changed.get(column, unguarded(placement.raw.get(column, "")))
        if not cells["indicators"].strip():
            cells["indicators"] = NO_INDICATOR
        return cells | stated(placement.action)

    def _changed(self, action, first) -> Cells:
        """The cells that no longer say what the first row of the action said."""
        row = PlanRow(
            first.row, first.section.name, first.number, dict.fromkeys(PUBLISHED, "") | first.raw
        )
        said = self.reader(row)
        cells = {}
        if said.title != action.title:
            cells["action"] = action.title
        numbers = [link.indicator.number for link in action.links.all()]
        listed = said.indicators
        if (listed.all, set(listed.numbers)) != (action.all_indicators, set(numbers)):
            cells["indicators"] = indicators_text(action.all_indicators, numbers)
        names = [link.lead.name for link in action.action_leads.all()]
        if set(said.leads.names) != set(names):
            cells["leads"] = ", ".join(names)
        was = said.facts
        if any(was[name] != getattr(action, name) for name in COMPLETION_FACTS):
            cells["completion"] = completion_text(action)
        return cells


def unplaced(action) -> Cells:
    """The cells of an action that is printed nowhere, of which only the section is known."""
    numbers = [link.indicator.number for link in action.links.all()]
    return stated(action) | {
        "section": action.section.name,
        "number": "",
        "indicators": indicators_text(action.all_indicators, numbers) or NO_INDICATOR,
        "action": action.title,
        "leads": ", ".join(link.lead.name for link in action.action_leads.all()),
        "completion": completion_text(action),
    }


def stated(action) -> Cells:
    """What an export says in columns that the published plan has not."""
    return {
        REFERENCE: action.reference,
        "status": STATUS_WORDS[Status(action.status)],
        "objective": action.objective,
        "success measure": action.success_measure,
    }


def _printed(day, is_month) -> PrintedDate | None:
    return PrintedDate(day, is_month) if day else None


def indicators_text(about_all: bool, numbers: Sequence[int]) -> str:
    """ "All", or "1, 4, 7" in the order of the links; both where some have a role of their own."""
    return ", ".join([*(["All"] if about_all else []), *map(str, numbers)])


def completion_text(action) -> str:
    """ "Ongoing 30.06.2026 Review 31.03.2026": the facts in words that `read_completion` reads.

    A date with no word before it is a target, except after "Completed".
    """
    status = Status(action.status)
    target = _printed(action.target_date, action.target_is_month)
    review = _printed(action.review_date, action.review_is_month)
    reviewed = _printed(action.reviewed_on, action.reviewed_is_month)
    completed = _printed(action.completed_on, action.completed_is_month)
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
    if action.review_cadence:
        words.append(action.review_cadence + ("" if review else " review"))
    return " ".join(words)


def _day(printed: PrintedDate) -> str:
    return f"{printed.day:%m.%Y}" if printed.is_month else f"{printed.day:%d.%m.%Y}"


def compared(cell: str) -> str:
    """A cell without what a file may change of it: spaces, guards, what XML cannot hold."""
    return normal(unguarded(without_controls(printable(cell))))


_SPACES = str.maketrans("_-", "  ")


def column_name(name: str) -> str:
    """The name of a column as it is compared."""
    return " ".join(name.translate(_SPACES).casefold().split())


def is_of_the_day(column: str) -> bool:
    return column_name(column).startswith(OF_THE_DAY)
