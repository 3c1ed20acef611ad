"""A plan that begins without a file."""

from actions.models import Plan, PlanIndicator, Section
from indicators.models import Standard
from indicators.standards import WRES
from wres.audit import changes
from wres.audit.stale import Stale

TAKEN = "There is already a plan of this year."


def start(organisation, year: int, day, like: Plan | None, *, by) -> Plan:
    """The plan of the year, dated `day`, empty or with the sections of the plan `like`.

    `Stale` when there is one already.
    """
    standard = Standard.objects.get(code=WRES)
    with changes.change(organisation.pk, by=by) as change:
        if organisation.plans.filter(standard=standard, year=year).exists():
            raise Stale(TAKEN)
        plan = Plan.objects.create(
            organisation=organisation, standard=standard, year=year, date=day
        )
        indicators = standard.indicators.all()
        change.insert_many([PlanIndicator(plan=plan, indicator=each) for each in indicators])
        held = like.sections.all() if like else []
        change.insert_many(
            [
                Section(plan=plan, name=each.name, aliases=each.aliases, position=each.position)
                for each in held
            ]
        )
    return plan
