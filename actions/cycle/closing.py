"""Closing a quarter: its report is frozen in rows of its own, and may be reopened with a reason."""

from dataclasses import dataclass

from django.urls import reverse

from actions.cycle.papers import store_papers
from actions.models import (
    Challenge,
    Completion,
    Quarter,
    Report,
    ReportedAction,
    ReportedOutcome,
    ReportPart,
)
from actions.reports import quarterly
from actions.reports.document import Document, from_json, sha256, to_json
from actions.summary.position import Position, position
from audit import trail
from indicators.comparison import RULE_VERSION

HEAD = "head"  # the part that holds the title and the facts


class NotNowError(Exception):
    """The quarter is not in the state that the change needs; the words say what to do."""


@dataclass(frozen=True)
class Stand:
    """A quarter as it would be reported on a day: its position, actions and open challenges."""

    position: Position
    actions: list[quarterly.Standing]
    challenges: list[Challenge]

    def document(self, closed_over="") -> Document:
        return quarterly.document(self.position, self.actions, self.challenges, closed_over)

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
        waiting = Completion.objects.filter(action__plan=plan, state=Completion.WAITING).count()
        claims = Check("Completions to accept or return", waiting, f"{listed}completion")
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
    return Stand(found, quarterly.standings(found), list(challenges))


def close(quarter: Quarter, *, by, today, closed_over="") -> Report:
    """Close the quarter and freeze its report and papers, all in one change.

    `closed_over` says why, where challenges are still open. NotNowError when it is closed
    already, or when challenges are open and no reason is given.
    """
    organisation = quarter.plan.organisation
    with trail.change(organisation.pk, by=by, reason=closed_over) as change:
        quarter = Quarter.objects.select_related("plan__organisation").get(pk=quarter.pk)
        if quarter.state == Quarter.CLOSED:
            raise NotNowError("This quarter is closed already.")
        found = stand(quarter, today)
        if found.challenges and not closed_over:
            raise NotNowError("Answer the open challenges, or say why you close over them.")
        document = found.document(closed_over)
        report = _report(quarter, document, by, today, closed_over)
        _freeze(change, report, document, found)
        store_papers(change, report, document)
        quarter.state, quarter.closed_on = Quarter.CLOSED, today
        quarter.save()
    return report


def _report(quarter, document, by, today, closed_over) -> Report:
    report = Report(
        quarter=quarter,
        version=quarter.reports.count() + 1,
        day=today,
        closed_by=by,
        closed_over=closed_over,
        rule_version=RULE_VERSION,
        content_sha256=sha256(document),
    )
    report.save()
    return report


def _freeze(change, report, document, found):
    written = to_json(document)
    parts = [(HEAD, written | {"parts": None}), *((p["name"], p) for p in written["parts"])]
    change.freeze(
        [
            ReportPart(report=report, position=n, name=name, content=content)
            for n, (name, content) in enumerate(parts)
        ]
    )
    change.freeze([_action(report, each) for each in found.actions])
    change.freeze([reported_outcome(report, card) for card in found.position.outcomes.cards])


def document_of(report: Report) -> Document:
    """The report as it was frozen."""
    head, *parts = [part.content for part in report.parts.all()]
    return from_json(head | {"parts": parts})


KEPT = ["position", "title", "status", "target_date", "target_is_month", "first_target_date"]
KEPT += ["slips", "review_date", "completed_on", "updated_on", "created_on", "has_evidence"]


def _action(report, standing) -> ReportedAction:
    row = standing.row
    return ReportedAction(
        report=report,
        action_id=row.pk,
        section=row.section__name,
        leads=", ".join(standing.leads),
        delivery=standing.judged.delivery,
        delivery_words=standing.judged.words,
        **{name: getattr(row, name) for name in KEPT},
    )


FIGURE = ["year", "series", "state", "white", "bme", "value", "workforce"]
FIGURE += ["white_count", "white_total", "bme_count", "bme_total"]


def reported_outcome(report, card) -> ReportedOutcome:
    years = {card.year, card.year - 1, card.baseline_year}
    figures = [figure for figure in card.figures if figure.year in years]
    return ReportedOutcome(
        report=report,
        indicator=card.indicator,
        year=card.year,
        position=card.result.position,
        gap=card.result.gap.words,
        group=card.group,
        computed_group=card.computed_group,
        is_focus=card.is_focus,
        figures=[{name: _plain(getattr(figure, name)) for name in FIGURE} for figure in figures],
    )


def _plain(value):
    return value if value is None or isinstance(value, int) else str(value)


def reopen(quarter: Quarter, *, by, today, reason: str) -> Quarter:
    """Open a closed quarter again. Its report stays; the next closing makes another version.

    NotNowError when it is open already.
    """
    with trail.change(quarter.organisation_id, by=by, reason=reason):
        quarter = Quarter.objects.select_related("plan").get(pk=quarter.pk)
        if quarter.state == Quarter.OPEN:
            raise NotNowError("This quarter is open already.")
        report = quarter.reports.last()
        if report is not None:
            report.reopened_on, report.reopened_by, report.reopened_reason = today, by, reason
            report.save()
        quarter.state, quarter.closed_on = Quarter.OPEN, None
        quarter.save()
    return quarter
