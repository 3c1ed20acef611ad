"""The cells of a file of figures: an indicator's number, a round's year, a figure.

What a cell cannot be is an `ImpossibleError` whose message says what was given and what to
enter. What it can be but hardly is comes with a doubt in words, else with "".
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from indicators.rules.figures import State, Unit
from wres.files.spelling import fold
from wres.files.tables import quoted
from wres.words import listed

USED = {
    Unit.RATIO: ("value",),
    Unit.PERCENT: ("white", "bme"),
    Unit.POINTS: ("bme", "workforce", "value"),
    Unit.GRID: (),
}
OPTIONAL = {Unit.POINTS: {"workforce", "value"}}  # columns that its file may leave out
TITLES = {"white": "White", "bme": "BME", "value": "value", "workforce": "workforce"}

FIRST_YEAR, LAST_YEAR = 2015, 2050  # the standard began in 2015
LOWEST_RATIO, HIGHEST_RATIO = Decimal("0.1"), Decimal(10)
STEP_KEPT = Decimal("0.0001")  # figures are kept to 4 decimals
DECIMALS_OF_POINTS = 2  # a difference below 1 with more of them may be a part of 1

STATE_WORDS = {
    "": State.NOT_HELD,
    "-": State.NOT_HELD,
    "–": State.NOT_HELD,
    "—": State.NOT_HELD,
    "n/a": State.NOT_HELD,
    "na": State.NOT_HELD,
    "no data": State.NOT_HELD,
    "not held": State.NOT_HELD,
    "not collected": State.NOT_COLLECTED,
    "not calculable": State.NOT_CALCULABLE,
    "no events": State.NOT_CALCULABLE,
    "*": State.SUPPRESSED,
    "[c]": State.SUPPRESSED,
    "suppressed": State.SUPPRESSED,
}
LABEL = re.compile(
    r"(?:WRES\s*)?(?:(?:indicator|metric)s?\s*)?(?:(?:no|number)\.?\s*|#\s*)?"
    r"(?P<number>[0-9]{1,3})(?:\s*[.:)]|(?:\s*[.:)–—-]\s*|\s+)\(?"
    r"(?P<words>(?!(?:and|or|to)\b)[^\W\d_]{2}.*))?",
    re.IGNORECASE,
)
QUESTION = re.compile(r"(?:staff survey )?q(?:uestion)?\s?[0-9]{1,2}.*", re.IGNORECASE)
FEWER_THAN = re.compile(r"<\s?[0-9]{1,4}")
NUMBER = re.compile(r"(-?[0-9]{1,12}(?:\.[0-9]{1,30})?)\s?(%?)")
DECIMAL_COMMA = re.compile(r"-?[0-9]+,[0-9]+\s?%?")
POINTS = re.compile(r"\s?(?:%|percentage|percent|% )?\s?(?:points?|pp|ppts?|pts?)\.?$")
COUNT = re.compile(r"[0-9]{1,9}|[1-9][0-9]{0,2}(?:,[0-9]{3}){1,2}")
MINUS_SIGNS = dict.fromkeys(map(ord, "\u2212\u2013\u2010\u2011"), "-")
FOOTNOTE_MARKS = "*†‡^"
LAST_OF_MARCH = re.compile(
    r"(?:31(?:st)?)?mar(?:ch)?(20[0-9]{2})|31[/.-]0?3[/.-](20[0-9]{2})|(20[0-9]{2})-03-31",
    re.IGNORECASE,
)
YEAR = re.compile(r"20([0-9]{2})|(?:20)?([0-9]{2})[/–-](?:20)?([0-9]{2})")


@dataclass(frozen=True)
class Reading:
    """What a cell says: a number, or in `state` why there is none."""

    state: State
    number: Decimal | None = None


class ImpossibleError(ValueError):
    """A cell that cannot be what its column asks for; the message says what to enter."""


def read_indicator(
    text: str, indicators: Mapping[int, Unit], names: Mapping[str, int] | None = None
) -> tuple[int, str]:
    """The number of a known indicator: "5", "Metric 5", "5. Harassment …", or its whole name.

    `names` has the number of each folded name. Impossible for others, for a number beside the
    name of another, and for those by pay band.
    """
    number = _labelled(_plain(text), names or {})
    if number not in indicators:
        known = ", ".join(str(each) for each in sorted(indicators) if USED[indicators[each]])
        what = " as a question of a survey" if QUESTION.fullmatch(_plain(text)) else ""
        raise ImpossibleError(f"{quoted(text)} was given{what}. Enter indicator as one of {known}")
    if not USED[indicators[number]]:
        raise ImpossibleError(
            f"Indicator {number} is a table by pay band, which this file cannot hold. Delete the "
            "row, and give its headcounts in a file with a column for the band"
        )
    return number, ""


def _labelled(label: str, names: Mapping[str, int]) -> int:
    """The number that a label stands for, or 0 where it is none or could be two."""
    match = LABEL.fullmatch(label)
    named = names.get(fold(match["words"] or "" if match else label))
    if match is None:
        return named or 0
    number = int(match["number"])
    return number if named in (None, number) else 0


def read_year(text: str, last_year: int = LAST_YEAR) -> tuple[int, str]:
    """The reporting round, named by its 31 March or that date, and a doubt or "".

    2025, 2025/26, 2025-26 and 25-26 all mean the round of 31 March 2025, whose figures are
    reported, and whose plan runs, in 2025/26. The long spellings are sometimes used for the
    year that *ends* in 2026, so they come with a doubt. Impossible for any other text.
    """
    plain = "".join(_plain(text).split())
    match = YEAR.fullmatch(_dated(plain) or plain)
    year = 2000 + int(match[1] or match[2]) if match else 0
    follows = match is not None and (match[3] is None or int(match[3]) == (year + 1) % 100)
    if not follows or not FIRST_YEAR <= year <= last_year:
        raise ImpossibleError(
            f"{quoted(text)} was given. Enter year as a round from {FIRST_YEAR} to {last_year}, "
            "such as 2025"
        )
    if match is None or match[3] is None:
        return year, ""
    return year, (
        f"{quoted(text)} is read as the round of 31 March {year}. "
        f"If it is the year that ends on 31 March {year + 1}, enter {year + 1}"
    )


def _dated(plain: str) -> str:
    """The year of a 31 March that is written without spaces, or ""."""
    match = LAST_OF_MARCH.fullmatch(plain)
    return next(filter(None, match.groups())) if match else ""


def read_cell(
    text: str | None, column: str, indicator: int, unit: Unit
) -> tuple[Reading | None, str]:
    """A figure where the indicator uses the column, else None; `text` is None without the column.

    Impossible for a figure in a column that the indicator does not use.
    """
    if column in USED[unit] and text is None and column not in OPTIONAL.get(unit, ()):
        raise ImpossibleError(
            f"Indicator {indicator} needs a column for {TITLES[column]}. Add it to the file"
        )
    if column in USED[unit]:
        return read_figure(text or "", column, unit)
    if text is None or STATE_WORDS.get(_plain(text).casefold()) is State.NOT_HELD:
        return None, ""
    used = listed(TITLES[name] for name in USED[unit])
    raise ImpossibleError(
        f"{quoted(text)} was given. Indicator {indicator} is entered under {used}: "
        f"leave {TITLES[column]} blank"
    )


def read_count(text: str, column: str) -> tuple[Reading, str]:
    """How many people: a whole number, thousands with or without a comma; never a blank as 0."""
    plain = _plain(text).casefold()
    state = State.SUPPRESSED if FEWER_THAN.fullmatch(plain) else STATE_WORDS.get(plain)
    if state is not None and state is not State.NOT_CALCULABLE:
        return Reading(state), ""
    if COUNT.fullmatch(plain):
        return Reading(State.HELD, Decimal(plain.replace(",", ""))), ""
    name = column.replace("white", "White").replace("bme", "BME")
    raise ImpossibleError(
        f"{quoted(text)} was given. Enter {name} as a whole number of people, such as 725"
    )


def read_figure(text: str, column: str, unit: Unit) -> tuple[Reading, str]:
    """What a cell says of a figure, and a doubt or "". Impossible for no value of its unit."""
    plain = _plain(text).casefold()
    if FEWER_THAN.fullmatch(plain):
        return Reading(State.SUPPRESSED), ""
    if plain in STATE_WORDS:
        return Reading(STATE_WORDS[plain]), ""
    unmarked = plain.strip(FOOTNOTE_MARKS).strip()
    is_difference = unit is Unit.POINTS and column == "value"
    written = unmarked
    if is_difference:
        written = POINTS.sub("", unmarked.translate(MINUS_SIGNS)).removeprefix("+")
    match = NUMBER.fullmatch(written)
    if match is None:
        raise ImpossibleError(f"{quoted(text)} was given. {_hint(plain, column, unit)}")
    number, is_percentage = Decimal(match[1]), bool(match[2])
    if not _is_possible(number, is_percentage, column, unit):
        raise ImpossibleError(f"{quoted(text)} was given. {_ask(column, unit)}")
    doubts = [f"{quoted(text)} carries a mark. What does it mean?"] if unmarked != plain else []
    is_fraction = not is_percentage and 0 < abs(number) < 1
    if is_difference and is_fraction and number != round(number, DECIMALS_OF_POINTS):
        times = f"{_number(number * 100)} percentage points"
        doubts.append(f"{quoted(text)} was given. Did you mean {times}?")
    elif unit is not Unit.RATIO and not is_difference and is_fraction:
        doubts.append(f"{quoted(text)} was given. Did you mean {_number(number * 100)}%?")
    kept = number.quantize(STEP_KEPT, ROUND_HALF_UP)
    if kept != number:
        doubts.append(f"{quoted(text)} is kept to 4 decimals, as {_number(kept)}.")
    return Reading(State.HELD, number if kept == number else kept), " ".join(doubts)


def _is_possible(number: Decimal, is_percentage: bool, column: str, unit: Unit) -> bool:
    if unit is Unit.RATIO:
        return not is_percentage and LOWEST_RATIO <= number <= HIGHEST_RATIO
    if column == "value":
        return abs(number) <= 100
    return not number.is_signed() and number <= 100


def _ask(column: str, unit: Unit) -> str:
    if unit is Unit.RATIO:
        return (
            f"Enter {TITLES[column]} as a ratio from {LOWEST_RATIO} to {HIGHEST_RATIO}, "
            "such as 1.79, or as “not calculable”"
        )
    if column == "value":
        return (
            "Enter value as the difference in percentage points between −100 and 100, such as −7.5"
        )
    return f"Enter {TITLES[column]} as a number between 0 and 100"


def _hint(plain: str, column: str, unit: Unit) -> str:
    if DECIMAL_COMMA.fullmatch(plain):
        return f"{_ask(column, unit)}. Write decimals with a full stop: {plain.replace(',', '.')}"
    if plain.startswith("#"):
        return f"A formula of the sheet has failed. {_ask(column, unit)}"
    return _ask(column, unit)


def _plain(text: str) -> str:
    """The text without the spaces and the apostrophe that a spreadsheet puts before text."""
    return " ".join(text.strip().removeprefix("'").split())


def _number(number: Decimal) -> str:
    return f"{number.normalize():f}"
