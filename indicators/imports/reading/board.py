"""Board headcounts by membership → the figures of the board and of its parts.

Everyone on the board is a voting or a non-voting member, and an executive or a non-executive
one, so each of the two pairs adds up to the whole board.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from indicators.imports.reading.columns import GROUPS
from indicators.imports.reading.notes import Notes, Whose
from indicators.imports.reading.rows import OVERALL, FigureRow
from indicators.imports.values import ImpossibleError, Reading, read_count, read_figure
from indicators.rules.figures import State, Unit
from wres.files.tables import Line, Problem, Question, quoted

PAIRS: tuple[tuple[str, ...], ...] = (("voting", "non_voting"), ("executive", "non_executive"))
TITLES = {
    "voting": "voting",
    "non_voting": "non-voting",
    "executive": "executive",
    "non_executive": "non-executive",
    OVERALL: "whole board",
}
MEMBERSHIP_WORDS = {
    "voting": "voting",
    "nonvoting": "non_voting",
    "executive": "executive",
    "exec": "executive",
    "nonexecutive": "non_executive",
    "nonexec": "non_executive",
    "ned": "non_executive",
    "overall": OVERALL,
    "total": OVERALL,
    "board": OVERALL,
    "all": OVERALL,
    "whole": OVERALL,
}
NO_SIGNS = dict.fromkeys(map(ord, "-–_()"), " ")
ENDINGS = (  # what may stand after the words of a kind, the last first
    *("overallworkforce", "ofboard", "oftheboard", "membership"),
    *("members", "member", "directors", "director", "board"),
)
KEPT = ("year", "membership", "workforce", "source_period", "series", "organisation")

People = tuple[int, int, int]  # White, BME, unknown


@dataclass(frozen=True)
class Members:
    """The members of one kind. `people` is None where a headcount is suppressed."""

    line: Line
    whose: Whose
    part: str
    series: str
    people: People | None
    workforce: Reading | None


def read_board(lines: Iterable[Line], notes: Notes) -> list[FigureRow]:
    boards: defaultdict[tuple[Whose, str], dict[str, Members]] = defaultdict(dict)
    for line in lines:
        members = _members(line, notes)
        if members is None:
            continue
        board = boards[members.whose, members.series]
        earlier = board.setdefault(members.part, members)
        if earlier is not members:
            message = (
                f"Row {earlier.line.row} already gives the {TITLES[members.part]} members of "
                f"{members.whose.year}. Keep one of the two"
            )
            notes.problems.append(Problem(line.row, "membership", message))
    indicator = notes.number_with(Unit.POINTS)
    return [row for board in boards.values() for row in _figures(board, indicator, notes)]


def _members(line: Line, notes: Notes) -> Members | None:
    cells = line.cells
    if notes.taken(line, "unit", partial(_no_unit, cells.get("unit", ""))) is None:
        return None
    whose, series = notes.whose(line), notes.text(line, "series")
    period = notes.text(line, "source_period")
    part = notes.taken(line, "membership", partial(_part, cells["membership"]))
    people = [
        notes.taken(line, group, partial(_headcount, cells[group], group)) for group in GROUPS
    ]
    share = None
    if "workforce" in cells:
        read = partial(read_figure, cells["workforce"], "workforce", Unit.POINTS)
        share = notes.taken(line, "workforce", read)
        if share is None:
            return None
    if whose is None or series is None or period is None or part is None or None in people:
        return None
    white, bme, unknown = (reading.number for reading in people if reading)
    is_told = white is not None and bme is not None and unknown is not None
    numbers = (int(white or 0), int(bme or 0), int(unknown or 0)) if is_told else None
    return Members(line, whose, part, series, numbers, share)


def _figures(board: Mapping[str, Members], indicator: int, notes: Notes) -> Iterator[FigureRow]:
    """The figures of one board, or nothing when its parts do not add up."""
    ways = (*PAIRS, (OVERALL,))
    wholes = [(parts, _sum(board, parts)) for parts in ways if set(parts) <= set(board)]
    first = next(iter(board.values()))
    if not wholes:
        message = (
            "The whole board cannot be worked out. Give voting and non-voting members, "
            "executive and non-executive members, or a row for the whole board"
        )
        notes.problems.append(Problem(first.line.row, "membership", message))
        return
    told = [(pair, people) for pair, people in wholes if people is not None]
    if wrong := [_differ(board, told[0], other) for other in told[1:] if other[1] != told[0][1]]:
        notes.problems += wrong
        return
    if told:
        notes.questions += _suppressed_beside(board)
    shares = [m for m in board.values() if m.workforce and m.workforce.number is not None]
    share = shares[0] if shares else first
    for members in board.values():
        if members.part != OVERALL:
            yield _figure(members, members.part, members.people, share, indicator)
    whole = told[0][1] if told else None
    yield _figure(board.get(OVERALL, first), OVERALL, whole, share, indicator)


def _suppressed_beside(board: Mapping[str, Members]) -> Iterator[Question]:
    """A question on each row of suppressed members of a board that is told as a whole.

    It is on their own row because a row that does not change is not asked about.
    """
    for members in board.values():
        if members.people is None:
            message = (
                "Some members are suppressed and others are given. Can the "
                f"{TITLES[members.part]} members be worked out from the others?"
            )
            yield Question(members.line.row, "membership", message)


def _sum(board: Mapping[str, Members], pair: tuple[str, ...]) -> People | None:
    found = [board[part].people for part in pair]
    if any(people is None for people in found):
        return None
    white, bme, unknown = (sum(each) for each in zip(*filter(None, found), strict=True))
    return white, bme, unknown


Whole = tuple[tuple[str, ...], People]


def _differ(board: Mapping[str, Members], one: Whole, other: Whole) -> Problem:
    """Two ways to count the board that differ, with both sums."""
    words = " and ".join(
        f"{' and '.join(TITLES[part] for part in parts)} give {sum(people)} members "
        f"({people[0]} White, {people[1]} BME, {people[2]} unknown)"
        for parts, people in (one, other)
    )
    row = max(board[part].line.row for part in other[0])
    start = words[0].upper() + words[1:]
    return Problem(row, "membership", f"{start}. Both must be the whole board: correct the numbers")


def _figure(
    members: Members, part: str, people: People | None, share: Members, indicator: int
) -> FigureRow:
    """The figure of a part; `share` has the workforce that the whole board is set against."""
    state, counts, printed = _counted(members, people)
    raw = {name: cell for name, cell in members.line.cells.items() if name in KEPT}
    raw |= {name: share.line.cells[name] for name in raw if name == "workforce"}
    is_held = state is State.HELD
    return FigureRow(
        row=members.line.row,
        indicator=indicator,
        year=members.whose.year,
        raw=raw | printed | {"membership": TITLES[part]},
        workforce=share.workforce if is_held else None,
        counts=counts,
        counted=state,
        part=part,
        series=members.series,
        organisation=members.whose.organisation,
    )


def _counted(
    members: Members, people: People | None
) -> tuple[State, dict[str, int], dict[str, str]]:
    """What headcounts make of a part: its state, its counts, and its cells as a file of counts."""
    if people is None:
        return State.SUPPRESSED, {}, {f"{g} numerator": members.line.cells[g] for g in GROUPS}
    total = sum(people)
    by_group = dict(zip(GROUPS, people, strict=True))
    counts = {f"{group}_count": count for group, count in by_group.items()}
    counts |= {f"{group}_total": total for group in GROUPS}
    cells = {f"{group} numerator": str(count) for group, count in by_group.items()}
    cells |= {f"{group} denominator": str(total) for group in GROUPS}
    return (State.HELD, counts, cells) if total else (State.NOT_CALCULABLE, {}, cells)


def _no_unit(text: str) -> tuple[str, str]:
    if text.strip():
        raise ImpossibleError(
            f"{quoted(text)} was given. Figures of the board are the whole organisation's. "
            "Delete the unit"
        )
    return "", ""


def membership_of(text: str) -> str | None:
    """The part of the board that the words name, if any."""
    plain = "".join(text.casefold().translate(NO_SIGNS).split()).removeprefix("difference")
    for ending in ENDINGS:
        plain = plain.removesuffix(ending) or plain
    return MEMBERSHIP_WORDS.get(plain)


def _part(text: str) -> tuple[str, str]:
    part = membership_of(text)
    if part is None:
        raise ImpossibleError(
            f"{quoted(text)} was given. Enter membership as voting, non-voting, executive, "
            "non-executive or whole board"
        )
    return part, ""


def _headcount(text: str, column: str) -> tuple[Reading, str]:
    """A headcount that is given or suppressed: what is left out is not 0."""
    reading, doubt = read_count(text, column)
    if reading.state in {State.HELD, State.SUPPRESSED}:
        return reading, doubt
    raise ImpossibleError(
        f"No headcount was given. Enter {'White' if column == 'white' else column} as a whole "
        "number of people, 0 if there are none"
    )
