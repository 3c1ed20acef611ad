"""What a change did to a figure, in words: as displayed, unless that would hide it."""

from decimal import Decimal

import pytest

from indicators import history
from indicators.models import Figure, Indicator


@pytest.mark.parametrize(
    ("number", "before", "facts", "words"),
    [
        (9, None, {"workforce": "47.4388"}, "BME share of the workforce 47.4%"),
        (9, {"workforce": "32.5"}, {"workforce": "47.4388"}, "workforce 32.5% → 47.4%"),
        (9, {"workforce": "47.4388"}, {"workforce": "47.44"}, "workforce 47.4388% → 47.44%"),
        (2, {"value": "1.7902"}, {"value": "1.79"}, "Value 1.7902 → 1.79"),
        (2, None, {"value": "1.7902"}, "Value 1.79"),
        (5, None, {"unknown_total": 15}, "Unknown ethnic group: of how many 15"),
        (5, {"bme_count": 3}, {"bme_count": 4}, "BME: how many 3 → 4"),
    ],
)
def test_a_change_is_told_as_pages_show_it(number, before, facts, words):
    def typed(values):
        return {n: Decimal(v) if isinstance(v, str) else v for n, v in values.items()}

    unit = {9: "points", 2: "ratio", 5: "percent"}[number]
    figure = Figure(indicator=Indicator(number=number, unit_of_measure=unit), **typed(facts))
    (move,) = history.moves(figure, before and typed(before))
    assert move.words.endswith(words)
