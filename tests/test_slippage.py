"""How far a promise has slipped, in words."""

from datetime import date

import pytest

from actions.delivery import slippage

FIRST = date(2025, 3, 31)


@pytest.mark.parametrize(
    ("first", "now", "slips", "words"),
    [
        (FIRST, date(2026, 3, 31), 2, "moved later twice, by 12 months"),
        (FIRST, date(2025, 6, 30), 1, "moved later once, by 3 months"),
        (date(2025, 3, 15), date(2025, 4, 15), 1, "moved later once, by 1 month"),
        (FIRST, date(2025, 4, 1), 1, "moved later once, by 1 day"),
        (FIRST, date(2025, 5, 15), 3, "moved later 3 times, by 45 days"),
        (FIRST, FIRST, 1, "moved later once"),
        (FIRST, None, 1, "moved later once, no date now"),
    ],
)
def test_it_says_what_was_first_promised_how_often_it_moved_and_how_far(first, now, slips, words):
    day = f"{first.day} {first:%B %Y}"
    assert slippage(first, now, slips) == f"first promised {day}, {words}"


@pytest.mark.parametrize(("first", "slips"), [(FIRST, 0), (None, 1)])
def test_what_never_moved_says_nothing(first, slips):
    assert slippage(first, FIRST, slips) == ""
