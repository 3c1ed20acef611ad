"""The worker: beside the server, it sends letters, and does what takes long.

Letters have a thread of their own: a large file keeps none of them waiting.
"""

import signal
import time
from collections.abc import Callable
from contextlib import suppress
from threading import Thread

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import OperationalError, close_old_connections, connections

from indicators import jobs
from indicators.imports import worker
from wres.accounts import mail
from wres.files import reader

STOP_SECONDS = 30  # at most until the letter that is being sent has left
LONGEST_WAIT = 30  # seconds between two tries while the database is locked or away


class Command(BaseCommand):
    help = "Send letters and do the work on large files until stopped (SIGTERM or Ctrl-C)."

    def add_arguments(self, parser):
        parser.add_argument("--interval", type=float, default=1, help="seconds between two looks")
        parser.add_argument("--once", action="store_true", help="do what waits now, then stop")

    def handle(self, *args, **options):
        if options["once"]:
            self._do_what_waits()
            return
        reader.start()
        stop = _Stop()
        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        rounds = (stop.is_not_asked, options["interval"])
        post = Thread(target=self._go_on, args=(mail.send_next, *rounds, _doze(stop)))
        post.start()
        try:
            self._go_on(lambda: worker.work(stop.is_not_asked) or jobs.work(), *rounds, stop.sleep)
        finally:
            stop.ask()
            post.join(STOP_SECONDS)

    def _do_what_waits(self):
        while mail.send_next() or worker.work() or jobs.work():
            pass

    def _go_on(self, do: Callable[[], bool], may_go_on, interval, sleep):
        """Do one piece of work after the other; wait while there is none, or no database."""
        wait = interval
        while may_go_on():
            close_old_connections()
            with suppress(OSError):  # a full disk is no reason to stop
                settings.WORKER_SIGN.touch()
            try:
                is_busy, wait = do(), interval
            except OperationalError as error:
                is_busy, wait = False, min(max(wait, 1) * 2, LONGEST_WAIT)
                self.stderr.write(f"The database did not answer, so it is tried again: {error}")
                connections.close_all()
            except Exception as error:  # noted on its file, for a person to carry on
                is_busy = False
                self.stderr.write(f"The work on a file or letter failed: {error!r}")
            if not is_busy:
                sleep(wait)
        connections.close_all()


def _doze(stop, step=0.1):
    """To wait in a thread, which no signal wakes: in steps, so that it stops soon."""

    def doze(seconds):
        until = time.monotonic() + seconds
        while stop.is_not_asked() and time.monotonic() < until:
            time.sleep(step)

    return doze


class _Stop:
    """Asked for by a signal: at once while nothing is done, else after the step that is under way.

    A signal that broke into a step could meet the database in the middle of a query.
    """

    def __init__(self):
        self._asked = self._asleep = False

    def __call__(self, number, frame):
        self.ask()
        if self._asleep:
            raise SystemExit(0)

    def ask(self) -> None:
        self._asked = True

    def is_not_asked(self) -> bool:
        return not self._asked

    def sleep(self, seconds: float) -> None:
        self._asleep = True
        if not self._asked:
            time.sleep(seconds)
        self._asleep = False
