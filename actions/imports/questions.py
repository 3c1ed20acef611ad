"""Doubts about a plan's cells beside the questions that are asked of them already.

A question that a person settled is not asked again for the same cell; an open one whose cell no
longer raises it is withdrawn.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from actions.imports.matching import Matched
from actions.imports.printed import REFERENCE, PlanRow
from actions.imports.proposals import UnderstoodPlan
from actions.models import Action, Placement, Question
from actions.models.links import CARRIED
from wres.files.refused import quoted
from wres.files.tables import Question as Doubt

JOINED = (
    "This row prints the same action as row {row} now, and the plan holds two. Are they the same?"
)
PARTED = (
    "This row no longer prints the same action as row {row}, and the plan holds one. "
    "Is it another action now?"
)

MISLED = (
    "The reference {reference} is that of {named}, and the words are those of {taken}. The row was "
    "taken for the action of its words. Is that right?"
)

_PLACE = re.compile(r"(?: \((?:table \d+|sheet “[^”]{0,70}”), row \d+\)){1,9}$")
_ROW = re.compile(r"\b(?:(?:table \d+|sheet “[^”]{0,70}”), )?row \d+", re.IGNORECASE)
_COUNT = re.compile(r"^(?:\d+ rows stand|This row stands)|(?<=: )\d+(?= blank cells)")
# Asked once for all rows whose cell says the same, since it is the words that are in doubt.
SHARED = re.compile("is no known lead[.] Who is it|can mean twice a ")


type Cell = tuple[int, str]  # row of the file and column


@dataclass(frozen=True)
class Asking:
    """Doubts to ask, open questions to withdraw, and questions whose row stands elsewhere now."""

    asked: tuple[Doubt, ...] = ()
    withdrawn: tuple[Question, ...] = ()
    moved: tuple[tuple[Question, int], ...] = ()


def asked(
    doubts: Iterable[Doubt],
    questions: Iterable[Question],
    rows: Iterable[PlanRow],
    matched: Matched,
) -> Asking:
    """What to ask and what to withdraw, now that these rows raise these doubts."""
    rows_by_number = {row.row: row for row in rows}
    wanted, held = defaultdict(list), _held_by_cell(questions, matched)
    for doubt in doubts:
        wanted[doubt.row, doubt.column].append(doubt)
    new, withdrawn = [], []
    for cell in sorted({*wanted, *held}):
        if _stands(cell, held[cell], rows_by_number, matched):
            continue
        open_questions = [question for question in held[cell] if not question.settled_on]
        said = {gist(question.message) for question in open_questions}
        say = {gist(doubt.message) for doubt in wanted[cell]}
        new += [doubt for doubt in wanted[cell] if gist(doubt.message) not in said]
        if matched.is_same(rows_by_number[cell[0]], cell[1]):
            say |= {gist for gist in said if gist.startswith(CARRIED)}
        withdrawn += [each for each in open_questions if gist(each.message) not in say]
    gone = {question.pk for question in withdrawn}
    moved = [
        (question, row)
        for (row, _), found in held.items()
        for question in found
        if question.row != row and question.pk not in gone
    ]
    return Asking(tuple(new), tuple(withdrawn), tuple(moved))


def of_placements(plan: UnderstoodPlan, matched: Matched) -> list[Doubt]:
    """Where the file joins or parts rows otherwise than the plan does: they stay as they are."""
    doubts, of_proposed, of_action = [], {}, {}
    printed = [
        (place, row.row, matched.placements[row.row].action_id)
        for place, proposed in enumerate(plan.actions)
        for row in proposed.placements
        if row.row in matched.placements
    ]
    for place, row, action in printed:
        first_row, first_action = of_proposed.setdefault(place, (row, action))
        if first_action != action:
            doubts.append(Doubt(row, "action", JOINED.format(row=first_row)))
        home_row, home_place = of_action.setdefault(action, (row, place))
        if home_place != place:
            doubts.append(Doubt(row, "action", PARTED.format(row=home_row)))
    return doubts


def of_references(matched: Matched) -> list[Doubt]:
    """Where the reference of a row names another action than its words, by which it is known."""
    return [
        Doubt(
            row,
            REFERENCE,
            MISLED.format(
                reference=action.reference,
                named=quoted(action.title),
                taken=quoted(matched.placements[row].action.title),
            ),
        )
        for row, action in matched.misled.items()
        if row in matched.placements and row not in matched.proposed
    ]


def unsettled(
    doubts: Iterable[Doubt], questions: Iterable[Question], matched: Matched
) -> list[Doubt]:
    """The doubts that nobody has settled elsewhere.

    One about the whole file may have been settled in what was its first such row. One about an
    action that was carried forward may have been settled in the plan before.
    """
    of_file = {(q.column, gist(q.message)) for q in questions if q.settled_on}
    before = {row: held.action.predecessor_id for row, held in matched.placements.items()}
    carried = Question.objects.filter(action__in={*before.values()} - {None})
    carried = carried.exclude(settled_on=None).values_list("action", "column", "message")
    of_actions = {(action, column, gist(message)) for action, column, message in carried}
    return [
        doubt
        for doubt in doubts
        if not (
            (_COUNT.search(doubt.message) and (doubt.column, gist(doubt.message)) in of_file)
            or (before.get(doubt.row), doubt.column, gist(doubt.message)) in of_actions
        )
    ]


def _stands(
    cell: Cell, held: list[Question], rows: Mapping[int, PlanRow], matched: Matched
) -> bool:
    """Whether the cell is as it was, and what was asked and answered about it still counts.

    Leads may have become known meanwhile; their cell is a person's to settle even so.
    """
    row, column = cell
    if not matched.is_same(rows[row], column):
        return False
    return column == "leads" or any(question.settled_on for question in held)


def _held_by_cell(questions, matched) -> defaultdict[Cell, list[Question]]:
    """Questions by the row that prints their placement now; those of vanished rows stay out."""
    now_at = {
        (placement.row, action): row
        for row, placement in matched.placements.items()
        for action in (placement.action_id, None)
    }
    cells = defaultdict(list)
    for question in questions:
        row = now_at.get((question.row, question.action_id))
        if row is not None:
            cells[row, question.column].append(question)
    return cells


def gist(message: str) -> str:
    """The message without places and counts of rows, which move as a file grows."""
    return _COUNT.sub("rows", _ROW.sub("row", _words(message)))


def asking_the_same(question) -> list[Question]:
    """Open questions of the plan's actions about the same words, this one among them.

    One about the row itself, which names nobody or no day, is asked for that row alone.
    """
    same = question.plan.questions.open().filter(column=question.column).exclude(action=None)
    same = same.select_related("plan", "action")
    if not SHARED.search(question.message):
        return list(same.filter(pk=question.pk))
    words = _words(question.message)
    return [each for each in same if _words(each.message) == words]


def _words(message: str) -> str:
    """The message without the place of its row."""
    return _PLACE.sub("", message)


def in_groups(questions: Iterable[Question]) -> dict[int, int]:
    """The first of the open questions that ask the same, by its id, with how many they are."""
    first: dict[object, int] = {}
    counts: dict[int, int] = {}
    for each in questions:
        is_shared = each.action_id is not None and SHARED.search(each.message)
        key = (each.column, _words(each.message)) if is_shared else each.pk
        home = first.setdefault(key, each.pk)
        counts[home] = counts.get(home, 0) + 1
    return counts


def others_asking(question) -> list[Action]:
    """The actions of other rows that ask the same of nobody yet, in the order of the file."""
    if question.action is None or question.settled_on:
        return []
    return [each.action for each in asking_the_same(question) if each.pk != question.pk]


def printed_cells(plan, rows) -> dict[int, dict]:
    """The printed cells of these rows of the plan's file, by row."""
    placements = Placement.objects.filter(section__plan=plan, row__in=rows)
    return dict(placements.values_list("row", "raw"))
