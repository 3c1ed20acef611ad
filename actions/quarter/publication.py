"""Publishing a closed quarter, a year's outcomes or a plan as a page that anyone may read."""

from dataclasses import dataclass

from django.conf import settings

from actions import outcomes
from actions.models import Publication, Report
from actions.quarter import report as frozen
from actions.reports import public
from actions.reports.document import Document, from_json, sha256, to_json
from wres.audit import changes
from wres.audit.stale import Stale

CHANGED = "The page has changed since you were shown it. Check it again."
TAKEN = "This is published already. Withdraw that page first to publish it anew."


@dataclass(frozen=True)
class Proposed:
    """What would become public, exactly; `names` are people of the organisation it mentions."""

    slug: str
    document: Document
    report: Report | None
    year: int | None
    names: list[str]

    @property
    def digest(self) -> str:
        return sha256(self.document)


def of_quarter(organisation, report: Report) -> Proposed:
    limit = settings.SUPPRESS_BELOW
    few = public.hidden(report.outcomes.select_related("indicator"), limit)
    document = public.of_report(frozen.document_of(report), few, limit)
    names = public.names_in(document, _people(organisation))
    return Proposed(report.quarter.nhs.slug.lower(), document, report, None, names)


def of_outcomes(organisation, year: int) -> Proposed | None:
    """None where nothing is held of the year."""
    found = outcomes.of_year(organisation, year)
    if year not in found.years:
        return None
    limit = settings.SUPPRESS_BELOW
    few = public.hidden([frozen.outcome(card) for card in found.cards], limit)
    document = public.of_outcomes(found, few, limit)
    names = public.names_in(document, _people(organisation))
    return Proposed(f"outcomes-{year}", document, None, year, names)


def of_plan(organisation, plan) -> Proposed:
    document = public.of_plan(organisation, plan)
    names = public.names_in(document, _people(organisation))
    return Proposed(f"plan-{plan.years}", document, None, plan.year, names)


def _people(organisation) -> list[str]:
    return list(organisation.memberships.values_list("user__name", flat=True))


def publish(organisation, proposed: Proposed, digest: str, *, by, today) -> Publication:
    """Make it public. `Stale` when the digest is of something else, or it is public already."""
    if digest != proposed.digest:
        raise Stale(CHANGED)
    with changes.change(organisation.pk, by=by):
        standing = organisation.publications.filter(slug=proposed.slug, withdrawn_on=None)
        if standing.exists():
            raise Stale(TAKEN)
        publication = Publication(
            organisation=organisation,
            report=proposed.report,
            year=proposed.year,
            slug=proposed.slug,
            title=proposed.document.title,
            content=to_json(proposed.document),
            published_on=today,
            published_by=by,
        )
        publication.save()
    return publication


def withdraw(publication: Publication, *, by, today, reason: str) -> None:
    """Take the page away; it stays on record. A second withdrawal changes nothing."""
    with changes.change(publication.organisation_id, by=by, reason=reason):
        row = Publication.objects.get(pk=publication.pk)
        if row.withdrawn_on is None:
            row.withdrawn_on, row.withdrawn_by, row.withdrawn_reason = today, by, reason
            row.save()


def document_of(publication: Publication) -> Document:
    return from_json(publication.content)
