"""What answers to questions do: rows joined and parted, and leads learnt."""

import re

from actions.imports import save
from actions.imports.links import KnownLead, read_leads
from actions.imports.printed import normal
from actions.imports.questions import JOINED, PARTED
from actions.models import ActionLead, Lead, Placement
from wres.files.refused import quoted
from wres.files.spelling import fold

LIKELY = "This action is much like the one in row"


def is_parted(question) -> bool:
    """Whether it asks if a row prints another action than the plan has it for."""
    return question.message.startswith(PARTED.partition("{")[0])


def other_of(question):
    """The action that the question's own may be; None when it cannot be told which that is.

    It is known by its title: the numbers of rows may have moved since the question was asked.
    """
    is_joined = question.message.startswith(JOINED.partition("{")[0])
    if not is_joined and not question.message.startswith(LIKELY):
        return None
    own = question.action
    others = Placement.objects.filter(section__plan=question.plan).exclude(action=own)
    for placement in others.select_related("action").order_by("row"):
        printed = normal(placement.raw.get("action", ""))
        if printed == own.title if is_joined else quoted(printed) in question.message:
            return placement.action
    return None


def both_are_on_record(question, other) -> bool:
    return _is_on_record(question.action) and _is_on_record(other)


def _is_on_record(action) -> bool:
    """Whether people have said something of it that must keep standing under it."""
    said = (action.updates, action.evidence, action.challenges, action.reported)
    return any(rows.exists() for rows in said)


def join(question, other) -> None:
    """Make the question's action and the other one, inside the open change.

    The other stays, with the places and questions of both; the question's own goes, and its
    history stays. When only the question's own is on record, with updates, evidence, challenges or
    in the report of a closed quarter, it is the one to stay. ValueError when both are.
    """
    if both_are_on_record(question, other):
        raise ValueError("Two actions on record cannot become one")
    stays, goes = other, question.action
    if _is_on_record(goes):
        stays, goes = goes, stays
    stays.save()  # its version says that it is printed once more
    for row in (*goes.placements.all(), *goes.questions.select_related("plan")):
        row.action = stays
        row.save()
    for successor in goes.successors.all():
        successor.predecessor = stays
        successor.save()
    for link in (*goes.links.all(), *goes.action_leads.all()):
        link.delete()
    goes.delete()
    question.action = stays


def part(question, change, day) -> None:
    """Give the question's row an action of its own, inside the open change.

    Nothing happens when it is the only row of its action.
    """
    own = question.action
    placements = list(own.placements.select_related("section"))
    mine = next((each for each in placements if each.row == question.row), None)
    if mine is None or len(placements) == 1:
        return
    new = save.part(mine, question.plan, change, day)
    for asked in own.questions.filter(row=mine.row).select_related("plan"):
        asked.action = new
        asked.save()
    mine.action = new
    mine.save()
    own.save()
    question.action = new


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
    leads = question.plan.organisation.leads.all()
    known = [KnownLead(lead.name, tuple(lead.aliases)) for lead in leads]
    found = read_leads(raw.get("leads", ""), known).unmatched
    return next((each for each in found if fold(each).startswith(fold(text[:-1]))), "")


def learn(organisation, spelling: str, names: list[str], kind: str) -> list[Lead]:
    """The leads of these names, new ones added, inside the open change.

    A spelling that stands for one lead becomes one more of its names, for later files.
    """
    held = {
        fold(each): lead for lead in organisation.leads.all() for each in (*lead.aliases, lead.name)
    }
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


def lead(action, leads: list[Lead]) -> None:
    """Let the leads lead the action too, inside the open change."""
    held = list(action.action_leads.all())
    new = [lead for lead in leads if lead.pk not in {link.lead_id for link in held}]
    last = max((link.position for link in held), default=0)
    if new:
        action.save()  # its version says that its leads changed
    for position, each in enumerate(new, last + 1):
        ActionLead.objects.create(action=action, lead=each, position=position)
