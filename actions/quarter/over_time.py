"""The quarters of an organisation over time: which there are, and how actions stood in each."""

from dataclasses import dataclass

from actions import quarters
from actions.delivery import Delivery, Status
from actions.models import Action, Report, ReportedAction
from actions.quarter import opened
from actions.quarter.comparison import Comparison, Stood, compare
from actions.reports import quarterly
from actions.summary.position import Position, position


@dataclass(frozen=True)
class Known:
    """A quarter that can be looked at: closed with a report, or one that is under way."""

    quarter: quarters.Quarter
    report: Report | None

    @property
    def slug(self) -> str:
        return self.quarter.slug

    @property
    def name(self) -> str:
        return str(self.quarter)

    @property
    def words(self) -> str:
        return self.name if self.report else f"{self.name}, as it stands now"


def known(plan, today) -> list[Known]:
    """The closed quarters of the organisation, then those of the plan that are under way.

    The earliest first. Under way is that of today, and any other that still asks for updates.
    """
    reports = newest_reports(plan.organisation_id).filter(quarter__plan__standard=plan.standard_id)
    found = {report.quarter.nhs: report for report in reports}
    now = {plan.quarter_on(today), *(row.nhs for row in opened.asking(plan, today))}
    return [Known(each, found.get(each)) for each in sorted({*found, *now})]


def newest_reports(organisation):
    """The report that stands of each closed quarter, the earliest first."""
    standing = Report.objects.standing().filter(quarter__plan__organisation=organisation)
    rows = standing.select_related("quarter__plan")
    return rows.order_by("quarter__year", "quarter__number", "quarter__plan__year")


def chosen(found: list[Known], first: str | None, second: str | None):
    """The earlier and the later quarter asked for; else the two newest, else (None, the only one).

    Asked for the wrong way round, they are turned.
    """
    by_slug = {each.slug: each for each in found}
    picked = [by_slug[slug] for slug in (first, second) if slug in by_slug]
    if len(picked) < 2 or picked[0] == picked[1]:
        picked = found[-2:]
    before, after = sorted(picked, key=found.index) if len(picked) == 2 else (None, found[-1])
    return before, after


def compared(before: Known, after: Known, plan, today) -> Comparison:
    return compare(stood(before, plan, today), stood(after, plan, today))


def stood(each: Known, plan, today) -> list[Stood]:
    """How the actions stood in that quarter: as reported, or as they stand today."""
    if each.report is not None:
        return as_reported(plan.organisation_id, each.report.pk)
    now = position(plan, today, of=each.quarter)
    return as_they_stand(plan.organisation_id, quarterly.standings(now))


def since_last(now: Position, standings) -> Comparison | None:
    """What changed since the newest report before, or None where there is none; 3 queries."""
    if now.before is None:
        return None
    organisation = now.plan.organisation_id
    before = as_reported(organisation, now.before.report)
    return compare(before, as_they_stand(organisation, standings))


def as_reported(organisation, report: int) -> list[Stood]:
    """The actions of the report with this id."""
    origins = _origins(organisation)
    rows = ReportedAction.objects.filter(report=report)
    return [_stood(row, row.action_id, row.section, row.delivery, origins) for row in rows]


def as_they_stand(organisation, standings) -> list[Stood]:
    origins = _origins(organisation)
    return [
        _stood(each.row, each.row.pk, each.row.section__name, each.judged.delivery, origins)
        for each in standings
    ]


def _stood(row, pk, section, delivery, origins) -> Stood:
    return Stood(
        pk,
        row.title,
        section,
        Status(row.status),
        Delivery(delivery),
        row.target_date,
        row.slips,
        _origin(pk, origins),
    )


def _origins(organisation) -> dict[int, int]:
    """Action → the one it was carried forward from, of all plans."""
    carried = Action.objects.filter(organisation=organisation, predecessor__isnull=False)
    return dict(carried.order_by().values_list("pk", "predecessor"))


def _origin(pk, origins) -> int:
    while pk in origins:
        pk = origins[pk]
    return pk
