"""The report of a closed quarter: its frozen rows, and the page that shows them."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import get_object_or_404

from actions.dates import PrintedDate
from actions.delivery import DELIVERY_LOOKS, Delivery
from actions.models import Paper, Quarter, Report, ReportedAction, ReportedOutcome, ReportPart
from actions.quarters import Quarter as NhsQuarter
from actions.reports.document import Document, Part, Table, from_json, to_json
from actions.reports.papers.tables import bars as drawn_in_papers
from actions.summary import delivery_counts
from wres.nhsuk.charts import Chart

HEAD = "head"  # the part that holds the title and the facts
KEPT = ["position", "title", "status", "target_date", "target_is_month", "first_target_date"]
KEPT += ["slips", "review_date", "completed_on", "updated_on", "created_on", "has_evidence"]
FIGURE = ["year", "series", "state", "white", "bme", "value", "workforce"]
FIGURE += ["white_count", "white_total", "bme_count", "bme_total"]
CHUNK = 1_000  # rows read at once, so that memory stays flat


def parts(document: Document) -> list[ReportPart]:
    written = to_json(document)
    named = [(HEAD, written | {"parts": None}), *((p["name"], p) for p in written["parts"])]
    return [
        ReportPart(position=n, name=name, content=content)
        for n, (name, content) in enumerate(named)
    ]


def document_of(report: Report) -> Document:
    """The report as it was frozen."""
    head, *others = [part.content for part in report.parts.all()]
    return from_json(head | {"parts": others})


def action(standing) -> ReportedAction:
    row = standing.row
    return ReportedAction(
        action_id=row.pk,
        section=row.section__name,
        leads=", ".join(standing.leads),
        delivery=standing.judged.delivery,
        delivery_words=standing.judged.words,
        **{name: getattr(row, name) for name in KEPT},
    )


def outcome(card) -> ReportedOutcome:
    years = {card.year, card.year - 1, card.baseline_year}
    figures = [figure for figure in card.figures if figure.year in years]
    return ReportedOutcome(
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


def checksum(*kinds: Iterable) -> str:
    """SHA-256 of all that the rows say, as canonical JSON, one kind after the other."""
    found = hashlib.sha256()
    for rows in kinds:
        for row in rows:
            said = {name: getattr(row, name) for name in _columns(type(row))}
            found.update(json.dumps(said, sort_keys=True, default=str).encode())
    return found.hexdigest()


def _columns(model) -> list[str]:
    return [f.attname for f in model._meta.concrete_fields if f.name not in ("id", "report")]


def checksum_now(report: Report) -> str:
    """That of the rows as the database has them today."""
    return checksum(
        report.parts.order_by("position").iterator(CHUNK),
        report.actions.order_by("position").iterator(CHUNK),
        report.outcomes.order_by("indicator__number").iterator(CHUNK),
    )


def problems() -> Iterator[str]:
    """Of each report in turn, the first thing of it that is not as it was kept, in words."""
    for report in Report.objects.select_related("quarter__plan").order_by("pk").iterator(CHUNK):
        if wrong := _problem(report):
            name = f"Version {report.version} of {report.quarter}"
            yield f"{name}, {report.organisation_id}: {wrong}"


def _problem(report) -> str:
    if checksum_now(report) != report.content_sha256:
        return "its frozen rows are not as they were kept."
    kept = dict(report.papers_sha256)
    for paper in report.papers.iterator(1):
        found = hashlib.sha256(paper.data).hexdigest()
        is_named = paper.file_name == report.paper_name(paper.kind)
        if not (is_named and found == paper.sha256 == kept.pop(paper.kind, "")):
            return f"its paper {paper.kind} is not as it was kept."
    return f"its paper {min(kept)} is gone." if kept else ""


STEP_OF = {look.words: step for step, look in DELIVERY_LOOKS.items()}


def quarter_or_404(request, year: int, slug: str) -> Quarter:
    """The quarter of the organisation's plan of the year; it becomes the page's plan too."""
    try:
        nhs = NhsQuarter.parse(slug)
    except ValueError as error:
        raise Http404(str(error)) from error
    quarters = Quarter.objects.select_related("plan__organisation", "plan__standard")
    mine = quarters.filter(plan__organisation=request.organisation, plan__year=year)
    quarter = get_object_or_404(mine, year=nhs.year, number=nhs.number)
    request.plan = quarter.plan
    return quarter


@dataclass(frozen=True)
class Bar:
    """A row of a table that is drawn: `counts` by the step of delivery."""

    name: str
    counts: dict[Delivery, int]


@dataclass(frozen=True)
class Shown:
    """A version of a quarter's report, with the others and its papers."""

    report: Report
    document: Document
    versions: list[Report]
    papers: list[Paper]

    @property
    def reopened_words(self) -> str:
        report = self.report
        day = PrintedDate(report.reopened_on).words
        return (
            f"The quarter was opened again on {day} by {report.reopened_by}: "
            f"{report.reopened_reason}. This is the report as it was before."
        )

    @property
    def parts(self) -> list[tuple[Part, Chart | None, list]]:
        return with_pictures(self.document)


def with_pictures(document: Document) -> list[tuple[Part, Chart | None, list]]:
    """Each part with its picture, where its table is worth one, and the picture's key."""
    return [(part, *drawn(part.name, part.table)) for part in document.parts]


def drawn(name: str, table: Table | None) -> tuple[Chart | None, list]:
    """The bars of a table of delivery, as the papers draw it too; and their key."""
    found = drawn_in_papers(table)
    if table is None or found is None:
        return None, []
    scale = [STEP_OF[words] for words in found.steps]
    rows = [Bar(row, dict(zip(scale, counts, strict=True))) for row, counts in found.rows]
    return (
        delivery_counts.picture(name, table.title, rows, scale),
        delivery_counts.key(name, scale),
    )


def of_quarter(quarter: Quarter, version: str | None = None) -> Shown | None:
    """The version asked for, the newest where none is; None where the quarter has no such."""
    versions = list(quarter.reports.select_related("closed_by", "reopened_by"))
    asked = [r for r in versions if version is None or str(r.version) == version]
    if not asked:
        return None
    report = asked[-1]
    papers = list(report.papers.defer("data"))
    return Shown(report, document_of(report), versions, papers)
