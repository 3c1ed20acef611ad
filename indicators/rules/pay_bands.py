"""Indicator 1: who works in which pay band, against the whole workforce.

The BME share of a cell is of everyone in it, those of unknown ethnic group included. A race
disparity ratio sets two tiers of bands beside each other: White upper ÷ White lower, divided by
BME upper ÷ BME lower. Above 1.00, BME staff are less well represented higher up.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from indicators.rules.figures import Unit, displayed, number_words

LOWER, MIDDLE, UPPER = "lower", "middle", "upper"
TIERS = {LOWER: "bands 5 and below", MIDDLE: "bands 6 and 7", UPPER: "bands 8a and above"}
LADDERS = [(LOWER, MIDDLE), (MIDDLE, UPPER), (LOWER, UPPER)]
GRADED = ("non_clinical", "clinical")  # staff groups with AfC bands; medical grades have no tiers
LAST_LOWER, LAST_MIDDLE = 5, 7
BAND = re.compile(r"(?:(?:afc )?band )?([1-9])[a-d]?")
ABOVE_ALL = ("vsm", "very senior manager", "very senior managers")


@dataclass(frozen=True)
class Headcount:
    """People by ethnic group; `unknown` is 0 where it is not held."""

    white: int
    bme: int
    unknown: int = 0

    def __add__(self, other: "Headcount") -> "Headcount":
        return Headcount(
            self.white + other.white, self.bme + other.bme, self.unknown + other.unknown
        )

    @property
    def total(self) -> int:
        return self.white + self.bme + self.unknown

    @property
    def share(self) -> Decimal | None:
        """BME as a percentage of everyone; None of nobody."""
        return 100 * Decimal(self.bme) / self.total if self.total else None


@dataclass(frozen=True)
class Cell:
    """A band of a staff group. `people` is None where the headcounts are not held.

    A suppressed cell has people that no page may tell, so its headcounts are never kept here.
    """

    staff_group: str
    band: str
    people: Headcount | None = None
    is_suppressed: bool = False


@dataclass(frozen=True)
class Ladder:
    """The race disparity ratio between two tiers, or why there is none."""

    staff_group: str
    low: str
    high: str
    ratio: Decimal | None
    why_not: str = ""

    @property
    def tiers(self) -> str:
        """ "Lower to middle"."""
        return f"{self.low.capitalize()} to {self.high}"

    @property
    def words(self) -> str:
        """What the ratio says, decided as displayed."""
        if self.ratio is None:
            return f"Not calculable: {self.why_not}"
        shown = displayed(self.ratio, Unit.RATIO)
        if shown == 1:
            return "BME and White staff are equally represented higher up"
        how = "less well" if shown > 1 else "better"
        return f"BME staff are {how} represented higher up"


def tier(band: str) -> str | None:
    """The tier of an AfC band by its name, or None for what has none, such as a medical grade."""
    name = " ".join(band.casefold().split())
    if name.startswith("under"):
        return LOWER
    if name in ABOVE_ALL:
        return UPPER
    match = BAND.fullmatch(name)
    if match is None:
        return None
    number = int(match[1])
    return LOWER if number <= LAST_LOWER else MIDDLE if number <= LAST_MIDDLE else UPPER


def everyone(cells: Iterable[Cell]) -> Headcount:
    """All whose headcounts are held and may be told."""
    return sum((cell.people for cell in cells if cell.people), Headcount(0, 0))


def against(people: Headcount | None, workforce: Headcount) -> str:
    """ "12.3 percentage points below the workforce"; "" where a share is not held."""
    if people is None or people.share is None or workforce.share is None:
        return ""
    apart = displayed(people.share, Unit.PERCENT) - displayed(workforce.share, Unit.PERCENT)
    if apart == 0:
        return "Same as the workforce"
    side = "above" if apart > 0 else "below"
    return f"{number_words(abs(apart), Unit.POINTS)} {side} the workforce"


def ladders(cells: Iterable[Cell]) -> list[Ladder]:
    """Every ratio of every staff group with AfC bands, where any band of it is there."""
    held = list(cells)
    return [
        _ladder([cell for cell in held if cell.staff_group == group], group, low, high)
        for group in GRADED
        if any(cell.staff_group == group for cell in held)
        for low, high in LADDERS
    ]


def disparity(low: Headcount, high: Headcount) -> Decimal | None:
    """(White high ÷ White low) ÷ (BME high ÷ BME low); None where any of the four is nobody."""
    if not (low.white and low.bme and high.white and high.bme):
        return None
    return Decimal(high.white * low.bme) / Decimal(low.white * high.bme)


def _ladder(cells: list[Cell], group: str, low: str, high: str) -> Ladder:
    of_tier = {name: [cell for cell in cells if tier(cell.band) == name] for name in (low, high)}
    needed = [cell for each in of_tier.values() for cell in each]
    if any(cell.is_suppressed for cell in needed):
        return Ladder(group, low, high, None, "a band is suppressed")
    if missing := [name for name, each in of_tier.items() if not each]:
        return Ladder(group, low, high, None, f"{TIERS[missing[0]]} are not held")
    if absent := [cell.band for cell in needed if cell.people is None]:
        return Ladder(group, low, high, None, f"{absent[0]} is not held")
    ratio = disparity(everyone(of_tier[low]), everyone(of_tier[high]))
    why_not = "a tier has no White or no BME staff" if ratio is None else ""
    return Ladder(group, low, high, ratio, why_not)
