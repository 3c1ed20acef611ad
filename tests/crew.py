"""People of one trust who all save, in the database of the settings; JSON.

python -m tests.crew build 20       their cookies, and the actions that they save
python -m tests.crew idle 61        their last click was so many seconds ago
python -m tests.crew left           what stands afterwards, and what the trail says of it
"""

import json
import sys
from datetime import date

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.sessions.models import Session  # noqa: E402
from django.db.models import Count  # noqa: E402

from actions.models import Action, Plan, ProgressUpdate  # noqa: E402
from indicators.models import Standard  # noqa: E402
from tests.bench.data import make_session, read_statistics  # noqa: E402
from tests.crowd import crowd  # noqa: E402
from tests.savers import CODE  # noqa: E402
from wres.accounts.access import Role  # noqa: E402
from wres.accounts.models import Membership, Organisation, User  # noqa: E402
from wres.accounts.sign_in import timeouts  # noqa: E402
from wres.accounts.sign_in.session_store import SessionStore  # noqa: E402
from wres.audit import changes, verification  # noqa: E402

SHARED = 2  # actions that everybody saves, beside one of each person's own


def build(count):
    """So many inclusion leads of a trust with an action of each and some of all."""
    trust = Organisation.objects.create(code=CODE, name="Trust of a crew")
    people = [User.objects.create_user(f"p{n}@crew.example", f"Person {n}") for n in range(count)]
    with changes.origin("test"), changes.change(CODE, by=User.objects.system()) as change:
        for person in people:
            Membership.objects.create(organisation=trust, user=person, role=Role.INCLUSION_LEAD)
        plan = Plan.objects.create(
            organisation=trust,
            standard=Standard.objects.get(code="WRES"),
            year=2025,
            date=date(2025, 8, 31),
        )
        crowd(plan, count + SHARED, change.insert_many)
    read_statistics()
    actions = list(plan.actions.order_by("position").values_list("pk", flat=True))
    return {
        "cookie": settings.SESSION_COOKIE_NAME,
        "people": [
            {"session": make_session(person), "actions": [own, *actions[count:]]}
            for person, own in zip(people, actions, strict=False)
        ],
    }


def idle(seconds):
    for key in Session.objects.values_list("session_key", flat=True):
        session = SessionStore(key)
        timeouts.begin(session)
        session[timeouts.SEEN] -= seconds
        session.save()


def left():
    """By action, how often it was saved and how many updates came; and every problem found."""
    actions = Action.objects.annotate(told=Count("updates"))
    return {
        "versions": dict(actions.values_list("pk", "version")),
        "updates": {pk: told - 1 for pk, told in actions.values_list("pk", "told")},
        "submissions": [
            str(s) for s in ProgressUpdate.objects.values_list("submission", flat=True)
        ],
        "happened": [*ProgressUpdate.objects.values_list("happened", flat=True).distinct()],
        "problems": [str(problem) for problem in verification.problems()],
    }


if __name__ == "__main__":
    what, numbers = sys.argv[1], map(int, sys.argv[2:])
    json.dump({"build": build, "idle": idle, "left": left}[what](*numbers), sys.stdout)
