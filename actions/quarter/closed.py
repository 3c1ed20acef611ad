"""Closing a quarter: its report is frozen in rows of its own, and may be reopened with a reason."""

from dataclasses import dataclass, replace

from django.urls import reverse

from actions.models import Challenge, Quarter, Report
from actions.quarter import over_time, papers
from actions.quarter import report as frozen
from actions.quarter.comparison import Comparison
from actions.reports import quarterly
from actions.reports.document import Document
from actions.summary import trend
from actions.summary.position import Position, position
from actions.updates import completion
from indicators.rules.comparison import RULE_VERSION
from wres.audit import changes as trail
from wres.audit import heads
from wres.audit.stale import Stale

READINGS = 3  # of a quarter, before others are kept waiting while it is read


@dataclass(frozen=True)
class Stand:
    """A quarter as it would be reported on a day: its position, actions and open challenges.

    `changes` are those since the newest report before, where there is one.
    """

    position: Position
    actions: list[quarterly.Standing]
    challenges: list[Challenge]
    changes: Comparison | None

    def document(self, closed_over="", *, is_draft=False) -> Document:
        return quarterly.document(
            self.position,
            self.actions,
            self.challenges,
            closed_over,
            changes=self.changes,
            is_draft=is_draft,
        )

    @property
    def checks(self) -> list["Check"]:
        """What is missing before the quarter can be closed in good order."""
        code, plan = self.position.plan.organisation_id, self.position.plan
        listed = f"{plan.get_absolute_url()}?due="
        gaps = [
            ("Open actions without an update", self.position.count("quiet"), "no_update"),
            ("Past their target date", self.position.count("overdue"), "overdue"),
            ("Completed without evidence", self.position.count("unevidenced"), "no_evidence"),
            ("Without a success measure", self.position.unmeasured, "no_measure"),
        ]
        checks = [Check(label, count, listed + name) for label, count, name in gaps]
        asked = Check("Open challenges", len(self.challenges), reverse("challenges", args=[code]))
        decide = reverse("plan_completions", args=[code, plan.year])
        claims = Check("Completions to accept or return", completion.waiting(plan).count(), decide)
        return [*checks, asked, claims]


@dataclass(frozen=True)
class Check:
    """Something that may be missing: how many, and the page that lists them."""

    label: str
    count: int
    list_of: str

    @property
    def words(self) -> str:
        return str(self.count) if self.count else "None"

    @property
    def href(self) -> str:
        return self.list_of if self.count else ""


def stand(quarter: Quarter, today) -> Stand:
    found = position(quarter.plan, today, of=quarter.nhs, with_coverage=True)
    challenges = Challenge.objects.open_of(quarter)
    actions = quarterly.standings(found)
    return Stand(found, actions, list(challenges), over_time.since_last(found, actions))


@dataclass(frozen=True)
class Prepared:
    """What is to be frozen, and the seal of the organisation when it was read."""

    stand: Stand
    rows: tuple[list, list, list]
    checksum: str
    seal: int


def close(quarter: Quarter, *, by, today, closed_over="") -> Report:
    """Close the quarter and freeze its report, all in one change; then make its papers.

    The papers of a large plan are left to the worker. Everything is read before the change, so
    that others need not wait, and once more inside it only where READINGS were not enough because
    somebody saved during each.
    `closed_over` says why, where challenges are still open. Stale when it is closed
    already, or when challenges are open and no reason is given.
    """
    organisation = quarter.plan.organisation
    for _ in range(READINGS):
        ready = _prepare(quarter, today, closed_over)
        if ready.seal == _seal(organisation):
            break
    with trail.change(organisation.pk, by=by, reason=closed_over) as change:
        quarter = Quarter.objects.select_related("plan__organisation").get(pk=quarter.pk)
        if quarter.state == Quarter.CLOSED:
            raise Stale("This quarter is closed already.")
        if ready.seal != _seal(organisation):
            ready = _prepare(quarter, today, closed_over)
        if ready.stand.challenges and not closed_over:
            raise Stale("Answer the open challenges, or say why you close over them.")
        report = _freeze(change, quarter, ready, by, today, closed_over)
        quarter.state, quarter.closed_on = Quarter.CLOSED, today
        quarter.save()
    if len(ready.stand.actions) <= papers.MOST_AT_ONCE:
        papers.make(report)
    return report


def _seal(organisation) -> int:
    """The number of the newest seal: another one when anything has been saved."""
    head = heads.of(organisation.pk)
    return head.sequence if head else 0


def _prepare(quarter, today, closed_over) -> Prepared:
    head = heads.of(quarter.plan.organisation_id)
    found = stand(quarter, today)
    rows = (
        frozen.parts(_with_head(found.document(closed_over), head)),
        [frozen.action(each) for each in found.actions],
        [frozen.outcome(card) for card in found.position.outcomes.cards],
    )
    return Prepared(found, rows, frozen.checksum(*rows), head.sequence if head else 0)


def _with_head(document, head) -> Document:
    """With the newest seal of the trail when it was read: a chain that is cut back is found by it.

    `verify_audit --head` takes it as it is printed.
    """
    printed = [("Audit trail", head.words)] if head else []
    return replace(document, facts=(*document.facts, *printed))


def _freeze(change, quarter, ready, by, today, closed_over) -> Report:
    report = Report(
        quarter=quarter,
        version=quarter.reports.count() + 1,
        day=today,
        closed_by=by,
        closed_over=closed_over,
        rule_version=RULE_VERSION,
        counts=trend.to_json(ready.stand.position.everything.counts),
        content_sha256=ready.checksum,
    )
    report.save()
    for rows in ready.rows:
        for row in rows:
            row.report = report
        change.freeze(rows)
    return report


def reopen(quarter: Quarter, *, by, today, reason: str) -> Quarter:
    """Open a closed quarter again. Its report stays; the next closing makes another version.

    Stale when it is open already.
    """
    with trail.change(quarter.organisation_id, by=by, reason=reason):
        quarter = Quarter.objects.select_related("plan").get(pk=quarter.pk)
        if quarter.state == Quarter.OPEN:
            raise Stale("This quarter is open already.")
        report = quarter.reports.last()
        if report is not None:
            report.reopened_on, report.reopened_by, report.reopened_reason = today, by, reason
            report.save()
        quarter.state, quarter.closed_on = Quarter.OPEN, None
        quarter.save()
    return quarter
