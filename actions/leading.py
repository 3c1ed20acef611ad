"""Who leads actions, where a plan's file named someone unknown: learnt from a person's answer."""

import re

from actions.loading.cells import KnownLead, read_leads
from actions.models import ActionLead, Lead, Placement
from files.spelling import fold

_UNKNOWN = re.compile("“(.+)” is no known lead")


def spelling_of(question) -> str:
    """The unknown words that a question is about; nothing when its row names nobody.

    A message repeats a long spelling in part only: then its cell has the whole.
    """
    match = _UNKNOWN.match(question.message)
    if match is None:
        return ""
    text = match[1]
    if not text.endswith("…"):
        return text
    placements = Placement.objects.filter(action=question.action, row=question.row)
    raw = placements.values_list("raw", flat=True).first() or {}
    known = [KnownLead(lead.name, tuple(lead.aliases)) for lead in _leads(question)]
    found = read_leads(raw.get("leads", ""), known).unmatched
    return next((each for each in found if fold(each).startswith(fold(text[:-1]))), "")


def _leads(question):
    return question.plan.organisation.leads.all()


def learn(organisation, spelling: str, names: list[str], kind: str) -> list[Lead]:
    """The leads of these names, new ones added, inside the open change.

    A spelling that stands for one lead becomes one more of its names, for later files.
    """
    held = {fold(each): lead for lead in organisation.leads.all() for each in _spellings(lead)}
    leads = []
    for name in names:
        lead = held.get(fold(name)) or Lead.objects.create(
            organisation=organisation, name=name, kind=kind
        )
        held[fold(name)] = lead
        leads.append(lead)
    leads = list({lead.pk: lead for lead in leads}.values())
    if len(leads) == 1 and spelling and fold(spelling) not in held:
        leads[0].aliases = [*leads[0].aliases, spelling]
        leads[0].save()
    return leads


def _spellings(lead):
    return (*lead.aliases, lead.name)


def lead(action, leads: list[Lead]) -> None:
    """Let the leads lead the action too, inside the open change."""
    held = list(action.action_leads.all())
    new = [lead for lead in leads if lead.pk not in {link.lead_id for link in held}]
    last = max((link.position for link in held), default=0)
    if new:
        action.save()  # its version says that its leads changed
    for position, each in enumerate(new, last + 1):
        ActionLead.objects.create(action=action, lead=each, position=position)
