"""Organisations of one administrator, one of which has a plan, in the database of the settings."""

import json
import sys

import django

django.setup()

from actions.models import Action  # noqa: E402
from tests.bench.data import make_plan, make_session, read_statistics  # noqa: E402
from tests.crowd import crowd  # noqa: E402
from wres.accounts.access import Role  # noqa: E402
from wres.accounts.models import Membership, Organisation, User  # noqa: E402
from wres.audit import changes  # noqa: E402

ACTIONS = 500  # of the first organisation, for somebody to save meanwhile


def build(codes):
    """The cookies of the administrator and of a lead of the first one, and its actions."""
    administrator = User.objects.create_user("ada@national.example", "Ada of many trusts")
    lead = User.objects.create_user("ife@national.example", "Ife of the first")
    with changes.origin("bench"):
        for code in codes:
            organisation = Organisation.objects.create(code=code, name=f"Trust {code}")
            with changes.change(code, by=User.objects.system()):
                Membership.objects.create(
                    organisation=organisation, user=administrator, role=Role.ADMINISTRATOR
                )
        first = Organisation.objects.get(code=codes[0])
        with changes.change(first.pk, by=User.objects.system()) as change:
            Membership.objects.create(organisation=first, user=lead, role=Role.INCLUSION_LEAD)
            crowd(make_plan(first), ACTIONS, change.insert_many)
    read_statistics()
    actions = list(Action.objects.order_by("position").values_list("pk", flat=True))
    return {
        "administrator": make_session(administrator),
        "lead": make_session(lead),
        "actions": actions,
    }


if __name__ == "__main__":
    json.dump(build(json.loads(sys.argv[1])), sys.stdout)
