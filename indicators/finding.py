"""What a picture of an indicator over the years shows, in words: last year first, then before.

The baseline alone would flatter: a ratio below that of 2019 may be above last year's.
"""

from indicators.comparison import Arrow, Effect, Outcome, Reference, Trend, Unit
from indicators.figures import BOARD_SHARE, Shown, initial, number_words

NAMES = {"white": "White ", "bme": "BME ", "value": ""}
EXPECTED = {Effect.BETTER: Trend.NARROWED, Effect.WORSE: Trend.WIDENED}


def finding(outcome: Outcome, year: int, state_words: str) -> str:
    """ "Up from 1.63 in 2024 to 1.79 in 2025, worse; 2.14 in 2019".

    `outcome` is that of `year`; `state_words` say why its figure is missing where it is.
    """
    last = {r.measure: r for r in outcome.references if r.year == year - 1}
    parts = [_since_last_year(now, year, last.get(now.measure)) for now in outcome.current[::-1]]
    if parts:
        main = outcome.current[-1]
        parts[0] += _gap_words(outcome, main, last.get(main.measure))
    else:
        parts = [f"{state_words} in {year}"]
    earlier = [
        _earlier(reference, is_named=len(outcome.current) > 1)
        for reference in outcome.references[::-1]
        if not outcome.current or (reference.arrow and reference.year != year - 1)
    ]
    return initial("; ".join([*parts, *filter(None, earlier)]))


def _since_last_year(now: Shown, year: int, last: Reference | None) -> str:
    name = f"{initial(BOARD_SHARE)} " if now.subject == BOARD_SHARE else NAMES[now.measure]
    if last is None or last.value is None or last.arrow is None:
        why = f", not comparable with {year - 1}: {last.why_not}" if last else ""
        return f"{name}{now.words} in {year}{why}"
    if last.arrow is Arrow.SAME:
        return f"{name}{now.words} in both {year - 1} and {year}"
    effect = "neither better nor worse" if last.effect is Effect.SAME else last.effect
    before = f"{number_words(last.value, last.unit)} in {last.year}"
    return f"{name}{last.arrow} from {before} to {now.words} in {year}, {effect}"


def _gap_words(outcome: Outcome, main: Shown, last: Reference | None) -> str:
    """The gap of a percentage; that of a ratio or a difference is the number itself."""
    gap = outcome.gap
    if main.unit is not Unit.PERCENT:
        return ", changed sides" if gap.changed_sides else ""
    if gap.trend is Trend.NOT_COMPUTABLE or last is None or last.effect is None:
        return ""
    if gap.trend is Trend.UNCHANGED:
        return f", and the gap is {gap.words}"
    is_expected = EXPECTED.get(last.effect) is gap.trend
    return f", {'and' if is_expected else 'but'} the gap {gap.words}"


def _earlier(reference: Reference, *, is_named: bool) -> str:
    if reference.value is None:
        return ""
    name = NAMES[reference.measure] if is_named else ""
    return f"{name}{number_words(reference.value, reference.unit)} in {reference.year}"
