"""What a person is asked of a figure before it is saved, from a file or typed in."""

from collections.abc import Iterator

from indicators.imports.held import Holding, over_the_years
from indicators.models import Figure, PayBandCell
from indicators.rules import pay_band_plausibility, plausibility
from indicators.rules.figures import Aim, State, Unit, number_words
from indicators.rules.plausibility import Doubt
from indicators.rules.statistics import typed_differs
from indicators.words import STATE_WORDS
from wres.accounts.middleware import london_today


def about(figure: Figure, holding: Holding) -> list[Doubt]:
    """What its own counts, the pay bands, the other years and indicators make unlikely of a figure.

    `holding` is what its organisation holds, with the figure's own row as it was or will be.
    """
    indicator = figure.indicator
    unit, numerator = Unit(indicator.unit_of_measure), indicator.numerator
    found = plausibility.against_counts(figure.published(), figure.counts(), unit, numerator)
    found += _against_pay_bands(figure)
    if figure.state in (State.HELD, State.NOT_CALCULABLE):
        found += plausibility.not_ended(figure.year, unit, london_today())
    over = holding.over(figure)
    others = (other for other in _of_the_round(figure, holding))
    exchanges = (plausibility.exchanged(over, holding.over(o), o.indicator.number) for o in others)
    return found + (
        next(filter(None, exchanges), []) or plausibility.of(over, Aim(indicator.aim), numerator)
    )


def of_band(cell: PayBandCell, holding: Holding) -> list[Doubt]:
    """What the other years of a pay band, or the other bands of its year, make unlikely of it."""
    years = holding.bands[cell.unit_id, cell.staff_group]
    now = years[cell.year][cell.band].people
    if now is None:
        return []
    lines = {year: cells[cell.band] for year, cells in years.items() if cell.band in cells}
    others = {y: each.people for y, each in lines.items() if y != cell.year and each.people}
    beside = [c.people for name, c in years[cell.year].items() if name != cell.band and c.people]
    found = plausibility.not_ended(cell.year, Unit.GRID, london_today())
    return found + pay_band_plausibility.about(now, cell.year, others, beside)


def bands_missing(cell: PayBandCell, holding: Holding) -> list[Doubt]:
    """Bands that are missing in the staff group and year of this one."""
    years = holding.bands[cell.unit_id, cell.staff_group]
    others = {year: list(cells.values()) for year, cells in years.items() if year != cell.year}
    others = {year: cells for year, cells in others.items() if any(each.people for each in cells)}
    return pay_band_plausibility.missing(years[cell.year].values(), cell.year, others)


def _of_the_round(figure: Figure, holding: Holding) -> Iterator[Figure]:
    """The figures of other indicators, for which this one may have been taken."""
    mine = figure.indicator.unit_of_measure
    if figure.state != State.HELD or mine not in (Unit.RATIO, Unit.PERCENT):
        return
    for other in holding.of_the_round[over_the_years(figure)[1:], figure.year]:
        is_of_kind = other.indicator.unit_of_measure == mine and other.state == State.HELD
        if is_of_kind and other.indicator_id != figure.indicator_id:
            yield other


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
    if not typed_differs(given, computed, plausibility.SHARE_TOLERANCE):
        return []
    message = (
        f"{number_words(given, Unit.PERCENT)} was given, and the pay bands of {figure.year} give "
        f"{number_words(computed, Unit.PERCENT)}. Is what was given right? Pages show it"
    )
    return [Doubt("workforce", message)]
