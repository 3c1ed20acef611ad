"""The outcomes of a year as data: JSON, and rows for a CSV file."""

from typing import Any

from actions.outcomes import Outcomes
from actions.outcomes.indicator import IndicatorOutcome
from indicators.rules.comparison import RULE_VERSION, Unit, displayed

MEASURES = {
    Unit.RATIO: ("value",),
    Unit.PERCENT: ("white", "bme"),
    Unit.POINTS: ("value", "bme", "workforce"),
    Unit.GRID: ("value",),
}
HEADER = [
    *("indicator", "name", "year", "group", "computed group", "stated group reason"),
    *("position", "gap", "gap before", "gap after", "gap changed sides"),
    *(
        "state",
        "value",
        "white",
        "bme",
        "workforce",
        "unit",
        "target",
        "flags",
        "focus",
        "why",
        "chance",
    ),
]
REFERENCES = ("last year", "baseline")
HEADER += [
    f"{reference} {part}"
    for reference in REFERENCES
    for part in ("round", "value", "value change", "white", "white change", "bme", "bme change")
]


def as_json(outcomes: Outcomes) -> dict:
    """Numbers are strings as displayed, and words are those of the pages."""
    return {
        "organisation": outcomes.organisation.pk,
        "year": outcomes.year,
        "rule_version": RULE_VERSION,
        "indicators": [_indicator(card) for card in outcomes.cards],
    }


def _indicator(card: IndicatorOutcome) -> dict:
    result, gap = card.result, card.result.gap
    return {
        "number": card.number,
        "name": card.indicator.short_name,
        "group": card.group,
        "computed_group": card.computed_group,
        "stated_group": card.stated_group,
        "stated_group_reason": card.said.stated_group_reason if card.stated_group else "",
        "position": result.position,
        "gap": {
            "trend": gap.trend,
            "before": _text(gap.before),
            "after": _text(gap.after),
            "changed_sides": gap.changed_sides,
        },
        "state": card.state_words,
        "unit": unit(card),
        **{measure: _text(value) for measure, value in figures(card).items()},
        "references": [
            {
                "year": r.year,
                "measure": r.measure,
                "value": _text(r.value),
                "unit": r.unit,
                "arrow": r.arrow,
                "effect": r.effect,
            }
            for r in result.references
        ],
        "flags": list(result.flags),
        "focus": card.is_focus,
        "target": card.target_words,
        "why": result.why,
        "chance": card.chance,
    }


def figures(card: IndicatorOutcome) -> dict:
    """Measure → number as displayed, or None: the current figure.

    `value` is the ratio, or what is judged of the board: its difference from the workforce, or
    where that is not held its BME share, which is `bme` too. `unit` says which.
    """
    shown = {number.measure: number.value for number in card.result.current}
    if card.unit is Unit.POINTS and shown:
        shown.setdefault("value", shown.get("bme"))
        shares = {name: getattr(card.held, name) for name in ("bme", "workforce")}
        shown |= {n: displayed(v, Unit.PERCENT) for n, v in shares.items() if v is not None}
    return {measure: shown.get(measure) for measure in MEASURES[card.unit]}


def unit(card: IndicatorOutcome) -> Unit:
    """That of `value`, or of both percentages: a board's share alone is no percentage points."""
    return next((number.unit for number in card.result.current), card.unit)


def as_rows(outcomes: Outcomes):
    """One row an indicator, for the columns of HEADER."""
    for card in outcomes.cards:
        result, gap, shown = card.result, card.result.gap, figures(card)
        stated_reason = card.said.stated_group_reason if card.stated_group else ""
        yield [
            *(card.number, card.indicator.short_name, outcomes.year),
            *(card.group, card.computed_group, stated_reason),
            *(result.position, gap.trend, gap.before, gap.after),
            *("yes" if gap.changed_sides else "no", card.state_words),
            *(shown.get(measure) for measure in ("value", "white", "bme", "workforce")),
            unit(card),
            *(card.target_words, "; ".join(result.flags), "yes" if card.is_focus else "no"),
            *(result.why, card.chance),
            *_references(card, outcomes.year - 1),
            *_references(card, card.baseline_year),
        ]


def _references(card: IndicatorOutcome, year: int | None) -> list:
    """The round, then each measure's number and how it changed since."""
    found = {r.measure: r for r in card.result.references if r.year == year}
    cells: list[Any] = [year if found else None]
    for measure in ("value", "white", "bme"):
        reference = found.get(measure)
        moved = reference and reference.arrow
        cells += [reference and reference.value, f"{moved}, {reference.effect}" if moved else ""]
    return cells


def _text(number) -> str | None:
    return None if number is None else str(number)
