"""What a plan can be filtered by: its sections, indicators and leads."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Subquery, Value
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
    """The options of the plan for the person, in three queries."""
    here = Placement.objects.filter(section=OuterRef("pk")).order_by().values("section")
    placements = Coalesce(Subquery(here.annotate(count=Count("*")).values("count")), 0)
    sections = plan.sections.values_list("pk", "name", placements)
    indicators = Indicator.objects.filter(standard=plan.standard_id)
    leads = Lead.objects.filter(organisation=plan.organisation_id)
    acts = LeadMember.objects.filter(lead=OuterRef("pk"), user=membership.user_id)
    is_own = Value(0) if membership.may(UPDATE_ANY) else Exists(acts)
    return Options(
        {str(pk): Option(pk, name, count) for pk, name, count in sections},
        {
            str(number): Option(pk, f"{number} {name}")
            for pk, number, name in indicators.values_list("pk", "number", "short_name")
        },
        {
            str(pk): Option(pk, name, is_own=own)
            for pk, name, own in leads.values_list("pk", "name", is_own)
        },
    )
