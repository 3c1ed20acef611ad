"""Two trusts that differ by nothing but how much their log holds, in the database of the settings.

The entries are written past the trail, for a million changes would take an hour: they name history
rows that are not there, which costs the page the same.
"""

import json
import sys

import django

django.setup()

from django.db import connection  # noqa: E402

from tests.bench.data import make_session, read_statistics  # noqa: E402
from wres.accounts.access import Role  # noqa: E402
from wres.accounts.models import Membership, Organisation, User  # noqa: E402
from wres.audit import changes, triggers  # noqa: E402
from wres.audit.models import ChainHead  # noqa: E402

PEOPLE = 20
AT = {
    "sqlite": "datetime('2016-01-01', '+' || (n * 300) || ' seconds')",
    "postgresql": "timestamptz '2016-01-01' + n * interval '300 seconds'",
}
# Of every 100 entries 15 are sign-ins, 5 downloads and the rest changes, most of them of actions,
# each action with about 100 of them.
ENTRIES = """
INSERT INTO audit_entry
  (chain, at, person_id, kind, model, thing, history_id, label, request_id, through, reason,
   installation)
WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count})
SELECT '{code}', {at}, {person} + n % {people},
  CASE WHEN n % 100 < 15 THEN 'sign_in' WHEN n % 100 < 20 THEN 'exported' ELSE 'changed' END,
  CASE WHEN n % 100 < 20 THEN '' WHEN n % 100 < 80 THEN 'actions.Action'
       ELSE 'indicators.Figure' END,
  CASE WHEN n % 100 < 20 THEN NULL ELSE 1 + (n / 100) % ({count} / 100) END,
  CASE WHEN n % 100 < 20 THEN NULL ELSE {offset} + n END,
  'Review interview panels', 'ffffffff-ffff-ffff-ffff-ffffffffffff',
  'POST /{code}/actions/7/edit/', 'The supplier is late', {known}
FROM numbers
"""


def build(code, count, offset):
    """A trust with so many entries; how its administrator visits it, and one of its people."""
    organisation = Organisation.objects.create(code=code, name=f"Trust of {count} entries")
    users = [
        User.objects.create_user(f"{number}@{code.lower()}.example", f"Person {number}")
        for number in range(PEOPLE)
    ]
    with changes.origin("bench"), changes.change(code, by=User.objects.system()):
        for user in users:
            Membership.objects.create(organisation=organisation, user=user, role=Role.ADMINISTRATOR)
    known = ChainHead.objects.get(chain=changes.INSTALLATION).sequence
    facts = {"code": code, "count": count, "offset": offset, "people": PEOPLE, "known": known}
    statement = ENTRIES.format(at=AT[connection.vendor], person=users[0].pk, **facts)
    with triggers.lifted(), connection.cursor() as cursor:  # PostgreSQL would ask for seals
        cursor.execute(statement)
        cursor.execute(
            "UPDATE audit_chainhead SET latest = (SELECT max(at) FROM audit_entry e "
            "WHERE e.chain = audit_chainhead.chain) WHERE chain = %s",
            [code],
        )
        cursor.execute("SELECT max(id) FROM audit_entry WHERE chain = %s AND label <> ''", [code])
        newest = cursor.fetchone()[0]
    middle = newest - count // 2
    return {"session": make_session(users[0]), "person": users[1].pk, "middle": middle}


if __name__ == "__main__":
    sizes = json.loads(sys.argv[1])
    made = {
        code: build(code, count, 10_000_000 * number)
        for number, (code, count) in enumerate(sizes.items(), start=1)
    }
    read_statistics()
    json.dump(made, sys.stdout)
