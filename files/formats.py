"""A number of a workbook as a person sees it: 28.3%, 31.03.2026, 28.3 and not 28.299999999999997.

A workbook keeps dates and percentages as numbers; the cell's number format tells them apart.
"""

import re
from datetime import date, timedelta
from decimal import Context, Decimal
from enum import Enum, auto
from functools import lru_cache

GENERAL = "General"
BUILT_IN = {  # the formats that a workbook names by number alone
    9: "0%",
    10: "0.00%",
    **dict.fromkeys([14, 15, *range(27, 32), 36, *range(50, 59)], "dd/mm/yyyy"),
    16: "d-mmm",
    17: "mmm-yy",
    **dict.fromkeys([18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47], "h:mm:ss"),
    22: "dd/mm/yyyy h:mm",
}
EPOCH = date(1899, 12, 30)  # day 0, for days after February 1900
DAYS_FROM_1900_TO_1904 = 1_462
LAST_DAY = 2_958_465  # 31 December 9999
OUT_OF_RANGE = "#####"  # what Excel shows for a date that there is none of
SECONDS_A_DAY = 86_400
MOST_ZEROS = 20  # beyond which a number stays in the workbook's own spelling

_LITERAL = re.compile(r'"[^"]*"?|[\\_*].|\[(?!(?:h+|m+|s+)\])[^\[\]]*\]', re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?(?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)(?:[eE][+-]?[0-9]{1,4})?")
_AS_IT_IS = re.compile(r"-?[1-9][0-9]{0,8}|(?:0|[1-9][0-9]{0,5})\.[0-9]{0,5}[1-9]")
_PERSONS_DIGITS = Context(prec=15, traps=[])  # as many as Excel shows


class Shape(Enum):
    """What a number format makes of a number."""

    NUMBER = auto()
    PERCENT = auto()
    DAY = auto()
    MONTH = auto()
    YEAR = auto()
    TIME = auto()


@lru_cache(maxsize=1_000)
def shape_of(code: str) -> Shape:
    """The shape that a number format's code gives, by the section for positive numbers."""
    bare = _LITERAL.sub("", code).lower().replace("general", "").split(";")[0]
    if "%" in bare:
        return Shape.PERCENT
    is_time = "h" in bare or "s" in bare
    if "d" in bare:
        return Shape.DAY
    if "y" in bare:
        return Shape.MONTH if "m" in bare else Shape.YEAR
    if "m" in bare and not is_time:
        return Shape.MONTH
    return Shape.TIME if is_time else Shape.NUMBER


def shown(text: str, code: str = GENERAL, is_1904: bool = False) -> str:
    """A number of the workbook's XML as text, in the shape of its format.

    A date is "31.03.2026", a month "March 2026": neither can be taken for a figure.
    """
    if (code == GENERAL and _AS_IT_IS.fullmatch(text)) or not _NUMBER.fullmatch(text):
        return text
    number, shape = _PERSONS_DIGITS.create_decimal(text), shape_of(code)
    if abs(number.adjusted()) > MOST_ZEROS:
        return text
    if shape is Shape.NUMBER:
        return _plain(number)
    if shape is Shape.PERCENT:
        return f"{_plain(number * 100)}%"
    return _moment(number + (DAYS_FROM_1900_TO_1904 if is_1904 else 0), shape)


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}" if number else "0"


def _moment(serial: Decimal, shape: Shape) -> str:
    days, seconds = divmod(round(serial * SECONDS_A_DAY), SECONDS_A_DAY)
    if not 0 <= days <= LAST_DAY:
        return OUT_OF_RANGE
    time = f"{seconds // 3600:02}:{seconds % 3600 // 60:02}"
    if shape is Shape.TIME and not days:
        return time
    day = EPOCH + timedelta(days=days if days > 60 else days + 1)  # 1900 had no 29 February
    if shape is Shape.MONTH:
        return f"{day:%B %Y}"
    if shape is Shape.YEAR:
        return str(day.year)
    return f"{day:%d.%m.%Y} {time}" if seconds else f"{day:%d.%m.%Y}"
