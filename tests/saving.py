"""Five threads that save while a backup is made or put back; JSON of what they did.

python -m tests.saving COMMAND [ARG ...]
"""

import json
import sys
import threading

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import Error, connection  # noqa: E402

from actions.models import Lead  # noqa: E402
from audit import trail  # noqa: E402
from organisations.models import Organisation, User  # noqa: E402
from tests.patience import PATIENCE  # noqa: E402

THREADS = 5
FIRST = 25  # saves before the command begins


class Crowd:
    """Counts what was acknowledged; a failure of the database is met by the next try."""

    def __init__(self):
        self.saved = self.failed = 0
        self.began, self.stop, self.lock = threading.Event(), threading.Event(), threading.Lock()

    def save_on(self, number, by):
        while not self.stop.is_set():
            try:
                with trail.origin("test"), trail.change("RKE", by=by):
                    Lead.objects.create(organisation_id="RKE", name=f"Team {number} {self.saved}")
            except Error:
                connection.close()
                self.count(failed=1)
            else:
                self.count(saved=1)
        connection.close()

    def count(self, saved=0, failed=0):
        with self.lock:
            self.saved += saved
            self.failed += failed
            if self.saved >= FIRST:
                self.began.set()


def main(command):
    Organisation.objects.get_or_create(code="RKE", name="Riverside NHS Trust")
    crowd, by = Crowd(), User.objects.system()
    threads = [threading.Thread(target=crowd.save_on, args=(n, by)) for n in range(THREADS)]
    for each in threads:
        each.start()
    try:
        if not crowd.began.wait(PATIENCE):
            raise RuntimeError(f"Only {crowd.saved} saves, {crowd.failed} failed.")
        before = crowd.saved
        call_command(*command, stdout=sys.stderr)
        after = crowd.saved + THREADS  # each may have saved one that it has not counted yet
    finally:
        crowd.stop.set()
        for each in threads:
            each.join()
    return {"before": before, "after": after, "failed": crowd.failed}


if __name__ == "__main__":
    json.dump(main(sys.argv[1:]), sys.stdout)
