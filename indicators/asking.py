"""What a person is asked of a figure before it is saved, from a file or typed in."""

from collections.abc import Iterable

from indicators import doubts
from indicators.doubts import Doubt
from indicators.figures import Aim, Held, State, Unit, number_words
from indicators.models import Figure
from indicators.statistics import typed_differs
from indicators.wording import STATE_WORDS


def about(figure: Figure, others: Iterable[Held]) -> list[Doubt]:
    """What its own counts, the pay bands and the other years make unlikely of a figure.

    `others` are held in other years by the same organisation or unit, of the same part.
    """
    indicator = figure.indicator
    unit, numerator = Unit(indicator.unit_of_measure), indicator.numerator
    found = doubts.against_counts(figure.published(), figure.counts(), unit, numerator)
    found += _against_pay_bands(figure)
    aim = Aim(indicator.aim)
    return found + doubts.about(figure.held(), others, aim=aim, unit=unit, numerator=numerator)


def shown_again(number: str) -> str:
    """Of a figure that was suppressed; `number` is what would be shown, in quotation marks."""
    return f"The figure was suppressed until now. May {number} be shown?"


def taken_away(place: str, state: State) -> str:
    """Of a figure that a file leaves blank; `place` names it, `state` is what it was."""
    return (
        f"{place} is {STATE_WORDS[state]}, and the file leaves it blank. Is it to be taken away? "
        "To keep it, delete the row from the file"
    )


def _against_pay_bands(figure: Figure) -> list[Doubt]:
    """A workforce share that was given and is not what the pay bands give."""
    given, computed = figure.workforce, figure.workforce_of_bands
    if figure.state != State.HELD or given is None or computed is None:
        return []
    if not typed_differs(given, computed, doubts.SHARE_TOLERANCE):
        return []
    message = (
        f"{number_words(given, Unit.PERCENT)} was given, and the pay bands of {figure.year} give "
        f"{number_words(computed, Unit.PERCENT)}. Is what was given right? Pages show it"
    )
    return [Doubt("workforce", message)]
