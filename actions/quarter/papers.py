"""The papers of a quarter: those of a closed one are kept to the byte, others are drafts."""

import hashlib

from actions.models import Paper, PaperTemplate, Report
from actions.quarter.report import document_of
from actions.reports.document import Document
from actions.reports.papers import Rendered, render
from wres.audit import changes

MOST_AT_ONCE = 500  # actions of a plan whose papers are made while a person waits
# Actions of a plan of which a draft of the kind is made within a second of work, on one core.
# Those of a larger one are left to the worker.
MOST_OF_DRAFT = {"docx": 2_000, "pdf": MOST_AT_ONCE, "xlsx": 2_000, "csv": 5_000}


def make(report: Report) -> None:
    """Render every paper of the report, then freeze them in a change of their own.

    Their checksums are kept with the report, in the trail. What another worker has made
    meanwhile stays.
    """
    template = template_of(report.quarter.plan.organisation_id)
    document = document_of(report)
    made = [_paper(report, document, kind, template) for kind, _ in Paper.KINDS]
    with changes.change(report.organisation_id, by=report.closed_by) as change:
        row = Report.objects.select_related("quarter__plan").get(pk=report.pk)
        if not row.papers.exists():
            change.freeze(made)
            row.papers_sha256 = {paper.kind: paper.sha256 for paper in made}
            row.save()


def make_next() -> bool:
    """Make the papers of a report that has none yet; whether there was one. For the worker."""
    waiting = Report.objects.without_papers().select_related("quarter__plan", "closed_by")
    report = waiting.first()
    if report is None:
        return False
    with changes.origin("manage.py work: papers"):
        make(report)
    return True


def kinds_of_draft(actions: int) -> list[tuple[str, str, bool]]:
    """The kinds of paper, with their words, and whether a draft of so many actions is at once."""
    return [(kind, words, actions <= MOST_OF_DRAFT[kind]) for kind, words in Paper.KINDS]


def draft(quarter, document: Document, kind: str) -> tuple[str, Rendered]:
    """The name of the file and the paper of a quarter that is still open."""
    made = render(document, kind, template_of(quarter.plan.organisation_id))
    return f"{quarter.file_name}-draft.{made.suffix}", made


def _paper(report, document, kind, template) -> Paper:
    suffix, _, data = render(document, kind, template)
    return Paper(
        report=report,
        kind=kind,
        file_name=report.paper_name(suffix),
        data=data,
        sha256=hashlib.sha256(data).hexdigest(),
    )


def template_of(organisation) -> bytes | None:
    """The trust's own Word template, where it has one."""
    found = PaperTemplate.objects.filter(organisation=organisation).exclude(data=None).first()
    return bytes(found.data) if found else None
