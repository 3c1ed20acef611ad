"""The questions of a load → written, moved and withdrawn inside its open change."""

from actions.models import Placement, Question
from files.tables import Question as Doubt


def save_questions(load, change, settled) -> None:
    """`settled` is who made the decisions of the load, and when."""
    # A row that has vanished may have left its number to another.
    vanished = [placement.pk for placement in load.vanished]
    placements = Placement.objects.filter(section__plan=load.plan).exclude(pk__in=vanished)
    actions = dict(placements.values_list("row", "action"))
    for question in load.questions.withdrawn:
        question.delete()
    for question, row in load.questions.moved:
        question.row = row
        question.save()
    said = {Doubt(each.row, "action", each.message): each.answer for each in load.likenesses}
    asked = dict.fromkeys([*load.questions.asked, *said])
    change.insert_many(
        [
            _question(load.plan, doubt, actions, said[doubt], **settled)
            if doubt in said
            else _question(load.plan, doubt, actions)
            for doubt in asked
        ]
    )


def _question(plan, doubt: Doubt, actions: dict[int, int], answer="", **settled) -> Question:
    """A doubt about the numbering is the plan's, any other its action's."""
    action = None if doubt.column == "number" else actions[doubt.row]
    return Question(
        plan=plan,
        action_id=action,
        row=doubt.row,
        column=doubt.column,
        message=doubt.message,
        answer=answer,
        **settled,
    )
