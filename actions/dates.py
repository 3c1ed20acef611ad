"""Dates as plans print them: day first, to the day or to the month, two-digit years in 20xx."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
FIRST_YEAR, LAST_YEAR = 2000, 2099
YEARS_FROM_PLAN = 10  # "05.06" is more likely a day than June 2006
SERIAL_EPOCH = date(1899, 12, 30)  # day 0 of spreadsheets, for days after February 1900

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
# Anything that looks like a date, real or not: "31 March 2026", "Mar-26", "31.03.26", "46112".
DATE_LIKE = (
    rf"(?:[0-9]{{1,2}}(?:st|nd|rd|th)?[ -]?)?{_MONTH}[ .,-]{{1,2}}[0-9]{{2,4}}(?![\w])"
    r"|[0-9]++(?:[./-][0-9]++)*+(?:[ T]00:00(?::00)?)?(?![\w])"
)
_NAMED = re.compile(
    rf"(?:([0-9]{{1,2}})(?:st|nd|rd|th)?[ -]?)?({_MONTH})[ .,-]{{1,2}}([0-9]{{2}}|[0-9]{{4}})"
)
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[ t]00:00(?::00)?)?")
_DAY = re.compile(r"([0-9]{1,2})([./-])([0-9]{1,2})\2([0-9]{2}|[0-9]{4})")
_MONTH_ONLY = re.compile(r"([0-9]{1,2})[./-]([0-9]{2}|[0-9]{4})")
_SERIAL = re.compile(r"[0-9]{5}")


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
        return f"{self.day:%B %Y}" if self.is_month else f"{self.day.day} {self.day:%B %Y}"


def parse(text: str) -> PrintedDate | None:
    """The date that a text is, or None when it is none or none of the calendar."""
    text = text.strip().lower()
    if match := _ISO.fullmatch(text):
        return _date(match[1], match[2], match[3])
    if match := _DAY.fullmatch(text):
        return _date(match[4], match[3], match[1])
    if match := _MONTH_ONLY.fullmatch(text):
        return _date(match[2], match[1])
    if match := _NAMED.fullmatch(text):
        return _date(match[3], str(MONTHS.index(match[2][:3]) + 1), match[1])
    if _SERIAL.fullmatch(text):
        day = SERIAL_EPOCH + timedelta(days=int(text))
        return PrintedDate(day) if FIRST_YEAR <= day.year <= LAST_YEAR else None
    return None


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
