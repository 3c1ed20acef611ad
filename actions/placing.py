"""Rows of a plan and the actions that they print: joined and parted as a person answers."""

from actions.loading import saving
from actions.loading.asking import JOINED, PARTED
from actions.loading.reading import normal
from actions.models import Placement
from files.refused import quoted

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
    new = saving.part(mine, question.plan, change, day)
    for asked in own.questions.filter(row=mine.row).select_related("plan"):
        asked.action = new
        asked.save()
    mine.action = new
    mine.save()
    own.save()
    question.action = new
