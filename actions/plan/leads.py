"""The leads of an organisation as a person names them."""

from actions.models import Lead
from wres.files.spelling import fold


def spelt(name: str, among):
    """The section or lead among these that is written so, in any of its spellings; or None."""
    spelling = fold(name)
    return next((row for row in among if spelling in map(fold, (row.name, *row.aliases))), None)


def lead_named(organisation, name: str) -> Lead:
    """The lead that is written so, or a new one; inside an open change."""
    known = spelt(name, organisation.leads.all())
    return known or Lead.objects.create(organisation=organisation, name=name)
