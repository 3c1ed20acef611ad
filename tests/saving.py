"""Five threads that save while a backup is made or put back; JSON of how many they had saved.

Every save is acknowledged, whatever goes on: one that fails ends all of it.

python -m tests.saving COMMAND [ARG ...]
"""

import json
import sys
import threading
import uuid

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from actions.models import Lead  # noqa: E402
from tests.patience import PATIENCE  # noqa: E402
from wres.accounts.models import Organisation, User  # noqa: E402
from wres.audit import changes  # noqa: E402

THREADS = 5
FIRST = 25  # saves before the command begins


class Crowd:
    """Counts what was acknowledged."""

    def __init__(self):
        self.saved, self.failed = 0, []
        self.began, self.stop, self.lock = threading.Event(), threading.Event(), threading.Lock()

    def save_on(self, by):
        try:
            while not self.stop.is_set():
                with changes.origin("test"), changes.change("RKE", by=by):
                    Lead.objects.create(organisation_id="RKE", name=str(uuid.uuid4()))
                self.count()
        except Exception as error:
            self.failed.append(repr(error))
            self.began.set()
            raise
        finally:
            connection.close()

    def count(self):
        with self.lock:
            self.saved += 1
            if self.saved >= FIRST:
                self.began.set()


def main(command):
    Organisation.objects.get_or_create(code="RKE", name="Riverside NHS Trust")
    crowd, by = Crowd(), User.objects.system()
    threads = [threading.Thread(target=crowd.save_on, args=(by,)) for _ in range(THREADS)]
    for each in threads:
        each.start()
    try:
        if not crowd.began.wait(PATIENCE):
            raise RuntimeError(f"Only {crowd.saved} saves.")
        before = crowd.saved
        call_command(*command, stdout=sys.stderr)
        after = crowd.saved + THREADS  # each may have saved one that it has not counted yet
    finally:
        crowd.stop.set()
        for each in threads:
            each.join()
    if crowd.failed:
        raise RuntimeError(f"Not saved: {crowd.failed}")
    return {"before": before, "after": after}


if __name__ == "__main__":
    json.dump(main(sys.argv[1:]), sys.stdout)
