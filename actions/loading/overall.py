"""Questions about a plan's rows as a whole: their numbers, and columns and cells left blank."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from actions.loading.printed import CARRIED, PlanRow, located
from files.refused import quoted
from files.spelling import fold
from files.tables import Question

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
