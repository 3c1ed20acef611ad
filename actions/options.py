"""What a plan can be filtered by: its sections, indicators and leads."""

from dataclasses import dataclass

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from actions.models import Lead, Placement
from indicators.models import Indicator


@dataclass(frozen=True)
class Option:
    """A section or an indicator; `placements` is how many a section has."""

    pk: int
    words: str
    placements: int = 0


@dataclass(frozen=True)
class Options:
    """The options by their value in the address, each kind in its order."""

    sections: dict[str, Option]
    indicators: dict[str, Option]
    leads: dict[str, Option]

    @property
    def placements(self) -> int:
        return sum(section.placements for section in self.sections.values())


def of_plan(plan) -> Options:
    """The options of the plan, in three queries."""
    here = Placement.objects.filter(section=OuterRef("pk")).order_by().values("section")
    placements = Coalesce(Subquery(here.annotate(count=Count("*")).values("count")), 0)
    sections = plan.sections.values_list("pk", "name", placements)
    indicators = Indicator.objects.filter(standard=plan.standard_id)
    leads = Lead.objects.filter(organisation=plan.organisation_id)
    return Options(
        {str(pk): Option(pk, name, count) for pk, name, count in sections},
        {
            str(number): Option(pk, f"{number} {name}")
            for pk, number, name in indicators.values_list("pk", "number", "short_name")
        },
        {str(pk): Option(pk, name) for pk, name in leads.values_list("pk", "name")},
    )
