"""Dates as plans print them: day first, to the day or to the month, two-digit years in 20xx."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from wres.words import day_words, month_words

MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
FIRST_YEAR, LAST_YEAR = 2000, 2099
YEARS_FROM_PLAN = 10  # "05.06" is more likely a day than June 2006
YEARS_OF_MONTHS = 2  # after the plan's own year, of which "March 27" may be a month
LAST_DAY = 31
FIRST_MONTH = 4  # of the financial year
SERIAL_EPOCH = date(1899, 12, 30)  # day 0 of spreadsheets, for days after February 1900

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DAY_OF_MONTH = r"[0-9]{1,2}(?:st|nd|rd|th)?"
_TWO_YEARS = r"(?:20)?[0-9]{2} ?[/–-] ?(?:20)?[0-9]{2}"  # "2025/26"
_QUARTER = r"(?:quarter|qtr|q)[ .]?[1-4]"
_END = r"(?!\w|[./-]\w)"
# Anything that looks like a date, real or not: "31 March 2026", "Mar-26", "31.03.26", "46112",
# "Q3 2025/26", "autumn 2025".
DATE_LIKE = (
    rf"{_QUARTER}(?:,? (?:of )?\(?(?:{_TWO_YEARS}|(?:20)?[0-9]{{2}}){_END}\)?)?{_END}"
    rf"|{_TWO_YEARS},? {_QUARTER}{_END}"
    rf"|(?:spring|summer|autumn|winter)(?: (?:of )?(?:{_TWO_YEARS}|[0-9]{{4}}))?{_END}"
    rf"|{_MONTH}[ .-]{{1,2}}{_DAY_OF_MONTH}(?:,? |,)20[0-9]{{2}}(?![\w])"
    rf"|(?:{_DAY_OF_MONTH}(?: of)?[ -]?)?{_MONTH}(?:[ .,-]{{1,2}}|[ .,-]{{0,2}}['’])"
    r"(?:20)?[0-9]{2}(?![\w])"
    rf"|{_DAY_OF_MONTH}(?: of)?[ -]?{_MONTH}(?![\w])"
    rf"|{_MONTH}(?:[ .-]{{1,2}}{_DAY_OF_MONTH})?(?![\w])"
    r"|[0-9]++(?:[./-][0-9]++)*+(?:[ T]00:00(?::00)?)?(?![\w])"
)
_NAMED = re.compile(
    rf"(?:([0-9]{{1,2}})(?:st|nd|rd|th)?(?: of)?[ -]?)?({_MONTH})[ .,-]{{0,2}}"
    r"(['’]?[0-9]{2}|[0-9]{4})"
)
_MONTH_FIRST = re.compile(
    rf"({_MONTH})[ .-]{{1,2}}([0-9]{{1,2}})(?:st|nd|rd|th)?(?:,? |,)([0-9]{{4}})"
)
_NO_YEAR = re.compile(
    rf"([0-9]{{1,2}})?(?:st|nd|rd|th)?(?: of)?[ -]?({_MONTH})(?:[ .-]{{1,2}}([0-9]{{1,2}})"
    r"(?:st|nd|rd|th)?)?"
)
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[ t]00:00(?::00)?)?")
_DAY = re.compile(r"([0-9]{1,2})([./-])([0-9]{1,2})\2([0-9]{2}|[0-9]{4})")
_MONTH_ONLY = re.compile(r"([0-9]{1,2})[./-]([0-9]{2}|[0-9]{4})")
_SERIAL = re.compile(r"[0-9]{5}")
_OF_QUARTER = re.compile(r"(?:quarter|qtr|q)[ .]?([1-4])")
_YEAR = re.compile("(?:20)?[0-9]{2}")
_YEARS = re.compile(r"(?:20)?([0-9]{2}) ?[/–-] ?(?:20)?([0-9]{2})")
_SEASON = re.compile("spring|summer|autumn|winter")


@dataclass(frozen=True, order=True)
class PrintedDate:
    """A day, or a month that is stored as its last day."""

    day: date
    is_month: bool = False

    def __str__(self) -> str:
        """ "2026-03-31", or "2025-08" for a month."""
        return f"{self.day:%Y-%m}" if self.is_month else self.day.isoformat()

    @property
    def first_day(self) -> date:
        return self.day.replace(day=1) if self.is_month else self.day

    @property
    def words(self) -> str:
        """ "31 March 2026", or "August 2025"."""
        return month_words(self.day) if self.is_month else day_words(self.day)


def date_words(day: date | None, is_month: bool = False, none: str = "") -> str:
    """ "31 March 2026", "August 2025" for a month, or the words for none."""
    return PrintedDate(day, is_month).words if day else none


def parse(text: str, plan_year: int | None = None) -> PrintedDate | None:
    """The date that a text is, or None when it is none or none of the calendar.

    A quarter is the month in which it ends, of the plan's financial year where it names no other.
    "March 31" is a day without its year, and "March 26" a month of a plan of 2025-26.
    """
    text = text.strip().lower()
    if match := _ISO.fullmatch(text):
        return _date(match[1], match[2], match[3])
    if match := _DAY.fullmatch(text):
        return _date(match[4], match[3], match[1])
    if match := _MONTH_ONLY.fullmatch(text):
        return _date(match[2], match[1])
    if match := _MONTH_FIRST.fullmatch(text):
        return _date(match[3], _number(match[1]), match[2])
    if match := _NAMED.fullmatch(text):
        is_day = plan_year is not None and _may_be_a_day(match[1], match[3], text, plan_year)
        return None if is_day else _date(match[3].lstrip("'’"), _number(match[2]), match[1])
    if _SERIAL.fullmatch(text):
        day = SERIAL_EPOCH + timedelta(days=int(text))
        return PrintedDate(day) if FIRST_YEAR <= day.year <= LAST_YEAR else None
    return _quarter(text, plan_year)


def _may_be_a_day(day: str | None, year: str, text: str, plan_year: int) -> bool:
    """Whether "March 31" is no month of a year that the plan can mean."""
    if day is not None or len(year) > 2 or "-" in text or int(year) > LAST_DAY:
        return False
    return not plan_year <= 2000 + int(year) <= plan_year + YEARS_OF_MONTHS


def without_year(text: str, plan_year: int) -> PrintedDate | None:
    """The day or month that a text without a year may mean: in the financial year of the plan."""
    match = _NO_YEAR.fullmatch(text.strip().lower())
    if match is None or (match[1] and match[3]):
        return None
    month = int(_number(match[2]))
    year = plan_year + (month < FIRST_MONTH)
    return _date(str(year), str(month), match[1] or match[3])


def _number(month: str) -> str:
    return str(MONTHS.index(month[:3]) + 1)


def _quarter(text: str, plan_year: int | None) -> PrintedDate | None:
    """The end of a quarter of the NHS, whose first begins in April."""
    match, years = _OF_QUARTER.search(text), _YEARS.search(text)
    year = plan_year
    if years:
        is_one_year = (int(years[1]) + 1) % 100 == int(years[2])
        year = 2000 + int(years[1]) if is_one_year else None
    if match is None or year is None or (years is None and _single_year(text)):
        return None
    month = int(match[1]) * 3 + 3
    return _date(str(year + (month > 12)), str((month - 1) % 12 + 1))


def _single_year(text: str) -> int | None:
    """The year of "Q3 2025", which is of the calendar or the financial one that begins in it."""
    left = _OF_QUARTER.sub("", text).strip(" ,.()of")
    return 2000 + int(left) % 100 if _YEAR.fullmatch(left) else None


def vague(text: str, plan_year: int) -> str:
    """What is to be asked of a text that is a time and no date of its own, or ""."""
    text = text.lower()
    if parse(text, plan_year) is None and (proposed := without_year(text, plan_year)):
        return f"has no year. Is it {proposed.words}?"
    match, year = _OF_QUARTER.search(text), _single_year(text)
    if _SEASON.match(text):
        return "is a season. Which month is meant?"
    if _YEARS.fullmatch(text) and parse(text) is None:
        return "is a whole year. Which month is meant?"
    if match and year and not _YEARS.search(text):
        financial, calendar_year = (
            _quarter(match[0], year),
            _date(str(year), str(int(match[1]) * 3)),
        )
        if financial and calendar_year:
            return (
                f"ends in {financial.words} if the financial year is meant, and in "
                f"{calendar_year.words} if the calendar year is. Which is it?"
            )
    return ""


def _date(year: str, month: str, day: str | None = None) -> PrintedDate | None:
    full_year = int(year) + (2000 if len(year) == 2 else 0)
    if not (FIRST_YEAR <= full_year <= LAST_YEAR and 1 <= int(month) <= 12):
        return None
    last = calendar.monthrange(full_year, int(month))[1]
    if day is None:
        return PrintedDate(date(full_year, int(month), last), is_month=True)
    if not 1 <= int(day) <= last:
        return None
    return PrintedDate(date(full_year, int(month), int(day)))


def is_near(printed: PrintedDate, plan_date: date) -> bool:
    """Within so many years of the plan's own date that the plan can mean it."""
    return abs(printed.day.year - plan_date.year) <= YEARS_FROM_PLAN
