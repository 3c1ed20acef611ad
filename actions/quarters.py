"""NHS quarters: Q1 is April to June, and a day belongs to the quarter it has in London."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

_SLUG = re.compile("([0-9]{4})-Q([1-4])")
LONDON = ZoneInfo("Europe/London")
MONTHS = {
    1: "April to June",
    2: "July to September",
    3: "October to December",
    4: "January to March",
}


def london_day(moment: datetime) -> date:
    """The calendar day in London at that moment. ValueError for a moment without a time zone."""
    if moment.tzinfo is None:
        raise ValueError("Give the moment with its time zone")
    return moment.astimezone(LONDON).date()


@dataclass(frozen=True, order=True)
class Quarter:
    """Quarter `number` (1 to 4) of the financial year that begins on 1 April of `year`.

    ValueError for another number, or a year outside 2000 to 2098.
    """

    year: int
    number: int

    def __post_init__(self) -> None:
        if self.number not in MONTHS:
            raise ValueError(f"A quarter is 1, 2, 3 or 4, not {self.number}")
        if not 2000 <= self.year <= 2098:
            raise ValueError(f"A financial year begins in 2000 to 2098, not {self.year}")

    @classmethod
    def on(cls, day: date) -> "Quarter":
        months_since_april = (day.month - 4) % 12
        return cls(day.year if day.month >= 4 else day.year - 1, months_since_april // 3 + 1)

    @classmethod
    def parse(cls, slug: str) -> "Quarter":
        """Reads "2025-Q3". ValueError for anything else."""
        match = _SLUG.fullmatch(slug)
        if match is None:
            raise ValueError("Write a quarter as 2025-Q3")
        return cls(int(match[1]), int(match[2]))

    @property
    def slug(self) -> str:
        return f"{self.year}-Q{self.number}"

    def __str__(self) -> str:
        return f"Q{self.number} {self.year}/{(self.year + 1) % 100:02}"

    @property
    def words(self) -> str:
        """ "October to December 2025": the months with the calendar year they fall in."""
        return f"{MONTHS[self.number]} {self.start.year}"

    @property
    def start(self) -> date:
        years, months = divmod(3 * self.number, 12)
        return date(self.year + years, months + 1, 1)

    @property
    def end(self) -> date:
        """The last day, inclusive."""
        years, months = divmod(3 * self.number + 3, 12)
        return date(self.year + years, months + 1, 1) - timedelta(days=1)

    def next(self) -> "Quarter":
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    def previous(self) -> "Quarter":
        return Quarter(self.year - (self.number == 1), (self.number - 2) % 4 + 1)
