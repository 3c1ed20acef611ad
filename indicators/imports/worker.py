"""What a worker does with the file that it has taken, to its end."""

from collections.abc import Callable
from contextlib import suppress

from django.db import OperationalError

from indicators import jobs
from indicators.imports import large, save, undo
from wres.audit import changes
from wres.files.models import Upload

FAILED = "The work stopped. What is saved stays saved, and the rest can be carried on with."


def work(may_go_on: Callable[[], bool] = lambda: True) -> bool:
    """Take up a file that waits for a worker and finish it; whether there was one.

    Each step asks `may_go_on` first. Without that, the rest is left to the next worker.

    Without a database nothing can be noted, so that the file stays as it is, and the worker that
    takes it up two minutes later carries on.
    """
    taken = jobs.take(may_go_on)
    if taken is None:
        return False
    with suppress(jobs.GoneError):  # somebody has discarded it, or another worker has it
        try:
            _do(taken)
        except jobs.GoneError:
            raise
        except OperationalError:
            with suppress(OperationalError):
                taken.blame_nobody()
            raise
        except jobs.StoppedError:
            taken.give_back()
        except Exception:
            with taken.step() as upload:
                upload.state, upload.message = Upload.FAILED, FAILED
            raise
    return True


def _do(taken: jobs.Work) -> None:
    upload = taken.look()
    if upload.kind == Upload.UNDOING:
        with changes.origin("manage.py work: undo"):
            undo.carry_out(taken)
        return
    if upload.state != Upload.READING:
        with changes.origin("manage.py work"):
            save.save_all(taken)
    if taken.look().state == Upload.READING:
        large.compare(taken)
