"""The invented people of the demonstration, and signing in as one of them."""

import csv
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

from allauth.account.utils import get_next_redirect_url
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from wres.accounts.models import Membership, Organisation, User
from wres.accounts.sign_in import second_factor
from wres.audit import changes

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
        with changes.change(code, by=system):
            for person in members:
                user = User.objects.filter(email=person.email).first()
                user = user or User.objects.create_user(person.email, person.name)
                Membership.objects.get_or_create(
                    user=user,
                    organisation_id=person.organisation,
                    defaults={"role": person.role, "is_active": person.is_active},
                )
                users[person.slug] = user
    return users


@require_POST
@login_not_required
def demonstration_sign_in(request):
    if not settings.IS_DEMONSTRATION:
        raise Http404
    emails = {person.slug: person.email for person in demonstration_people()}
    user = get_object_or_404(User, email=emails.get(request.POST.get("person")), is_active=True)
    login(request, user, settings.AUTHENTICATION_BACKENDS[0])
    second_factor.remember(request, user, second_factor.DEMONSTRATION)
    UserSession.objects.create_from_request(request)
    return redirect(get_next_redirect_url(request) or "start")
