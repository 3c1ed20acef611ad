"""Work on large files that outlives its request: who has it, and how it goes on when they stop.

The uploads themselves are the queue. A worker takes one that nobody has moved yet, or on which
nothing has moved for two minutes, so the file of a worker that was killed goes on by itself.
Each taking raises its `run`: a worker that finds another one has been replaced and lets go.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone

from files.models import Upload


class GoneError(Exception):
    """The file was saved, discarded, or left to another worker already."""


def locked(number: int, *states: str) -> Upload:
    """The upload in one of these states, locked until the transaction ends; else `GoneError`."""
    uploads_there = Upload.objects.select_for_update().filter(pk=number, state__in=states)
    upload = uploads_there.defer("data").first()
    if upload is None:
        raise GoneError
    return upload


def hand_over(upload: Upload, state: str) -> None:
    """Leave a locked upload to the next worker that is free."""
    upload.state, upload.message, upload.moved_at = state, "", None
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

    def look(self) -> Upload:
        """The upload with its bytes, not locked; `GoneError` when it is no longer this worker's."""
        upload = Upload.objects.select_related("person", "organisation").filter(pk=self.number)
        return self._checked(upload.first())

    @contextmanager
    def step(self) -> Iterator[Upload]:
        """The upload, locked, without its bytes; what is set on it is saved, and that it moved."""
        with transaction.atomic():
            upload = self._checked(locked(self.number, *Upload.MOVING))
            yield upload
            upload.moved_at = timezone.now()
            upload.save()

    def give_back(self) -> None:
        """Leave the rest to the next worker, without the two minutes for which it would wait."""
        Upload.objects.filter(pk=self.number, run=self.run).update(moved_at=None)

    def drop(self) -> None:
        """Let the upload go: all is done."""
        with transaction.atomic():
            self._checked(locked(self.number, *Upload.MOVING)).delete()

    def _checked(self, upload: Upload | None) -> Upload:
        if upload is None or upload.run != self.run:
            raise GoneError
        return upload


def take() -> Work | None:
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
        upload.save()
    return Work(upload.pk, upload.run)
