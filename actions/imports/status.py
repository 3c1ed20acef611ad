"""Printed words and looks for how an action stands → a status, a stated delivery, and doubts."""

import colorsys
import re
import string
from collections.abc import Mapping
from dataclasses import dataclass, replace

from actions.delivery import STATUS_WORDS, Delivery, Status
from actions.imports.completion import CompletionCell
from wres.files.tables import quoted
from wres.words import listed

_STATUS_WORDS = {
    Status.COMPLETED: "complete|completed|done|delivered|achieved|finished|action complete|"
    "fully complete|fully completed",
    Status.IN_PROGRESS: "in progress|underway|under way|started|commenced|work in progress",
    Status.ONGOING: "ongoing|on going|on-going|continuing",
    Status.NOT_STARTED: "not started|not yet started|to start|to be started|not commenced",
    Status.PAUSED: "paused|on hold|suspended",
    Status.CANCELLED: "cancelled|canceled|withdrawn",
    Status.CARRIED_FORWARD: "carried forward|carry forward|rolled over",
    Status.NOT_STATED: "not stated",
}
_DELIVERY_WORDS = {
    Delivery.COMPLETE: "blue",
    Delivery.ON_TRACK: "green|on track|on target|on schedule",
    Delivery.AT_RISK: "amber|at risk",
    Delivery.OFF_TRACK: "red|off track|off target",
    Delivery.NOT_STATED: "not rated",
}
_SCALES: dict[str, Status | Delivery] = {
    word: step
    for words_of in (_STATUS_WORDS, _DELIVERY_WORDS)
    for step, words in words_of.items()
    for word in words.split("|")
}
_KNOWN = re.compile(
    rf"(?<![\w-])(?:{'|'.join(sorted(map(re.escape, _SCALES), key=len, reverse=True))})(?![\w-])",
    re.IGNORECASE,
)
_NOTE = re.compile(r"\n|[:.;]\s|\s[–—-]\s|[:.;]$")  # what comes after may be a note
_BETWEEN = re.compile(r"(?:[\s,/()&+:;.–—-]|\b(?:and|b?rag|status|rated|rating)\b)*")
_WORD = re.compile(r"\w")
COLUMNS = ("status", "rating", "progress")
_DIFFERS = "The completion says {}, and the status is {}. The status is kept. Which is right?"
BLANKS = {"n/a", "na", "none"}
BLANK_SIGNS = string.whitespace + "-–—.,;:/()\u00a0"  # a cell of nothing else is blank
# Letters and signs that stand for a rating: what they mean is asked.
SIGNS = {
    **{"r": "red", "a": "amber", "g": "green", "b": "blue", "y": "amber"},
    **{"🔴": "red", "🟥": "red", "🟠": "amber", "🟧": "amber", "🟡": "amber", "🟨": "amber"},
    **{"🟢": "green", "🟩": "green", "🔵": "blue", "🟦": "blue"},
}
SIGN_CHARACTERS = 100
SHORT_NOTE_WORDS = 3  # so few unknown words are no note but a status that is not known


@dataclass(frozen=True)
class Standing:
    """How an action stands as one cell or more say it; each None where they do not say."""

    status: Status | None = None
    delivery: Delivery | None = None
    doubts: tuple[tuple[str, str], ...] = ()  # column and words


def read_standing(raw: Mapping[str, str]) -> Standing:
    """What the cells of status, rating and progress of a row say together.

    A cell of progress that is longer than a few words and says no status is a note.
    """
    cells = {column: raw[column] for column in COLUMNS if raw.get(column, "").strip()}
    found: dict[str, set[Status | Delivery]] = {}
    doubts = []
    for column, cell in cells.items():
        steps = steps_in(cell)
        if steps is None and not _is_note(column, cell):
            colour = SIGNS.get(cell.strip().casefold().rstrip("\ufe0f"), "")
            asks = ASKS[colour] if colour else "What is it?"
            doubts.append((column, f"{quoted(cell)} is no status that is known. {asks}"))
        found[column] = steps or set()
    steps = set().union(*found.values())
    statuses = [step for step in steps if isinstance(step, Status)]
    deliveries = [step for step in steps if isinstance(step, Delivery)]
    column = next(iter(cells), "status")
    for several in (statuses, deliveries):
        if len(several) > 1:
            said = listed(map(quoted, cells.values()))
            doubts.append((column, f"{said} say different things. Which is right?"))
    return Standing(
        statuses[0] if len(statuses) == 1 else None,
        deliveries[0] if len(deliveries) == 1 else None,
        tuple(doubts),
    )


def join(
    completion: CompletionCell, standing: Standing
) -> tuple[CompletionCell, Delivery | None, tuple[tuple[str, str], ...]]:
    """The completion cell with the status of its neighbours, the delivery, and all their doubts.

    A status column is there to say the status, so it is kept where the two differ. Complete is
    no delivery that anyone states: it follows from the status.
    """
    doubts = list(standing.doubts)
    status, delivery = standing.status or completion.status, standing.delivery
    if status == Status.NOT_STATED:
        status = completion.status
    said = completion.status
    are_under_way = {said, status} <= {Status.IN_PROGRESS, Status.ONGOING}
    if said not in (Status.NOT_STATED, status) and not are_under_way:
        words = _DIFFERS.format(quoted(completion.raw), quoted(STATUS_WORDS[status]))
        doubts.append(("status", words))
    if delivery == Delivery.COMPLETE:
        if status != Status.COMPLETED:
            doubts.append(("rating", "The rating says complete, and the status does not. Is it?"))
        delivery = None
    if not completion.raw.strip() and status != Status.NOT_STATED:
        completion = replace(completion, doubts=())
    return replace(completion, status=status), delivery, tuple(doubts)


def steps_in(raw: str) -> set[Status | Delivery] | None:
    """The steps that a cell names, or None when it has other words before any note."""
    if not raw.strip(BLANK_SIGNS) or raw.strip().casefold() in BLANKS:
        return set()
    parts = _NOTE.split(raw.strip(), maxsplit=1)
    for text in (raw, parts[0]):
        named = [_SCALES[match.casefold()] for match in _KNOWN.findall(" ".join(text.split()))]
        rest = _KNOWN.sub("", " ".join(text.split())).casefold()
        if _BETWEEN.fullmatch(rest) and named:
            return set(named)
    return None


def _is_note(column: str, raw: str) -> bool:
    is_sign = not _WORD.search(raw[:SIGN_CHARACTERS])
    return column == "progress" and not is_sign and len(raw.split()) > SHORT_NOTE_WORDS


SHADED_COLUMNS = ("rating", "status", "progress")  # whose empty cells may be coloured for a rating
SHADED = "{} (shading)"  # kept with a row's cells
STRUCK = "action (struck through)"  # the same
ASKS = {
    "red": "Is the action off track?",
    "amber": "Is the action at risk?",
    "green": "Is the action on track?",
    "blue": "Is the action complete?",
}
STRUCK_ASKS = "The action is struck through. Is it cancelled?"
_FILL = re.compile("[0-9a-fA-F]{6}")
_HUES = ((15, "red"), (65, "amber"), (170, "green"), (260, "blue"), (340, ""), (361, "red"))
PALE, DARK = 0.15, 0.3  # less colour, or less light, is white, grey or black


def colour(fill: str) -> str:
    """The colour of a rating that a fill such as "FFC000" is, or ""."""
    if not _FILL.fullmatch(fill):
        return ""
    red, green, blue = (int(fill[n : n + 2], 16) / 255 for n in (0, 2, 4))
    hue, strength, light = colorsys.rgb_to_hsv(red, green, blue)
    if strength < PALE or light < DARK:
        return ""
    return next(name for end, name in _HUES if hue * 360 < end)


def doubts(raw: Mapping[str, str]) -> list[tuple[str, str]]:
    """What is asked of the looks of a row: column and words."""
    struck = [("status", STRUCK_ASKS)] if STRUCK in raw else []
    return struck + [
        (column, f"The cell is empty and shaded {shade}. {ASKS[shade]}")
        for column in SHADED_COLUMNS
        if (shade := raw.get(SHADED.format(column), "")) in ASKS and not raw.get(column, "").strip()
    ]
