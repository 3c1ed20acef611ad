"""The invented people of the demonstration, from a file: one a role."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PEOPLE = Path(__file__).parent / "samples" / "people.csv"


@dataclass(frozen=True)
class DemonstrationPerson:
    """One of the cast; without words for a button, they may no longer sign in."""

    slug: str
    name: str
    email: str
    role: str
    organisation: str
    leads: tuple[str, ...]
    words: str

    @property
    def is_active(self) -> bool:
        return bool(self.words)


@cache
def cast() -> tuple[DemonstrationPerson, ...]:
    """Everyone in the file."""
    with PEOPLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple(
        DemonstrationPerson(**row | {"leads": tuple(filter(None, row["leads"].split("|")))})
        for row in rows
    )


def demonstration_people() -> list[DemonstrationPerson]:
    """Those whom the sign-in page offers."""
    return [person for person in cast() if person.is_active]
