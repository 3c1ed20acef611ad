"""The whole plan in the shape of the published one, with how each action stands on a day.

One row a placement, in the order printed: section, number, indicators, action, leads and
completion as `actions.imports.export_cells` writes them, then what the published plan has not.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Prefetch

from actions.dates import PrintedDate
from actions.delivery import DELIVERY_LOOKS
from actions.imports.export_cells import PUBLISHED, Cells, Printing, unplaced
from actions.imports.links import KnownLead
from actions.imports.printed import REFERENCE
from actions.imports.proposals import understand
from actions.models import Action, ActionIndicator, ActionLead, Placement, Plan

BEFORE = ("Section", "Number", "Indicators", "Action", "Leads", "Completion", "Status")
AFTER = ("Objective", "Success measure", "Tracker reference")


@dataclass(frozen=True)
class Row:
    """A placement as it is written; an action that is printed nowhere has its section only."""

    cells: Cells
    delivery: str
    updated_on: date | None

    @property
    def section(self) -> str:
        return self.cells["section"]

    @property
    def listed(self) -> list[object]:
        """The cells in the order of the header; numbers and days are real ones."""
        number = self.cells["number"]
        first = {**self.cells, "number": int(number) if _is_plain(number) else number}
        return [
            *(first[name] for name in PUBLISHED),
            *(self.cells["status"], self.delivery, self.updated_on),
            *(self.cells["objective"], self.cells["success measure"], self.cells[REFERENCE]),
        ]


@dataclass
class PublishedPlan:
    """A plan as it is written on a day; `expected_since` as in `Plan.updates_expected_since`."""

    plan: Plan
    today: date
    expected_since: date | None

    @property
    def header(self) -> list[str]:
        delivery = f"Delivery on {PrintedDate(self.today).words}"
        return [*BEFORE, delivery, "Last update", *AFTER]

    @cached_property
    def rows(self) -> list[Row]:
        placements = list(with_ties(Placement.objects.filter(section__plan=self.plan)))
        cells = printing(self.plan).of_actions(placements)
        rows = [self._row(placement.action, cells[placement.pk]) for placement in placements]
        return rows + list(self._printed_nowhere())

    def _printed_nowhere(self) -> Iterator[Row]:
        actions = self.plan.actions.filter(placements=None).select_related("section")
        for action in actions.prefetch_related("action_leads__lead", "links__indicator"):
            yield self._row(action, unplaced(action))

    def _row(self, action: Action, cells: Cells) -> Row:
        judged = action.delivery_on(self.today, self.expected_since)
        return Row(cells, DELIVERY_LOOKS[judged.delivery].words, action.updated_on)


def _is_plain(number: str) -> bool:
    """A number that is the same when it is written as one: not "01" and not "1a"."""
    return number.isascii() and number.isdecimal() and number == str(int(number))


def with_ties(placements):
    """The placements in printed order, with their sections, and actions with leads and links."""
    leads = ActionLead.objects.select_related("lead")
    links = ActionIndicator.objects.select_related("indicator")
    return (
        placements.select_related("section", "action")
        .prefetch_related(Prefetch("action__action_leads", leads), Prefetch("action__links", links))
        .order_by("row", "pk")
    )


def printing(plan: Plan) -> Printing:
    """How the plan's actions are printed, with the leads that are known now."""
    leads = [KnownLead(lead.name, tuple(lead.aliases)) for lead in plan.organisation.leads.all()]
    numbers = list(plan.standard.indicators.values_list("number", flat=True))
    facts = {"leads": leads, "indicator_numbers": numbers, "plan_date": plan.date}
    facts |= {"plan_year": plan.year}
    return Printing(lambda row: understand([row], **facts).actions[0])
