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
from actions.imports.export_cells import Cells, Printing, unplaced
from actions.imports.links import KnownLead
from actions.imports.printed import REFERENCE
from actions.imports.proposals import understand
from actions.models import Action, ActionIndicator, ActionLead, Placement, Plan
from wres.files.exports import Column


def columns(today: date) -> list[Column]:
    """Those of the plan in Word and Excel, as it stands on the day; numbers and days are real."""
    return [
        Column("Section", _cell("section"), width=24),
        Column("Number", _number, width=9, share=1),
        Column("Indicators", _cell("indicators"), width=16),
        Column("Action", _cell("action"), width=60, share=6),
        Column("Leads", _cell("leads"), width=32, share=3),
        Column("Completion", _cell("completion"), width=26, share=3),
        Column("Status", _cell("status")),
        Column(f"Delivery on {PrintedDate(today).words}", lambda row: row.delivery),
        Column("Last update", lambda row: row.updated_on, width=18),
        Column("Objective", _cell("objective"), width=40, share=3, is_optional=True),
        Column("Success measure", _cell("success measure"), width=40, share=3, is_optional=True),
        Column("Tracker reference", _cell(REFERENCE), width=18),
    ]


def _cell(name: str):
    return lambda row: row.cells[name]


def _number(row: "Row") -> str | int:
    """As a number where it is the same when it is written as one: not "01" and not "1a"."""
    number = row.cells["number"]
    is_plain = number.isascii() and number.isdecimal() and number == str(int(number))
    return int(number) if is_plain else number


@dataclass(frozen=True)
class Row:
    """A placement as it is written; an action that is printed nowhere has its section only."""

    cells: Cells
    delivery: str
    updated_on: date | None

    @property
    def section(self) -> str:
        return self.cells["section"]


@dataclass
class PublishedPlan:
    """A plan as it is written on a day; `expected_since` as in `Plan.updates_expected_since`."""

    plan: Plan
    today: date
    expected_since: date | None

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
