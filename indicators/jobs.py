"""Work that outlives its request: who has it, how it goes on, and what other apps add."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils import timezone

from wres.audit.stale import Stale
from wres.files.models import TRIES, Upload

GIVEN_UP = (
    f"{TRIES} times a worker stopped without a word while it had this file, so it is left alone. "
    "What is saved stays saved. Carry on to try again. If that does not help, split the file, "
    "and tell whoever runs this service."
)


class GoneError(Stale):
    """The file was saved, discarded, or left to another worker already."""

    words = "This file is no longer waiting: it was saved or discarded."


class StoppedError(Exception):
    """The worker was asked to stop, and leaves the file where its last step ended."""


def locked(number: int, *states: str) -> Upload:
    """The upload in one of these states, locked until the transaction ends; else `GoneError`.

    Its bytes and facts, which are long and seldom asked for, are not fetched with it.
    """
    uploads_there = Upload.objects.select_for_update().filter(pk=number, state__in=states)
    upload = uploads_there.defer("data", "facts").first()
    if upload is None:
        raise GoneError
    return upload


def hand_over(upload: Upload, state: str) -> None:
    """Leave a locked upload to the next worker that is free."""
    upload.state, upload.message, upload.moved_at, upload.tries = state, "", None, 0
    upload.save()


def carry_on(number: int) -> None:
    """Give a file that failed to a worker again: what is saved stays saved. `GoneError`."""
    with transaction.atomic():
        upload = locked(number, *Upload.MOVING, Upload.FAILED)
        if upload.state == Upload.FAILED:
            is_confirmed = "codes" in upload.answers or upload.kind == Upload.UNDOING
            hand_over(upload, Upload.QUEUED if is_confirmed else Upload.READING)


@dataclass(frozen=True)
class Work:
    """An upload in the hands of one worker."""

    number: int
    run: int
    may_go_on: Callable[[], bool]

    def look(self) -> Upload:
        """The upload with its bytes, not locked; `GoneError` when it is no longer this worker's."""
        upload = Upload.objects.select_related("person", "organisation").filter(pk=self.number)
        return self._checked(upload.first())

    @contextmanager
    def step(self) -> Iterator[Upload]:
        """The upload, locked; what is set on it is saved, and that it moved.

        `StoppedError` when no further step may be begun.
        """
        if not self.may_go_on():
            raise StoppedError
        with transaction.atomic():
            upload = self._checked(locked(self.number, *Upload.MOVING))
            yield upload
            upload.moved_at = timezone.now()
            upload.save()

    def give_back(self) -> None:
        """Leave the rest to the next worker, without the two minutes for which it would wait."""
        self._end_try(moved_at=None)

    def blame_nobody(self) -> None:
        """Do not count this try: it was not the file that ended it."""
        self._end_try()

    def _end_try(self, **facts) -> None:
        facts["tries"] = Greatest(F("tries") - 1, 0)
        Upload.objects.filter(pk=self.number, run=self.run).update(**facts)

    def drop(self) -> None:
        """Let the upload go: all is done."""
        with transaction.atomic():
            self._checked(locked(self.number, *Upload.MOVING)).delete()

    def _checked(self, upload: Upload | None) -> Upload:
        if upload is None or upload.run != self.run:
            raise GoneError
        return upload


def take(may_go_on: Callable[[], bool]) -> Work | None:
    """The next upload for a worker, from now on this worker's; None when none waits."""
    if not Upload.objects.for_a_worker().exists():  # without the lock that SQLite has one of
        return None
    skips = connection.features.has_select_for_update_skip_locked
    with transaction.atomic():
        waiting = Upload.objects.for_a_worker().select_for_update(skip_locked=skips)
        upload = waiting.order_by("at").first()
        if upload is None:
            return None
        upload.run, upload.moved_at = upload.run + 1, timezone.now()
        is_hopeless = upload.tries >= TRIES
        if is_hopeless:
            upload.state, upload.message = Upload.FAILED, GIVEN_UP
        upload.tries += 1
        upload.save()
    return take(may_go_on) if is_hopeless else Work(upload.pk, upload.run, may_go_on)


jobs: list[Callable[[], bool]] = []


def work() -> bool:
    """Do the first piece of work that there is; whether there was one."""
    return any(job() for job in jobs)
