"""The papers of a closed quarter: rendered once, when it is closed, and kept to the byte."""

import hashlib

from actions.models import Paper, PaperTemplate
from actions.reports.papers import render


def store_papers(change, report, document):
    """Render every paper of the report and freeze it, in the change that closes the quarter.

    Their checksums are kept with the report, in the trail.
    """
    template = template_of(report.quarter.plan.organisation_id)
    papers = [_paper(report, document, kind, template) for kind, _ in Paper.KINDS]
    change.freeze(papers)
    report.papers_sha256 = {paper.kind: paper.sha256 for paper in papers}
    report.save()


def _paper(report, document, kind, template) -> Paper:
    suffix, _, data = render(document, kind, template)
    return Paper(
        report=report,
        kind=kind,
        file_name=f"{name_of(report.quarter)}-version-{report.version}.{suffix}",
        data=data,
        sha256=hashlib.sha256(data).hexdigest(),
    )


def name_of(quarter) -> str:
    """ "RKE-WRES-2025-Q4": a file name without what a file system does not like."""
    return f"{quarter.organisation_id}-{quarter.plan.standard_id}-{quarter.nhs.slug}"


def template_of(organisation) -> bytes | None:
    """The trust's own Word template, where it has one."""
    found = PaperTemplate.objects.filter(organisation=organisation).exclude(data=None).first()
    return bytes(found.data) if found else None
