"""The leads of an organisation as a person names them."""

from actions.models import Lead
from wres.files.spelling import fold


def lead_of(organisation, name: str) -> Lead | None:
    """The lead that is written so, in any of its spellings."""
    spelling = fold(name)
    leads = organisation.leads.all()
    return next((each for each in leads if spelling in map(fold, (each.name, *each.aliases))), None)


def lead_named(organisation, name: str) -> Lead:
    """The lead that is written so, or a new one; inside an open change."""
    known = lead_of(organisation, name)
    return known or Lead.objects.create(organisation=organisation, name=name)
