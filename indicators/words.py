"""The numbers of a figure in words, as tables and pages print them."""

from decimal import Decimal

from indicators.rules.figures import (
    Aim,
    Held,
    State,
    Unit,
    board_difference,
    initial,
    number_words,
    show,
)
from indicators.rules.statistics import Counts, chance_words, share

STATE_WORDS = {
    State.HELD: "held",
    State.NOT_HELD: "no figure held",
    State.SUPPRESSED: "suppressed",
    State.NOT_COLLECTED: "not collected",
    State.NOT_CALCULABLE: "not calculable",
}
COLUMNS = {
    Unit.RATIO: ("Ratio",),
    Unit.PERCENT: ("White", "BME"),
    Unit.POINTS: ("BME share of the board", "BME share of the workforce", "Difference"),
    Unit.GRID: (),
}
MISSING = "Not held"


def number_cells(held: Held, aim: Aim, unit: Unit) -> list[str]:
    """Words for each of COLUMNS; a figure without any number says the same in each."""
    state = show(held, aim, unit).held.state
    if state is not State.HELD:
        return [initial(STATE_WORDS[state])] * len(COLUMNS[unit])
    numbers: list[tuple[Decimal | None, Unit]] = {
        Unit.RATIO: [(held.value, unit)],
        Unit.PERCENT: [(held.white, unit), (held.bme, unit)],
        Unit.POINTS: [
            (held.bme, Unit.PERCENT),
            (held.workforce, Unit.PERCENT),
            (board_difference(held), unit),
        ],
        Unit.GRID: [],
    }[unit]
    return [MISSING if n is None else number_words(n, of) for n, of in numbers]


def interval_words(counts: Counts, unit: Unit, numerator: str) -> list[tuple[str, str]]:
    """(what, number with its 95% interval) for what the counts give; none without counts."""
    if unit is Unit.RATIO:
        likelihood = counts.likelihood(numerator)
        return [("Ratio", chance_words(likelihood))] if likelihood else []
    shares = {"White": counts.white, "BME": counts.bme}
    if unit is Unit.POINTS:
        shares = {"BME share of the board": counts.bme}
    is_survey = unit is Unit.PERCENT
    return [(n, share(*pair, is_survey=is_survey).words) for n, pair in shares.items() if pair]


def direction(aim: Aim, unit: Unit, numerator: str) -> str:
    """Which way is worse, in words that stand beside a field."""
    if unit is Unit.RATIO:
        top, bottom = ("White", "BME") if numerator == "white" else ("BME", "White")
        return f"{top} rate ÷ {bottom} rate: above 1.00 is worse for ethnic minority staff"
    if unit is Unit.POINTS:
        return "Board share minus workforce share: below 0 the board is under-represented"
    return {Aim.LOWER: "Lower is better", Aim.HIGHER: "Higher is better"}.get(aim, "")
