"""The invented people of the demonstration, from a file: one a role."""

import csv
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

from audit import trail
from organisations.models import Membership, Organisation, User

PEOPLE = Path(__file__).parent / "samples" / "people.csv"
ORGANISATIONS = PEOPLE.with_name("organisations.csv")


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


def add_cast() -> dict[str, User]:
    """Add the organisations and people that are missing; everyone by their slugs.

    Whoever is there already stays as they are. A change of each organisation.
    """
    with ORGANISATIONS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            Organisation.objects.get_or_create(code=row["code"], defaults={"name": row["name"]})
    users, system = {}, User.objects.system()
    for code, members in groupby(cast(), key=lambda person: person.organisation):
        with trail.change(code, by=system):
            users |= {person.slug: _member(person) for person in members}
    return users


def _member(person: DemonstrationPerson) -> User:
    user = User.objects.filter(email=person.email).first()
    user = user or User.objects.create_user(person.email, person.name)
    Membership.objects.get_or_create(
        user=user,
        organisation_id=person.organisation,
        defaults={"role": person.role, "is_active": person.is_active},
    )
    return user
