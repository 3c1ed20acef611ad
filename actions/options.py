"""What a plan can be filtered by: its sections, indicators and leads, in one query."""

from dataclasses import dataclass

from django.db.models import Count, Exists, IntegerField, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Coalesce

from actions.models import Lead, LeadMember, Placement
from indicators.models import Indicator


@dataclass(frozen=True)
class Option:
    """A section, an indicator or a lead: `key` is its name in the address.

    `count` is a section's placements, or 1 for a lead for which the person acts.
    """

    pk: int
    key: str
    words: str
    count: int


@dataclass(frozen=True)
class Options:
    """The options by their key, each kind in its order."""

    sections: dict[str, Option]
    indicators: dict[str, Option]
    leads: dict[str, Option]

    @property
    def own_leads(self) -> set[int]:
        """The leads for which the person acts."""
        return {lead.pk for lead in self.leads.values() if lead.count}

    @property
    def placements(self) -> int:
        return sum(section.count for section in self.sections.values())


def of_plan(plan, user) -> Options:
    """The options of the plan, and for which of its leads the person acts."""
    rows = _sections(plan).union(_indicators(plan), _leads(plan, user), all=True)
    found = {"section": [], "indicator": [], "lead": []}
    for kind, pk, order, name, count in sorted(rows, key=lambda row: (row[2], row[3].lower())):
        key, words = (order, f"{order} {name}") if kind == "indicator" else (pk, name)
        found[kind].append(Option(pk, str(key), words, count))
    keyed = ({option.key: option for option in options} for options in found.values())
    return Options(*keyed)


def _sections(plan):
    here = Placement.objects.filter(section=OuterRef("pk")).order_by().values("section")
    placements = Subquery(here.annotate(count=Count("*")).values("count"))
    return _rows("section", plan.sections, "position", "name", Coalesce(placements, 0))


def _indicators(plan):
    indicators = Indicator.objects.filter(standard=plan.standard_id)
    return _rows("indicator", indicators, "number", "short_name", Value(0))


def _leads(plan, user):
    acts = Exists(LeadMember.objects.filter(lead=OuterRef("pk"), user=user))
    leads = Lead.objects.filter(organisation=plan.organisation_id)
    return _rows("lead", leads, Value(0), "name", Cast(acts, IntegerField()))


def _rows(kind, queryset, order, name, count):
    return queryset.order_by().values_list(Value(kind), "pk", order, name, count)
