"""The quarters of an organisation over time: which there are, how each stood, and the trend."""

from dataclasses import dataclass

from django.db.models import Count

from actions.cycle.comparing import Comparison, Stood, compare
from actions.delivery import Delivery, Status
from actions.models import Report, ReportedAction
from actions.reports import quarterly
from actions.summary.position import position
from actions.summary.standing import SCALE, words

SHOWN = 8  # quarters of a trend: two years


@dataclass(frozen=True)
class Known:
    """A quarter that can be looked at: closed with a report, or the one that is under way."""

    slug: str
    name: str
    report: Report | None

    @property
    def words(self) -> str:
        return self.name if self.report else f"{self.name}, as it stands now"


def known(plan, today) -> list[Known]:
    """The closed quarters of the organisation, the earliest first, then that of the plan now."""
    newest = newest_reports(plan.organisation_id)
    found = [Known(r.quarter.nhs.slug, str(r.quarter), r) for r in newest]
    now = plan.quarter_on(today)
    if now.slug not in {each.slug for each in found}:
        found.append(Known(now.slug, str(now), None))
    return found


def newest_reports(organisation) -> list[Report]:
    """The report that stands of each closed quarter, the earliest first."""
    standing = Report.objects.standing().filter(quarter__plan__organisation=organisation)
    rows = standing.select_related("quarter__plan")
    return list(rows.order_by("quarter__year", "quarter__number"))


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
        return [_reported(row) for row in each.report.actions.all()]
    now = position(plan, today)
    return [_standing(standing) for standing in quarterly.standings(now)]


def _reported(row: ReportedAction) -> Stood:
    return Stood(
        row.action_id,
        row.title,
        row.section,
        Status(row.status),
        Delivery(row.delivery),
        row.target_date,
        row.slips,
    )


def _standing(standing) -> Stood:
    row = standing.row
    return Stood(
        row.pk,
        row.title,
        row.section__name,
        Status(row.status),
        standing.judged.delivery,
        row.target_date,
        row.slips,
    )


@dataclass(frozen=True)
class Point:
    """Delivery of all actions in one quarter of a trend."""

    name: str
    counts: dict[Delivery, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def trend(organisation) -> list[Point]:
    """Delivery in the newest closed quarters, the earliest first; 2 queries."""
    reports = newest_reports(organisation)[-SHOWN:]
    rows = ReportedAction.objects.filter(report__in=reports).order_by()
    counted = rows.values_list("report", "delivery").annotate(count=Count("pk"))
    counts = {(report, step): count for report, step, count in counted}
    return [
        Point(str(r.quarter), {step: counts.get((r.pk, step.value), 0) for step in SCALE})
        for r in reports
    ]


def trend_words(points: list[Point]) -> list[str]:
    """ "2, 3, then 1 off track" in words, a sentence for off track and one for complete."""
    if len(points) < 2:
        return []
    first, last = points[0], points[-1]
    return [
        f"{words(step)}: {first.counts[step]} in {first.name}, {last.counts[step]} in {last.name}."
        for step in (Delivery.OFF_TRACK, Delivery.COMPLETE)
    ]
