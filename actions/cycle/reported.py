"""The report of a closed quarter as its page shows it, and the trend over the quarters."""

from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import get_object_or_404

from actions.cycle.frozen import document_of
from actions.dates import PrintedDate
from actions.delivery import DELIVERY_LOOKS, Delivery
from actions.models import Paper, Quarter, Report
from actions.quarters import Quarter as NhsQuarter
from actions.reports.document import Document, Part, Table
from actions.reports.papers.bars import bars as drawn_in_papers
from actions.summary import bars

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

    @property
    def total(self) -> int:
        return sum(self.counts.values())


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
    def parts(self) -> list[tuple[Part, bars.Picture | None, list]]:
        return with_pictures(self.document)


def with_pictures(document: Document) -> list[tuple[Part, bars.Picture | None, list]]:
    """Each part with its picture, where its table is worth one, and the picture's key."""
    return [(part, *drawn(part.table)) for part in document.parts]


def drawn(table: Table | None):
    """The bars of a table of delivery, as the papers draw it too; and their key."""
    found = drawn_in_papers(table)
    if found is None:
        return None, []
    scale = [STEP_OF[name] for name in found.steps]
    rows = [Bar(name, dict(zip(scale, counts, strict=True))) for name, counts in found.rows]
    return bars.picture(rows, scale), [(step, DELIVERY_LOOKS[step].words) for step in scale]


def of_quarter(quarter: Quarter, version: str | None = None) -> Shown | None:
    """The version asked for, the newest where none is; None where the quarter has no such."""
    versions = list(quarter.reports.select_related("closed_by", "reopened_by"))
    asked = [r for r in versions if version is None or str(r.version) == version]
    if not asked:
        return None
    report = asked[-1]
    papers = list(report.papers.defer("data"))
    return Shown(report, document_of(report), versions, papers)
