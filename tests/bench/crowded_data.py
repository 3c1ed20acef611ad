"""Trusts that differ by nothing but the size of their plan, in the database of the settings.

The actions are written without their history, for that of 110,000 would take ten minutes: only the
page of an action and the trail read it, and the visited action has its own.
"""

import json
import re
import sys
import uuid

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402
from django.test import Client  # noqa: E402

from actions.models import Question  # noqa: E402
from actions.quarter import closed  # noqa: E402
from actions.updates.progress import record_update  # noqa: E402
from tests.bench.data import make_plan, make_session, read_statistics  # noqa: E402
from tests.conftest import TODAY  # noqa: E402
from tests.crowd import crowd, untold  # noqa: E402
from wres.accounts.access import Role  # noqa: E402
from wres.accounts.models import Membership, Organisation, User  # noqa: E402
from wres.audit import changes  # noqa: E402

ROW = "Section {0},{1},2,Promise{1} kept by team{2},EDI Lead & Team {2},31.03.2026\n"
HEADER = "Section,No,Indicators,Action,Leads,Completion\n"


def build(code, count):
    """A trust with so many actions, its third quarter closed; how to visit it."""
    organisation, ife = _trust(code)
    with changes.origin("bench"):
        with changes.change(code, by=ife):
            plan = make_plan(organisation)
            crowd(plan, count, untold)
            lead = organisation.leads.get(name="Team 07")
            lead.members.create(user=ife)
            action = plan.actions.last()
            said = {"status": "in_progress", "delivery": "on_track", "happened": "The panel met."}
            record_update(action, by=ife, today=TODAY, submission=uuid.uuid4(), **said)
            named = {"action": action, "row": 2, "column": "completion", "message": "When?"}
            question = Question.objects.create(plan=plan, **named)
            third = plan.quarters.get(number=3)
            third.state = third.OPEN
            third.save()
        closed.close(third, by=ife, today=TODAY)
    things = {"action": action.pk, "question": question.pk, "lead": lead.pk}
    return things | {"session": make_session(ife)}


def bring(code, count):
    """A trust that brings a plan of so many rows, all of which change what it brought before."""
    _, ife = _trust(code)
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session = make_session(ife)
    rows = "".join(ROW.format(n % 5, n, n % 30) for n in range(1, count + 1))
    upload = _upload(client, code, rows)
    digest = re.search(r'name="digest" value="([^"]+)"', client.get(upload).content.decode())[1]
    client.post(upload, {"digest": digest})
    later = _upload(client, code, rows.replace("31.03.2026", "30.04.2026"))
    return {"upload": later.rstrip("/").rpartition("/")[2], "session": session}


def _trust(code):
    organisation = Organisation.objects.create(code=code, name=f"Trust {code}")
    ife = User.objects.create_user(f"ife@{code.lower()}.example", f"Ife of {code}")
    with changes.origin("bench"), changes.change(code, by=User.objects.system()):
        Membership.objects.create(organisation=organisation, user=ife, role=Role.INCLUSION_LEAD)
    return organisation, ife


def _upload(client, code, rows):
    """The address of the preview of a file with these rows."""
    day = {"date_day": "31", "date_month": "8", "date_year": "2025"}
    file = SimpleUploadedFile("plan.csv", (HEADER + rows).encode())
    return client.post(f"/{code}/plan/import/", {"year": "2025", "file": file} | day).url


if __name__ == "__main__":
    sizes = json.loads(sys.argv[1])
    made = {code: build(code, count) for code, count in sizes["actions"].items()}
    made |= {code: bring(code, count) for code, count in sizes["rows"].items()}
    read_statistics()
    json.dump(made, sys.stdout)
