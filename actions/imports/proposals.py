"""The rows of a plan → proposed actions, with a question for everything that is in doubt."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from itertools import pairwise

from actions.dates import PrintedDate
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

    @property
    def row(self) -> int:
        """The number of its first row."""
        return self.placements[0].row

    @property
    def sameness(self) -> tuple[object, ...]:
        """Equal for rows that are one action."""
        who = frozenset(name.casefold() for name in (*self.leads.names, *self.leads.unmatched))
        text = _fold(normal(self.placements[0].raw["action"]))
        return text, who, self.indicators.numbers, self.indicators.all

    @property
    def facts(self) -> dict[str, object]:
        """The fields of an action that its row says."""
        said = self.completion
        return {
            "title": self.title,
            "all_indicators": self.indicators.all,
            "status": said.status.value,
            "review_cadence": said.review_cadence,
            **dated("target", "target_date", said.target_date),
            **dated("review", "review_date", said.review_date),
            **dated("reviewed", "reviewed_on", said.reviewed_on),
            **dated("completed", "completed_on", said.completed_on),
            **self.more,
        }


def dated(name: str, field: str, printed: PrintedDate | None) -> dict[str, object]:
    """The two fields of a date: its day, and whether only its month is known."""
    return {
        field: printed.day if printed else None,
        f"{name}_is_month": bool(printed and printed.is_month),
    }


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


type Reader = Callable[[PlanRow], ProposedAction]  # what one row says by itself


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
    actions: dict[tuple[object, ...], list[ProposedAction]] = {}
    for row in rows:
        completion = read_completion(row.raw.get("completion", ""), plan_date, plan_year)
        said = _said(row, leads, indicator_numbers, completion)
        actions.setdefault(said.sameness, []).append(said)
    firsts = [its_rows[0] for its_rows in actions.values()]
    places = alike_titles([action.title for action in firsts])
    alike = {firsts[place].row: firsts[earlier] for place, earlier in places.items()}
    joined = _joined(list(actions.values()), same or {})
    proposed = tuple(_of_rows(its_rows, alike.get(its_rows[0].row)) for its_rows in joined)
    questions = [question for action in proposed for question in action.questions]
    questions += [*of_numbers(rows), *of_file(rows)]
    questions.sort(key=lambda question: question.row)
    numbers = tuple(sorted(indicator_numbers))
    rows_alike = {each.row: alike[each.row].row for each in proposed if each.row in alike}
    return UnderstoodPlan(len(rows), proposed, tuple(questions), numbers, rows_alike)


def _said(
    row: PlanRow, leads: Sequence[KnownLead], known: Collection[int], printed: CompletionCell
) -> ProposedAction:
    """What one row says by itself; a column that its table has not is asked about once a file."""
    completion, delivery, doubts = join(printed, read_standing(row.raw))
    doubts += tuple(status.doubts(row.raw))
    text, title = normal(row.raw["action"]), title_of(row.raw["action"])
    if title != text:
        doubts += (("action", SHORTENED.format(length=len(text), title=quoted(title))),)
    texts = {"objective": "objective", "success measure": "success_measure"}
    more = {field: paragraphs(row.raw[name]) for name, field in texts.items() if name in row.raw}
    if delivery:
        more["stated_delivery"] = delivery.value
    indicators = read_indicators(indicators_of(row.raw), known)
    led_by = read_leads(row.raw.get("leads", ""), leads)
    cells = {
        "indicators": indicators.doubts,
        "leads": led_by.doubts,
        "completion": completion.doubts,
    }
    asked = [
        (column, doubt)
        for column, its_doubts in cells.items()
        for doubt in its_doubts
        if column not in missing_columns(row)
    ]
    questions = tuple(question(row, column, doubt) for column, doubt in (*asked, *doubts))
    return ProposedAction(title, (row,), indicators, led_by, completion, questions, more)


def _joined(
    actions: list[list[ProposedAction]], same: Mapping[int, int]
) -> list[list[ProposedAction]]:
    """The actions, each as its rows, with those that are known to be an earlier one in it."""
    home = {said.row: its_rows for its_rows in actions for said in its_rows}
    for row, earlier in same.items():
        if row in home and earlier in home and home[row] is not home[earlier]:
            first, second = sorted((home[earlier], home[row]), key=lambda rows: rows[0].row)
            first += second
            home |= {said.row: first for said in second}
    kept = {id(its_rows): its_rows for its_rows in home.values()}
    for its_rows in kept.values():
        its_rows.sort(key=lambda said: said.row)
    return sorted(kept.values(), key=lambda its_rows: its_rows[0].row)


def _of_rows(same: Sequence[ProposedAction], alike: ProposedAction | None) -> ProposedAction:
    """One action of the rows that print it: the first speaks, the others are asked about."""
    first, *others = same
    home = first.placements[0]
    where, said = capital(home.words), quoted(first.completion.raw)
    questions = [question for each in same for question in each.questions]
    questions += [
        question(
            other.placements[0],
            "completion",
            f"{where} prints the same action with {said}, and this row with "
            f"{quoted(other.completion.raw)}. The first is kept. Which is right?",
        )
        for other in others
        if other.completion.facts != first.completion.facts
    ]
    if alike:
        earlier = alike.placements[0].words
        message = (
            f"This action is much like the one in {earlier}, {quoted(alike.title)}. "
            "Are they the same?"
        )
        questions.append(question(home, "action", message))
    placements = tuple(row for each in same for row in each.placements)
    return replace(first, placements=placements, questions=tuple(questions))


def _fold(text: str) -> str:
    return fold(text).rstrip(" .")


def as_json(plan: UnderstoodPlan) -> dict[str, object]:
    """The plan as `load_plan --json` prints it: dates "2026-03-31" or "2025-08", All expanded."""
    days = ("target_date", "review_date", "reviewed_on", "completed_on")
    return {
        "rows": plan.row_count,
        "actions": [
            {
                "title": action.title,
                "placements": [
                    {
                        "section": row.section,
                        "number": int(row.number) if row.number.isdecimal() else row.number,
                        "row": row.row,
                        "raw": dict(row.raw),
                    }
                    for row in action.placements
                ],
                "indicators": list(action.indicators.expanded(plan.indicator_numbers)),
                "all_indicators": action.indicators.all,
                "leads": list(action.leads.names),
                "status": action.completion.status.value,
                **{
                    name: str(day) if (day := getattr(action.completion, name)) else None
                    for name in days
                },
                "review_cadence": action.completion.review_cadence or None,
                "questions": [asdict(question) for question in action.questions],
            }
            for action in plan.actions
        ],
        "questions": [asdict(question) for question in plan.questions],
    }


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
    """Once a section: numbers that repeat, are missing, or come out of order; rows without one."""
    numbered: dict[str, list[tuple[int, PlanRow]]] = {}
    blank: dict[str, list[PlanRow]] = {}
    for row in rows:
        if row.number.isdecimal() and not row.is_counted:
            section = fold(row.section).rstrip(" .")
            numbered.setdefault(section, []).append((int(row.number), row))
        elif not row.number:
            blank.setdefault(fold(row.section), []).append(row)
    remarks = []
    for pairs in numbered.values():
        counts = Counter(number for number, _ in pairs)
        if repeated := [number for number, count in sorted(counts.items()) if count > 1]:
            last = [row for number, row in pairs if number in repeated][-1]
            said = f"number {_listed(repeated)} is used more than once. Which is right?"
            remarks.append((last, said))
        if missing := sorted(set(range(1, min(max(counts), 10_000))) - set(counts)):
            after = next(row for number, row in pairs if number > missing[0])
            said = f"there is no number {_listed(missing)}. Is an action left out?"
            remarks.append((after, said))
        for (before, _), (number, row) in pairwise(pairs):
            if number < before:
                said = f"number {number} is printed after {before}. Is the order right?"
                remarks.append((row, said))
                break
    for first, *others in blank.values():
        numbers = _listed([first.row, *(row.row for row in others)])
        where = f"rows {numbers} have" if others else f"{first.words} has"
        remarks.append((first, f"{where} no number. Is that meant?"))
    return [question(row, "number", f"{row.section}: {message}") for row, message in remarks]


def _listed(numbers: Sequence[int]) -> str:
    more = f" and {len(numbers) - 5} more" if len(numbers) > 5 else ""
    return ", ".join(str(number) for number in numbers[:5]) + more
