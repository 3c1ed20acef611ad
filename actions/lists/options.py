"""What a plan can be filtered by: its sections, indicators and leads."""

from dataclasses import dataclass

from django.db.models import Case, Count, Exists, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce

from actions.models import Lead, LeadMember, Placement
from indicators.models import Indicator
from organisations.access import UPDATE_ANY


@dataclass(frozen=True)
class Option:
    """A section, an indicator or a lead.

    `placements` is how many a section has; `is_own` says that the person acts for the lead, and
    is not asked for a person who updates the actions of any lead.
    """

    pk: int
    words: str
    placements: int = 0
    is_own: bool = False


@dataclass(frozen=True)
class Options:
    """The options by their value in the address, each kind in its order."""

    sections: dict[str, Option]
    indicators: dict[str, Option]
    leads: dict[str, Option]

    @property
    def own_leads(self) -> set[int]:
        return {lead.pk for lead in self.leads.values() if lead.is_own}

    @property
    def placements(self) -> int:
        return sum(section.placements for section in self.sections.values())


def of_plan(plan, membership) -> Options:
    """The options of the plan for the person, in one query: each row says of which kind it is."""
    here = Placement.objects.filter(section=OuterRef("pk")).order_by().values("section")
    placements = Coalesce(Subquery(here.annotate(count=Count("*")).values("count")), 0)
    indicators = Indicator.objects.filter(standard=plan.standard_id)
    leads = Lead.objects.filter(organisation=plan.organisation_id)
    acts = LeadMember.objects.filter(lead=OuterRef("pk"), user=membership.user_id)
    is_own = Value(0) if membership.may(UPDATE_ANY) else _one_if(Exists(acts))
    kinds = [
        _rows("section", plan.sections, "position", "name", placements),
        _rows("indicator", indicators, "number", "short_name", Value(0)),
        _rows("lead", leads, Value(0), "name", is_own),
    ]
    rows = sorted(kinds[0].union(*kinds[1:], all=True))
    return Options(
        {
            str(pk): Option(pk, name, number)
            for kind, _, name, pk, number in rows
            if kind == "section"
        },
        {
            str(place): Option(pk, f"{place} {name}")
            for kind, place, name, pk, _ in rows
            if kind == "indicator"
        },
        {
            str(pk): Option(pk, name, is_own=bool(own))
            for kind, _, name, pk, own in rows
            if kind == "lead"
        },
    )


def _rows(kind, options, place, name, number):
    """Rows (kind, place among its kind, name, pk, number)."""
    return options.order_by().values_list(Value(kind), place, name, "pk", number)


def _one_if(condition):
    return Case(When(condition, then=Value(1)), default=Value(0))
