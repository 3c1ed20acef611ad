"""A printed completion cell → status, target, reviews and completion, each a fact of its own.

A cell is understood as far as its words are known, and no further: what is not understood is a
doubt in words, for a person to settle, and no value is invented. `raw` is the cell as printed.
"""

import re
from dataclasses import dataclass
from datetime import date

from actions import dates
from actions.dates import FIRST_YEAR, PrintedDate
from actions.delivery import Status
from wres.files.tables import quoted

APRIL = 4
CELL_CHARACTERS = 1_000  # of a cell that are read
RANGES = {"range", "dash"}  # what stands between the first and the last day of a time
_STATUS_WORDS = {
    Status.COMPLETED: "completed|complete(?! by)",
    Status.ONGOING: "on[ -]?going",
    Status.IN_PROGRESS: "in progress",
    Status.NOT_STARTED: "not (?:yet )?started",
    Status.PAUSED: "paused|on hold",
    Status.CANCELLED: "cancell?ed",
    Status.CARRIED_FORWARD: "carried forward",
}
# A date belongs to the fact named last before it; a bare one is a target.
_FACT_WORDS = {
    "reviewed_on": "reviewed",
    "review_date": "review",
    "target_date": "target|due|deadline|complete by|to be completed?(?: by)?|completion(?: by)?",
    "start": "from|start(?:s|ing)?(?: in| on| from)?|begin(?:s|ning)?(?: in| on| from)?",
    "range": "to|until|till|through",
    "cadence": "(?:bi-?|half-?|six-|twice-|two-)?"
    "(?:annual|annually|yearly|monthly|weekly|quarterly)|termly",
    "joiner": "by|on|date|next|and|progress|before|no later than|year[- ]?end|year"
    "|(?:financial|fiscal) year|(?:the )?(?:financial )?(?:year[- ]?)?end(?: of)?(?: the)?",
}
_WORDS = {**{status.value: words for status, words in _STATUS_WORDS.items()}, **_FACT_WORDS}
_TOKEN = re.compile(
    rf"(?P<date>{dates.DATE_LIKE})|"
    + "|".join(rf"(?P<{name}>(?:{words})(?![\w-]))" for name, words in _WORDS.items())
    + r"|(?P<dash>[–—-])|[\s,;:.()]+|(?P<unknown>\S+)",
    re.IGNORECASE,
)
AMBIGUOUS = " can mean twice a {period} or every two {period}s. Which is meant?"
_AMBIGUOUS = re.compile(r" can mean twice a (year|month|week|quarter) or every two \1s")
_DATED_FACTS = {"target_date": "target", "review_date": "review", "reviewed_on": "past review"}
_PERIODS = {
    "annual": "year",
    "year": "year",
    "month": "month",
    "week": "week",
    "quarter": "quarter",
}
_DONE_FACTS = {"completed_on": "completed", "reviewed_on": "reviewed"}

type Tokens = list[tuple[str, str]]  # kind and word


@dataclass(frozen=True)
class CompletionCell:
    """The facts of a completion cell, each None or "" where the cell does not say."""

    raw: str
    status: Status = Status.NOT_STATED
    target_date: PrintedDate | None = None
    review_date: PrintedDate | None = None
    reviewed_on: PrintedDate | None = None
    completed_on: PrintedDate | None = None
    review_cadence: str = ""
    doubts: tuple[str, ...] = ()

    @property
    def facts(self) -> tuple[object, ...]:
        """What two cells have in common when they say the same."""
        found = (self.target_date, self.review_date, self.reviewed_on, self.completed_on)
        return (self.status, *found, self.review_cadence)


def read_completion(raw: str, plan_date: date, plan_year: int | None = None) -> CompletionCell:
    """Reads a completion cell of a plan of that date, and of the year that begins in `plan_year`.

    Without it the plan is of the financial year of its date, which a quarter ("Q3") is then of.

    A bare date is a target, and so is the date of "Ongoing 30.06.2026": plans that mean a
    review write the word, and the sample prints the same action once so and once with the bare
    date. A date of something done that comes after the plan's own date is questioned and not
    kept. A cell with a word that is not known ("not completed") is not understood at all.
    """
    tokens = _tokens(raw)
    if not tokens:
        return CompletionCell(raw, doubts=("No status and no date is printed. What are they?",))
    if unknown := [word for kind, word in tokens if kind == "unknown"]:
        doubt = f"{quoted(raw)} is not understood at {quoted(unknown[0])}. What does it say?"
        return CompletionCell(raw, doubts=(doubt,))
    status, status_doubts = _status(tokens)
    cadence, cadence_doubts = _cadence(tokens)
    found, date_doubts = _dates(
        tokens, plan_date, plan_year or plan_date.year - (plan_date.month < APRIL)
    )
    return CompletionCell(
        raw,
        status,
        found.get("target_date"),
        found.get("review_date"),
        found.get("reviewed_on"),
        found.get("completed_on"),
        cadence,
        (*status_doubts, *date_doubts, *cadence_doubts),
    )


def says_something(raw: str) -> bool:
    """Whether a cell is a status or a time, with no word besides that is not known."""
    tokens = _tokens(raw)
    if any(kind == "unknown" for kind, _ in tokens):
        return False
    days = (word for kind, word in tokens if kind == "date")
    is_day = any(dates.parse(word, FIRST_YEAR) or dates.vague(word, FIRST_YEAR) for word in days)
    return is_day or any(kind in _STATUS_WORDS for kind, _ in tokens)


def _tokens(raw: str) -> Tokens:
    """The words of a cell that say something; of a range, its end only."""
    matches = _TOKEN.finditer(" ".join(raw[:CELL_CHARACTERS].split()))
    tokens = [(m.lastgroup, m[0]) for m in matches if m.lastgroup and m.lastgroup != "joiner"]
    found: Tokens = []
    for place, (kind, word) in enumerate(tokens):
        is_between = {"date"} == {each for each, _ in tokens[place - 1 : place + 2 : 2]}
        if kind in RANGES and place and is_between and len(tokens) > place + 1:
            found.pop()
            if found and found[-1][0] == "start":
                found.pop()
        elif kind == "range":
            found.append(("unknown", word))
        elif kind != "dash":
            found.append((kind, word))
    return found


def _status(tokens: Tokens) -> tuple[Status, list[str]]:
    statuses = list(dict.fromkeys(Status(kind) for kind, _ in tokens if kind in _STATUS_WORDS))
    if len(statuses) > 1:
        return Status.NOT_STATED, ["More than one status is printed. Which is right?"]
    return next(iter(statuses), Status.NOT_STATED), []


def _cadence(tokens: Tokens) -> tuple[str, list[str]]:
    words = list(dict.fromkeys(word.lower() for kind, word in tokens if kind == "cadence"))
    if len(words) > 1:
        return "", ["More than one time between reviews is printed. Which is right?"]
    doubts = [
        quoted(word) + AMBIGUOUS.format(period=period)
        for word in words
        for name, period in _PERIODS.items()
        if word.startswith("bi") and name in word
    ]
    return "".join(words), doubts


def meanings(message: str) -> list[tuple[str, str]]:
    """The times between reviews that a question names, each as it is kept and in words."""
    match = _AMBIGUOUS.search(message)
    if match is None:
        return []
    period = match[1]
    kept = {"year": "yearly", "month": "monthly", "week": "weekly", "quarter": "quarterly"}[period]
    words = (f"Twice a {period}", f"Every two {period}s")
    return list(zip((f"twice-{kept}", f"two-{kept}"), words, strict=True))


def _dates(
    tokens: Tokens, plan_date: date, plan_year: int
) -> tuple[dict[str, PrintedDate], list[str]]:
    """The dates by the fact they belong to, and what is doubtful about them."""
    found: dict[str, PrintedDate] = {}
    claims = _claims(tokens)
    doubtful: set[str] = set()  # of which no date is kept
    doubts = [f"A {name} is named without its date. When is it?" for name in _undated(tokens)]
    for fact, word in claims:
        printed = dates.parse(word, plan_year)
        doubt = _date_doubt(fact, word, printed, plan_date, plan_year)
        if doubt is None and printed and fact in found and found[fact].day == printed.day:
            printed = min(found[fact], printed)  # "31.03.2026 (Q4)": the day is said by both
        elif doubt is None and fact in found:
            doubt = f"{quoted(word)} is a second date for the same thing. Which is right?"
        if doubt:
            doubts.append(doubt)
            doubtful.add(fact)
        elif printed:
            found[fact] = printed
    return {fact: day for fact, day in found.items() if fact not in doubtful}, doubts


def _claims(tokens: Tokens) -> Tokens:
    """Each date with the fact it is claimed for."""
    fact, claims = "target_date", []
    for kind, word in tokens:
        if kind == "date":
            claims.append((fact, word))
        elif kind in _DATED_FACTS or kind == "start":
            fact = kind
        elif kind in _STATUS_WORDS:
            fact = "completed_on" if kind == Status.COMPLETED else "target_date"
    return claims


def _undated(tokens: Tokens) -> list[str]:
    """Reviews and targets that are named, with no date for them and no cadence instead."""
    kinds = {kind for kind, _ in tokens}
    settled = {fact for fact, _ in _claims(tokens)}
    if "cadence" in kinds:
        settled.add("review_date")
    return [name for fact, name in _DATED_FACTS.items() if fact in kinds - settled]


def _date_doubt(
    fact: str, word: str, printed: PrintedDate | None, plan_date: date, plan_year: int
) -> str | None:
    if fact == "start":
        return f"{quoted(word)} is when it begins. When is it to end?"
    if words := dates.vague(word, plan_year):
        return f"{quoted(word)} {words}"
    if printed is None:
        return f"{quoted(word)} is no date of the calendar. Which is meant?"
    if not dates.is_near(printed, plan_date):
        return f"{quoted(word)} is {printed.words}, far from the plan's own date. Which is meant?"
    if fact in _DONE_FACTS and printed.first_day > plan_date:
        return (
            f"{printed.words} comes after the plan's own date, {PrintedDate(plan_date).words}, so "
            f"it was not {_DONE_FACTS[fact]} then. Is it a target, a review or a mistake?"
        )
    return None
