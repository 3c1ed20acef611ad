"""Counts, lists and days as people read them, wherever the product says one."""

from collections.abc import Iterable
from datetime import date


def counted(number: int, one: str, many: str = "") -> str:
    """ "1 action", "1,200 actions", "2 entries"."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def listed(things: Iterable[object], last: str = "and") -> str:
    """ "3", "3 and 8", "2, 3 and 8"; nothing of none."""
    words = [str(thing) for thing in things]
    return f" {last} ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def day_words(day: date) -> str:
    """ "31 March 2026"."""
    return f"{day.day} {month_words(day)}"


def month_words(day: date) -> str:
    """ "March 2026"."""
    return f"{day:%B %Y}"
