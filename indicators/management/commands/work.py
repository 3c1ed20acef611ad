"""The worker: beside the server, it reads, saves, undoes and makes what takes long."""

import signal
import time

from django.core.management.base import BaseCommand
from django.db import OperationalError, close_old_connections, connections

from indicators import also, worker

LONGEST_WAIT = 30  # seconds between two tries while the database is locked or away


class Command(BaseCommand):
    help = "Do the work on large files of figures until stopped (SIGTERM or Ctrl-C)."

    def add_arguments(self, parser):
        parser.add_argument("--interval", type=float, default=1, help="seconds between two looks")

    def handle(self, *args, **options):
        signal.signal(signal.SIGTERM, _stop)
        signal.signal(signal.SIGINT, _stop)
        wait = interval = options["interval"]
        while True:
            close_old_connections()
            try:
                is_busy, wait = worker.work() or also.work(), interval
            except OperationalError as error:
                is_busy, wait = False, min(max(wait, 1) * 2, LONGEST_WAIT)
                self.stderr.write(f"The database did not answer, so it is tried again: {error}")
                connections.close_all()
            except Exception as error:  # noted on its file, for a person to carry on
                is_busy = False
                self.stderr.write(f"The work on a file failed: {error!r}")
            if not is_busy:
                time.sleep(wait)


def _stop(number, frame):
    """Stop at once: what is not saved yet of a file is left to the next worker."""
    raise SystemExit(0)
