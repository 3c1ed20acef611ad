"""Trusts that differ by nothing but their number of actions, in the database of the settings."""

import json
import sys
from datetime import date
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import (  # noqa: E402
    BACKEND_SESSION_KEY,
    HASH_SESSION_KEY,
    SESSION_KEY,
)
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from actions.models import Plan, PlanIndicator, Quarter  # noqa: E402
from indicators.models import Indicator, Standard  # noqa: E402
from tests.conftest import with_second_factor  # noqa: E402
from tests.crowd import crowd  # noqa: E402
from wres.accounts.access import Role  # noqa: E402
from wres.accounts.models import Membership, Organisation, User  # noqa: E402
from wres.audit import changes  # noqa: E402

FIGURES = Path(settings.BASE_DIR) / "indicators" / "samples" / "results.csv"
FOCUS = [2, 5, 6, 9, 7]


def build(code, count):
    """A trust with so many actions and the published figures; how to visit it."""
    organisation = Organisation.objects.create(code=code, name=f"Trust of {count} actions")
    user = User.objects.create_user(f"ife@{code.lower()}.example", f"Ife of {code}")
    system = User.objects.system()
    with changes.origin("bench"), changes.change(code, by=system) as change:
        Membership.objects.create(organisation=organisation, user=user, role=Role.INCLUSION_LEAD)
        plan = make_plan(organisation)
        crowd(plan, count, change.insert_many)
    with Path("/dev/null").open("w") as nowhere:
        arguments = ["--organisation", code, "--as", system.email]
        call_command("load_figures", str(FIGURES), *arguments, stdout=nowhere)
    actions = list(plan.actions.order_by("position").values_list("pk", flat=True))
    return {"session": make_session(user), "actions": actions}


def build_empty(code):
    """A trust with no plan: its first page is empty, but for what every page of a trust has."""
    Organisation.objects.create(code=code, name="Trust without a plan")
    user = User.objects.create_user(f"ife@{code.lower()}.example", f"Ife of {code}")
    with changes.origin("bench"), changes.change(code, by=User.objects.system()):
        Membership.objects.create(organisation_id=code, user=user, role=Role.INCLUSION_LEAD)
    return {"session": make_session(user), "actions": []}


def make_plan(organisation):
    standard = Standard.objects.get(code="WRES")
    plan = Plan.objects.create(
        organisation=organisation, standard=standard, year=2025, date=date(2025, 8, 31)
    )
    for indicator in Indicator.objects.filter(standard=standard):
        focus = FOCUS.index(indicator.number) + 1 if indicator.number in FOCUS else None
        PlanIndicator.objects.create(
            plan=plan, indicator=indicator, focus_order=focus, focus_reason="Chosen" * bool(focus)
        )
    for number in (1, 2, 3):
        Quarter.objects.create(plan=plan, year=2025, number=number, state=Quarter.CLOSED)
    return plan


def make_session(user):
    """The cookie of a person who signed in with a second factor."""
    session = SessionStore()
    session.update(with_second_factor(user))
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session.session_key


def main(sizes):
    made = {
        code: build(code, count) if count else build_empty(code) for code, count in sizes.items()
    }
    read_statistics()
    json.dump(made, sys.stdout)


def read_statistics():
    """Leave the tables as PostgreSQL's autovacuum does within a minute of such a load."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
