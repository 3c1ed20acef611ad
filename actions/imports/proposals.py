"""The rows of a plan → proposed actions, with a question for everything that is in doubt."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from itertools import pairwise

from actions.delivery import Delivery
from actions.imports import status
from actions.imports.completion import CompletionCell, read_completion
from actions.imports.likeness import alike_titles
from actions.imports.links import IndicatorsCell, KnownLead, LeadsCell, read_indicators, read_leads
from actions.imports.printed import (
    CARRIED,
    PlanRow,
    capital,
    indicators_of,
    located,
    normal,
    paragraphs,
    title_of,
)
from actions.imports.status import join, read_standing
from wres.files.refused import quoted
from wres.files.spelling import fold
from wres.files.tables import Question

SHORTENED = (
    "The action has {length:,} characters, so its title is the beginning, {title}. The whole text "
    "is kept with the row as printed. Is this title right?"
)


@dataclass(frozen=True)
class ProposedAction:
    """An action as its first row prints it, with all its placements and its own questions.

    `completion` has the status of the whole row. `more` are facts from columns that not every
    plan has: "objective", "success_measure" and "stated_delivery".
    """

    title: str
    placements: tuple[PlanRow, ...]
    indicators: IndicatorsCell
    leads: LeadsCell
    completion: CompletionCell
    questions: tuple[Question, ...]
    more: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class UnderstoodPlan:
    """Actions in printed order; `questions` are all of them, those of no one action included.

    `alike` has rows whose action may be an earlier one, with the row of that one.
    """

    row_count: int
    actions: tuple[ProposedAction, ...]
    questions: tuple[Question, ...]
    indicator_numbers: tuple[int, ...]
    alike: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class _Understood:
    """One row with the meaning of its cells."""

    row: PlanRow
    title: str
    indicators: IndicatorsCell
    leads: LeadsCell
    completion: CompletionCell
    more: Mapping[str, str]
    doubts: tuple[tuple[str, str], ...]  # of the other columns, with their words

    @property
    def sameness(self) -> tuple[object, ...]:
        """Equal for rows that are one action."""
        who = frozenset(name.casefold() for name in (*self.leads.names, *self.leads.unmatched))
        text = _fold(normal(self.row.raw["action"]))
        return text, who, self.indicators.numbers, self.indicators.all

    @property
    def questions(self) -> list[Question]:
        cells = {
            "indicators": self.indicators.doubts,
            "leads": self.leads.doubts,
            "completion": self.completion.doubts,
        }
        doubts = [
            (column, doubt)
            for column, its_doubts in cells.items()
            for doubt in its_doubts
            if column not in missing_columns(self.row)
        ]
        return [question(self.row, column, doubt) for column, doubt in (*doubts, *self.doubts)]


def understand(
    rows: Sequence[PlanRow],
    *,
    leads: Sequence[KnownLead],
    indicator_numbers: Collection[int],
    plan_date: date,
    plan_year: int | None = None,
    same: Mapping[int, int] | None = None,
) -> UnderstoodPlan:
    """What the rows of a plan of that date say, given the known leads and indicators.

    `plan_year` is as in `read_completion`.

    `same` has rows that are known to print the action of an earlier row, though in other words.
    """
    actions: dict[tuple[object, ...], list[_Understood]] = {}
    for row in rows:
        completion = read_completion(row.raw.get("completion", ""), plan_date, plan_year)
        understood = _understood(row, leads, indicator_numbers, completion)
        actions.setdefault(understood.sameness, []).append(understood)
    firsts = [its_rows[0] for its_rows in actions.values()]
    places = alike_titles([_fold(action.title) for action in firsts])
    alike = {firsts[place].row.row: firsts[earlier] for place, earlier in places.items()}
    joined = _joined(list(actions.values()), same or {})
    proposed = tuple(_proposed(its_rows, alike.get(its_rows[0].row.row)) for its_rows in joined)
    questions = [question for action in proposed for question in action.questions]
    questions += [*of_numbers(rows), *of_file(rows)]
    questions.sort(key=lambda question: question.row)
    numbers = tuple(sorted(indicator_numbers))
    first_rows = {its_rows[0].row.row for its_rows in joined}
    rows_alike = {row: earlier.row.row for row, earlier in alike.items() if row in first_rows}
    return UnderstoodPlan(len(rows), proposed, tuple(questions), numbers, rows_alike)


def _understood(
    row: PlanRow, leads: Sequence[KnownLead], known: Collection[int], printed: CompletionCell
) -> _Understood:
    completion, delivery, doubts = join(printed, read_standing(row.raw))
    doubts += tuple(status.doubts(row.raw))
    text, title = normal(row.raw["action"]), title_of(row.raw["action"])
    if title != text:
        doubts += (("action", SHORTENED.format(length=len(text), title=quoted(title))),)
    return _Understood(
        row,
        title,
        read_indicators(indicators_of(row.raw), known),
        read_leads(row.raw.get("leads", ""), leads),
        completion,
        _more(row.raw, delivery),
        doubts,
    )


def _more(raw: Mapping[str, str], delivery: Delivery | None) -> dict[str, str]:
    texts = {"objective": "objective", "success measure": "success_measure"}
    more = {field: paragraphs(raw[name]) for name, field in texts.items() if name in raw}
    return more | ({"stated_delivery": delivery.value} if delivery else {})


def _joined(actions: list[list[_Understood]], same: Mapping[int, int]) -> list[list[_Understood]]:
    """The actions, each as its rows, with those that are known to be an earlier one in it."""
    home = {understood.row.row: its_rows for its_rows in actions for understood in its_rows}
    for row, earlier in same.items():
        if row in home and earlier in home and home[row] is not home[earlier]:
            first, second = sorted((home[earlier], home[row]), key=lambda rows: rows[0].row.row)
            first += second
            home |= {understood.row.row: first for understood in second}
    kept = {id(its_rows): its_rows for its_rows in home.values()}
    for its_rows in kept.values():
        its_rows.sort(key=lambda understood: understood.row.row)
    return sorted(kept.values(), key=lambda its_rows: its_rows[0].row.row)


def _proposed(same: Sequence[_Understood], alike: _Understood | None) -> ProposedAction:
    first, *others = same
    questions = [question for understood in same for question in understood.questions]
    questions += [
        question(other.row, "completion", _conflict(first, other))
        for other in others
        if other.completion.facts != first.completion.facts
    ]
    questions += [question(first.row, "action", _likeness(alike))] if alike else []
    return ProposedAction(
        first.title,
        tuple(understood.row for understood in same),
        first.indicators,
        first.leads,
        first.completion,
        tuple(questions),
        first.more,
    )


def _conflict(first: _Understood, other: _Understood) -> str:
    where, said = capital(first.row.words), quoted(first.completion.raw)
    return (
        f"{where} prints the same action with {said}, and "
        f"this row with {quoted(other.completion.raw)}. The first is kept. Which is right?"
    )


def _fold(text: str) -> str:
    return fold(text).rstrip(" .")


def _likeness(earlier: _Understood) -> str:
    return (
        f"This action is much like the one in {earlier.row.words}, {quoted(earlier.title)}. "
        "Are they the same?"
    )


def as_json(plan: UnderstoodPlan) -> dict[str, object]:
    """The plan as `load_plan --json` prints it: dates "2026-03-31" or "2025-08", All expanded."""
    return {
        "rows": plan.row_count,
        "actions": [_action_json(action, plan.indicator_numbers) for action in plan.actions],
        "questions": [asdict(question) for question in plan.questions],
    }


def _action_json(action: ProposedAction, known: Collection[int]) -> dict[str, object]:
    completion = action.completion
    return {
        "title": action.title,
        "placements": [_placement_json(row) for row in action.placements],
        "indicators": list(action.indicators.expanded(known)),
        "all_indicators": action.indicators.all,
        "leads": list(action.leads.names),
        "status": completion.status.value,
        "target_date": str(completion.target_date) if completion.target_date else None,
        "review_date": str(completion.review_date) if completion.review_date else None,
        "reviewed_on": str(completion.reviewed_on) if completion.reviewed_on else None,
        "completed_on": str(completion.completed_on) if completion.completed_on else None,
        "review_cadence": completion.review_cadence or None,
        "questions": [asdict(question) for question in action.questions],
    }


def _placement_json(row: PlanRow) -> dict[str, object]:
    number = int(row.number) if row.number.isdecimal() else row.number
    return {"section": row.section, "number": number, "row": row.row, "raw": dict(row.raw)}


QUESTIONS = {
    "indicators": "Which indicators are meant?",
    "leads": "Who leads?",
    "completion": "What are the status and the date?",
}
BY_INDICATOR = (
    "The plan was taken for one by indicator: {count} blank cells stand for the indicators above "
    "them, here {text}. Is that right?"
)


def question(row: PlanRow, column: str, message: str) -> Question:
    """A question about a row, with the place of it where its number alone would confuse."""
    return Question(row.row, column, located(message, row.place))


def missing_columns(row: PlanRow) -> set[str]:
    """The columns of facts that the row's table does not have, in any form."""
    instead = {"indicators": (CARRIED,), "completion": ("status", "rating", "progress")}
    return {
        column
        for column in QUESTIONS
        if not any(name in row.raw for name in (column, *instead.get(column, ())))
    }


def of_file(rows: Sequence[PlanRow]) -> list[Question]:
    """Once a file: how blank indicators were taken, and which columns are not there."""
    carried = [row for row in rows if CARRIED in row.raw and "indicators" in row.raw]
    questions = []
    if carried:
        text = quoted(carried[0].raw[CARRIED])
        message = BY_INDICATOR.format(count=len(carried), text=text)
        questions.append(question(carried[0], "indicators", message))
    for column, asks in QUESTIONS.items():
        without = [row for row in rows if column in missing_columns(row)]
        if without:
            count = f"{len(without)} rows stand" if len(without) > 1 else "This row stands"
            message = f"{count} in a table that has no column for {column}. {asks}"
            questions.append(question(without[0], column, message))
    return questions


def of_numbers(rows: Iterable[PlanRow]) -> list[Question]:
    """Once a section: numbers that repeat, are missing, or come out of order."""
    rows = list(rows)
    sections: dict[str, list[tuple[int, PlanRow]]] = {}
    for row in rows:
        if row.number.isdecimal() and not row.is_counted:
            name = fold(row.section).rstrip(" .")
            sections.setdefault(name, []).append((int(row.number), row))
    remarks = [
        remark
        for numbered in sections.values()
        for remark in (*_repeats(numbered), *_gaps(numbered), *_disorder(numbered))
    ]
    remarks += _blanks([row for row in rows if not row.number])
    return [question(row, "number", f"{row.section}: {message}") for row, message in remarks]


type _Numbered = list[tuple[int, PlanRow]]
type _Remarks = list[tuple[PlanRow, str]]


def _repeats(numbered: _Numbered) -> _Remarks:
    counts = Counter(number for number, _ in numbered)
    repeated = [number for number, count in sorted(counts.items()) if count > 1]
    if not repeated:
        return []
    last = [row for number, row in numbered if number in repeated][-1]
    return [(last, f"number {_listed(repeated)} is used more than once. Which is right?")]


def _gaps(numbered: _Numbered) -> _Remarks:
    present = {number for number, _ in numbered}
    missing = sorted(set(range(1, min(max(present), 10_000))) - present)
    if not missing:
        return []
    after = next(row for number, row in numbered if number > missing[0])
    return [(after, f"there is no number {_listed(missing)}. Is an action left out?")]


def _blanks(rows: Sequence[PlanRow]) -> _Remarks:
    """Once a section: its rows that have no number, among others that have."""
    sections: dict[str, list[PlanRow]] = {}
    for row in rows:
        sections.setdefault(fold(row.section), []).append(row)
    remarks = []
    for first, *others in sections.values():
        numbers = _listed([first.row, *(row.row for row in others)])
        said = f"rows {numbers} have" if others else f"{first.words} has"
        remarks.append((first, f"{said} no number. Is that meant?"))
    return remarks


def _disorder(numbered: _Numbered) -> _Remarks:
    for (before, _), (number, row) in pairwise(numbered):
        if number < before:
            return [(row, f"number {number} is printed after {before}. Is the order right?")]
    return []


def _listed(numbers: Sequence[int]) -> str:
    more = f" and {len(numbers) - 5} more" if len(numbers) > 5 else ""
    return ", ".join(str(number) for number in numbers[:5]) + more
