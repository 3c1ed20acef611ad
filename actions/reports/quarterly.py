"""The report of a quarter as a document: what the executive summary says, with every list whole."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from actions.conditions import delivery_on
from actions.dates import PrintedDate
from actions.delivery import STATUS_WORDS, Judged, Status
from actions.models import Challenge
from actions.quarter.comparison import Comparison
from actions.reports.document import Column, Document, Kind, Part, Table
from actions.summary import delivery_counts, trend
from actions.summary import lists as listings
from actions.summary.headlines import counted
from actions.summary.position import Position
from indicators.rules.comparison import RULE_VERSION
from indicators.rules.figures import initial

DRAFT = ("Draft", "This quarter is still open, so the report can change until it is closed")
STATEMENTS = ("Where are we?", "What moved?", "What is late?", "What to challenge")


def _gap(card) -> str:
    return initial(". ".join([card.gap_words, *card.result.flags]))


def _group(card) -> str:
    group = initial(card.group.value)
    if not card.stated_group:
        return group
    return f"{group}, stated by a person; the rule gives {card.computed_group}"


# The columns of its tables, and what each has of an action, a challenge or a move.
LISTED = {
    Column("Action"): lambda each: each.row.title,
    Column("Section"): lambda each: each.row.section__name,
    Column("Leads"): lambda each: ", ".join(each.leads),
}
ALL_ACTIONS = LISTED | {
    Column("Status"): lambda each: STATUS_WORDS[Status(each.row.status)],
    Column("Delivery"): lambda each: initial(each.judged.words),
    Column("Target date", Kind.DATE): lambda each: each.row.target_date,
    Column("Review date", Kind.DATE): lambda each: each.row.review_date,
    Column("Last update", Kind.DATE): lambda each: each.row.updated_on,
}
CHALLENGES = {
    Column("About"): lambda each: str(each.action or f"Indicator {each.indicator}"),
    Column("Question"): lambda each: each.question,
    Column("Asked by"): lambda each: str(each.asked_by),
    Column("On", Kind.DATE): lambda each: each.asked_on,
}
MOVES = {
    Column("Action"): lambda move: move.stood.title,
    Column("Section"): lambda move: move.stood.section,
    Column("What changed"): lambda move: move.words,
}
OUTCOMES = {
    Column("Indicator"): lambda row: f"{row.card.number} {row.card.indicator.short_name}",
    Column("Focus area"): lambda row: "Yes" if row.card.is_focus else "No",
    Column("Now"): lambda row: initial(row.now),
    Column("Last year"): lambda row: initial(row.last_year),
    Column("Position"): lambda row: initial(str(row.card.result.position)),
    Column("Gap"): lambda row: _gap(row.card),
    Column("Group"): lambda row: _group(row.card),
}


@dataclass(frozen=True)
class Standing:
    """An action as it stands on the day of the report; `row` has the fields of `for_report`."""

    row: object
    leads: tuple[str, ...]
    judged: Judged


def standings(position: Position) -> list[Standing]:
    """Every action of the plan in printed order, in one query."""
    rows = position.plan.actions.for_report()
    on = position.today, position.day.expected_since
    found = []
    for _, of_one in groupby(rows, key=lambda row: row.pk):
        first, *more = of_one
        names = [row.action_leads__lead__name for row in (first, *more)]
        found.append(Standing(first, tuple(filter(None, names)), delivery_on(first, *on)))
    return found


def document(
    position: Position,
    actions: list[Standing],
    challenges: list[Challenge],
    closed_over: str = "",
    *,
    changes: Comparison | None = None,
    is_draft: bool = False,
) -> Document:
    """What the position says; `challenges` are those of the plan that are still open.

    `closed_over` is why the quarter was closed over them. `changes` are those since the quarter
    reported before; without them the report lists what the plan itself knows of this quarter.
    """
    lists = _lists(position, actions)
    parts = [
        *_statements(position),
        _outcomes(position),
        _delivery(position),
        lists["off_track"],
        *trend_of(position, is_draft),
        *(changes_of(changes, position.before) if changes else _changed(position, lists)),
        Part("late", "What is late or missing", ("Each list says why an action is in it.",)),
        *(lists[kind.name] for kind in _kinds(position.gaps)),
        _challenges(challenges, closed_over),
        _coverage(position),
        _all_actions(actions),
    ]
    return Document(
        title=f"Workforce Race Equality Standard: report of {position.quarter}",
        organisation=position.plan.organisation.name,
        facts=(*([DRAFT] * is_draft), *_facts(position)),
        parts=tuple(parts),
    )


def _changed(position, lists) -> list[Part]:
    moved = [lists[kind.name] for kind in _kinds(position.changes)]
    said = "No earlier quarter was closed, so there is none to compare with."
    return [Part("changes", "What changed this quarter", (said,)), *moved]


def _kinds(found) -> list[listings.Kind]:
    return [listing.kind for listing in found]


def _facts(position) -> tuple[tuple[str, str], ...]:
    facts = [
        ("Plan", str(position.plan)),
        ("Quarter", f"{position.quarter}, {position.quarter.words}"),
        ("As it stood on", PrintedDate(position.today).words),
    ]
    if position.updates_due:
        facts.append(("Updates were due by", PrintedDate(position.updates_due).words))
    return (*facts, ("Version of the outcomes rule", RULE_VERSION))


def _statements(position) -> list[Part]:
    said = (position.where, position.moved, position.late, position.challenge)
    return [
        Part(f"statement-{number}", heading, tuple(sentences) or ("Nothing stands out.",))
        for number, (heading, sentences) in enumerate(zip(STATEMENTS, said, strict=True), start=1)
    ]


def _outcomes(position) -> Part:
    outcomes = position.outcomes
    note = (
        "BME means Black and minority ethnic, the term WRES uses. Position compares BME staff with "
        "last year. Gap compares White and BME staff."
    )
    chance = [outcomes.chance_words] if outcomes.chance_words else []
    return Part(
        "outcomes",
        f"Outcomes {outcomes.year}",
        (outcomes.summary, *filter(None, [outcomes.flag_words]), *chance, note),
        Table.of(outcomes.summary.rstrip("."), OUTCOMES, position.outcome_rows),
    )


def _delivery(position) -> Part:
    steps = [Column(words, Kind.NUMBER) for _, words in position.scale_words]
    rows = [(name, *(cell.count for cell in cells)) for name, cells in position.delivery_rows]
    return Part(
        "delivery",
        "Delivery by section",
        ("Each action is counted once; one listed in two sections is counted in the first.",),
        Table(
            initial(position.finding),
            (Column("Section"), *steps, Column("All", Kind.NUMBER)),
            tuple(rows),
            is_picture=True,
        ),
    )


def _lists(position, actions) -> dict[str, Part]:
    kinds = _kinds([position.off_track, *position.changes, *position.gaps])
    return {kind.name: _list(kind, actions, position.day) for kind in kinds}


def _list(kind, actions, day) -> Part:
    holds = kind.condition(day).holds
    chosen = listings.in_order(kind, [a for a in actions if holds(a.row)])
    heading = f"{kind.heading}: {len(chosen)}"
    if not chosen:
        return Part(kind.name, heading, (kind.none,), level=3)
    columns = LISTED | {Column("Why it is listed"): lambda each: kind.detail(each.row, day)}
    return Part(kind.name, heading, (), Table.of(heading, columns, chosen), level=3)


def _challenges(challenges, closed_over) -> Part:
    heading = f"Open challenges: {len(challenges)}"
    if not challenges:
        return Part("challenges", heading, ("Every challenge has been answered.",))
    why = f"The quarter was closed over them: {closed_over}" if closed_over else ""
    said = tuple(filter(None, [why]))
    return Part("challenges", heading, said, Table.of(heading, CHALLENGES, challenges))


def _coverage(position) -> Part:
    said = [
        f"Thinly covered: indicator {card.number}, {card.indicator.short_name.lower()}, "
        f"is a focus area with {words}."
        for card, words, _ in position.thin_words
    ]
    if not position.has_focus:
        said = ["The plan has chosen no focus areas."]
    covered = position.coverage
    numbers = [*covered.sections, "All sections", "With actions about all"]
    rows = [
        (f"{row.indicator.number} {row.indicator.short_name}", *row.counts, row.own, row.with_all)
        for row in covered.rows
    ]
    total = covered.about_all_total
    rows.append(("About all indicators", *covered.about_all, total, total))
    title = "Actions that name an indicator, by section"
    columns = (Column("Indicator"), *(Column(name, Kind.NUMBER) for name in numbers))
    heading = "Which indicators the actions cover"
    every = f"Every focus area has at least {position.enough} actions that name it."
    return Part("coverage", heading, tuple(said) or (every,), Table(title, columns, tuple(rows)))


def _all_actions(actions) -> Part:
    note = "A date of which the month alone is known is given as the last day of the month."
    table = Table.of(f"All actions: {len(actions)}", ALL_ACTIONS, actions)
    return Part("actions", "Every action", (note,), table)


def trend_of(position, is_draft) -> list[Part]:
    """Delivery quarter by quarter; nothing until a quarter was reported before."""
    points = position.trend
    if not points:
        return []
    scale = trend.scale(points)
    said = trend.words(points, last="now" if is_draft else "in this quarter")
    steps = [Column(delivery_counts.words(step), Kind.NUMBER) for step in scale]
    columns = (Column("Quarter"), *steps, Column("All", Kind.NUMBER))
    rows: tuple[tuple[Any, ...], ...] = tuple(
        (name, *numbers) for name, numbers in trend.rows(points, scale)
    )
    table = Table(said[0].rstrip("."), columns, rows, is_picture=True)
    return [Part("trend", "Delivery quarter by quarter", tuple(said), table)]


def changes_of(changes, before) -> list[Part]:
    """What became of the actions since the quarter reported before."""
    names = "Delivery", f"At the end of {before.name}", "This quarter"
    columns = (Column(names[0]), *(Column(name, Kind.NUMBER) for name in names[1:]))
    heading = f"What changed since {before.name}"
    rows = tuple((*row[:3], initial(row[3])) for row in changes.delivery_rows)
    table = Table("Actions by delivery, then and now", (*columns, Column("Difference")), rows)
    said = f"{before.name} was reported with {counted(len(changes.before), 'action')}; "
    said += f"this quarter has {counted(len(changes.after), 'action')}."
    lists = enumerate(changes.lists.items(), start=1)
    moved = [_moves(f"change-{n}", name, moves) for n, (name, moves) in lists]
    return [Part("changes", heading, (said,), table), *moved]


def _moves(name, words, moves) -> Part:
    heading = f"{words}: {len(moves)}"
    if not moves:
        return Part(name, heading, ("None.",), level=3)
    return Part(name, heading, (), Table.of(heading, MOVES, moves), level=3)
