"""The worker: beside the server, it reads, saves, undoes and makes what takes long."""

import signal
import time
from contextlib import suppress

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import OperationalError, close_old_connections, connections

from files import reader
from indicators import also, worker

LONGEST_WAIT = 30  # seconds between two tries while the database is locked or away


class Command(BaseCommand):
    help = "Do the work on large files of figures until stopped (SIGTERM or Ctrl-C)."

    def add_arguments(self, parser):
        parser.add_argument("--interval", type=float, default=1, help="seconds between two looks")

    def handle(self, *args, **options):
        reader.start()
        stop = _Stop()
        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        wait = interval = options["interval"]
        while stop.is_not_asked():
            close_old_connections()
            with suppress(OSError):  # a full disk is no reason to stop
                settings.WORKER_SIGN.touch()
            try:
                is_busy, wait = worker.work(stop.is_not_asked) or also.work(), interval
            except OperationalError as error:
                is_busy, wait = False, min(max(wait, 1) * 2, LONGEST_WAIT)
                self.stderr.write(f"The database did not answer, so it is tried again: {error}")
                connections.close_all()
            except Exception as error:  # noted on its file, for a person to carry on
                is_busy = False
                self.stderr.write(f"The work on a file failed: {error!r}")
            if not is_busy:
                stop.sleep(wait)


class _Stop:
    """Asked for by a signal: at once while nothing is done, else after the step that is under way.

    A signal that broke into a step could meet the database in the middle of a query.
    """

    def __init__(self):
        self._asked = self._asleep = False

    def __call__(self, number, frame):
        self._asked = True
        if self._asleep:
            raise SystemExit(0)

    def is_not_asked(self) -> bool:
        return not self._asked

    def sleep(self, seconds: float) -> None:
        self._asleep = True
        if not self._asked:
            time.sleep(seconds)
        self._asleep = False
