"""Doubts about a plan's cells beside the questions that are asked of them already.

A question that a person settled is not asked again for the same cell; an open one whose cell no
longer raises it is withdrawn.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from actions.loading.reading import PlanRow
from actions.loading.reloading import Matched
from actions.loading.understanding import UnderstoodPlan
from actions.models import Question
from files.tables import Question as Doubt

JOINED = (
    "This row prints the same action as row {row} now, and the plan holds two. Are they the same?"
)
PARTED = (
    "This row no longer prints the same action as row {row}, and the plan holds one. "
    "Is it another action now?"
)

CARRIED = "Carried forward: "  # how a question begins that no file has raised
_ROW = re.compile(r"\b(?:(?:table \d+|sheet “[^”]*”), )?row \d+", re.IGNORECASE)


type Cell = tuple[int, str]  # row of the file and column


@dataclass(frozen=True)
class Asking:
    """Doubts to ask, open questions to withdraw, and questions whose row stands elsewhere now."""

    asked: tuple[Doubt, ...] = ()
    withdrawn: tuple[Question, ...] = ()
    moved: tuple[tuple[Question, int], ...] = ()


def compare(
    doubts: Iterable[Doubt],
    questions: Iterable[Question],
    rows: Iterable[PlanRow],
    matched: Matched,
) -> Asking:
    """What to ask and what to withdraw, now that these rows raise these doubts."""
    rows_by_number = {row.row: row for row in rows}
    wanted, held = _by_cell(doubts), _held_by_cell(questions, matched)
    asked, withdrawn = [], []
    for cell in sorted({*wanted, *held}):
        if _stands(cell, held[cell], rows_by_number, matched):
            continue
        open_questions = [question for question in held[cell] if not question.settled_on]
        said = {_gist(question.message) for question in open_questions}
        say = {_gist(doubt.message) for doubt in wanted[cell]}
        asked += [doubt for doubt in wanted[cell] if _gist(doubt.message) not in said]
        if matched.is_same(rows_by_number[cell[0]], cell[1]):
            say |= {gist for gist in said if gist.startswith(CARRIED)}
        withdrawn += [each for each in open_questions if _gist(each.message) not in say]
    moved = [
        (question, row)
        for (row, _), found in held.items()
        for question in found
        if question.row != row and question not in withdrawn
    ]
    return Asking(tuple(asked), tuple(withdrawn), tuple(moved))


def of_placements(plan: UnderstoodPlan, matched: Matched) -> list[Doubt]:
    """Where the file joins or parts rows otherwise than the plan does: they stay as they are."""
    doubts, of_proposed, of_action = [], {}, {}
    for place, row, action in _printed(plan, matched):
        first_row, first_action = of_proposed.setdefault(place, (row, action))
        if first_action != action:
            doubts.append(Doubt(row, "action", JOINED.format(row=first_row)))
        home_row, home_place = of_action.setdefault(action, (row, place))
        if home_place != place:
            doubts.append(Doubt(row, "action", PARTED.format(row=home_row)))
    return doubts


def _printed(plan: UnderstoodPlan, matched: Matched) -> Iterator[tuple[int, int, int]]:
    """Of each known row: the place of its proposed action, its number, and its action's id."""
    for place, proposed in enumerate(plan.actions):
        for row in proposed.placements:
            if row.row in matched.placements:
                yield place, row.row, matched.placements[row.row].action_id


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


def _by_cell(doubts: Iterable[Doubt]) -> defaultdict[Cell, list[Doubt]]:
    cells = defaultdict(list)
    for doubt in doubts:
        cells[doubt.row, doubt.column].append(doubt)
    return cells


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


def _gist(message: str) -> str:
    """The message without the numbers of rows, which move as a file grows."""
    return _ROW.sub("row", message)
