"""Saving a file of figures that a person has confirmed, all or nothing an organisation.

A file of one organisation is saved in its request. One of several is left to the worker: each
organisation is a change of its own, so a worker that dies leaves whole ones saved, and another
carries on with the rest.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from functools import partial

from django.db import transaction
from django.tasks import task
from django.utils import timezone

from audit import trail
from files.models import Upload
from indicators import imports, uploads
from indicators.models import FigureImport
from organisations.models import User

PATIENCE = timedelta(minutes=2)  # without a move before a person may carry on
LONGEST_PAUSE = 0.1  # seconds between two organisations: SQLite lets others wait until there is one
MOVED = "Somebody changed a figure of {codes} since it was shown, so nothing was saved there."
NOT_ADMINISTERED = "{person} no longer administers {codes}, so nothing was saved there."
FAILED = "Saving stopped. What is not saved yet can be carried on with."


class MovedError(Exception):
    """What would be saved is not what was shown: somebody changed a figure since."""


class GoneError(Exception):
    """The file was saved, discarded or left to the worker already."""


def reason_of(file_name: str, reason: str) -> str:
    """Why figures changed, for the trail: the file, and what the person said."""
    return ": ".join(filter(None, [f"Imported from {file_name}", reason]))


def save(preview: uploads.Preview, *, by, reason: str, today: date) -> FigureImport:
    """Save a preview of one organisation and let go of the file.

    `MovedError` when the figures have changed since the preview, `GoneError` when the file is
    gone; then nothing is saved.
    """
    (part,), upload = preview.parts, preview.upload
    rows = preview.read.by_organisation(upload.organisation_id)[part.organisation.pk]
    why = reason_of(upload.file_name, reason)
    with trail.change(part.organisation.pk, by=by, reason=why) as change:
        upload = _locked(upload.pk, Upload.WAITING)
        now = uploads.compared(part.organisation, rows)
        if now.digest != part.digest:
            raise MovedError
        origin = _write(now, change, upload, by=by, today=today)
        upload.delete()
    return origin


def queue(preview: uploads.Preview, *, by, reason: str, today: date) -> None:
    """Leave a file of several organisations to the worker, as this person confirmed it."""
    with transaction.atomic():
        upload = _locked(preview.upload.pk, Upload.WAITING)
        upload.answers |= {
            "by": by.pk,
            "on": today.isoformat(),
            "reason": reason,
            "digests": preview.digests,
            "saved": {},
            "refused": {},
        }
        upload.done, upload.total = 0, len(preview.new) + len(preview.changed)
        _enqueue(upload)


def remember(number: int, person, keys: list[str]) -> None:
    """Keep the questions that this person has confirmed, to ask the next ones."""
    with transaction.atomic():
        upload = _locked(number, Upload.WAITING)
        ticked = upload.answers.setdefault("ticked", {}).setdefault(str(person.pk), [])
        ticked += [key for key in keys if key not in ticked]
        upload.save()


def has_stopped(upload: Upload) -> bool:
    """Whether the worker has failed, or said nothing for so long that it may be gone."""
    is_late = upload.moved_at is not None and timezone.now() - upload.moved_at > PATIENCE
    return upload.state == Upload.FAILED or (upload.state != Upload.SAVED and is_late)


def carry_on(upload: Upload) -> None:
    """Give the rest to a worker again, after one that stopped. What is saved stays saved.

    Nothing happens while it is still moving; `GoneError` when no worker has it any more.
    """
    with transaction.atomic():
        upload = _locked(upload.pk, Upload.QUEUED, Upload.SAVING, Upload.FAILED)
        if has_stopped(upload):
            _enqueue(upload)


def _enqueue(upload: Upload) -> None:
    _mark(upload, Upload.QUEUED)
    save_upload.enqueue(upload.pk)


@task
def save_upload(number: int) -> None:
    """Save what a person has confirmed of this upload, an organisation after the other."""
    with suppress(GoneError):  # somebody has discarded it, or has given it to another worker
        try:
            _move(number, partial(_mark, state=Upload.SAVING))
            with trail.origin("manage.py db_worker"):
                _save_all(Upload.objects.get(pk=number))
            _move(number, _finish)
        except GoneError:  # it is no longer this worker's, so it has not failed either
            raise
        except Exception:
            _move(number, partial(_mark, state=Upload.FAILED, message=FAILED))
            raise


def _move(number: int, step: Callable[[Upload], None]) -> None:
    """Take this step of an upload that is the worker's, in a transaction."""
    with transaction.atomic():
        step(_locked(number, Upload.QUEUED, Upload.SAVING))


def _save_all(upload: Upload) -> None:
    answers = upload.answers
    person, today = User.objects.get(pk=answers["by"]), date.fromisoformat(answers["on"])
    _, reads = uploads.by_code(upload, today)
    why = reason_of(upload.file_name, answers["reason"])
    waiting = [code for code in answers["digests"] if code not in answers["saved"]]
    for code in waiting:
        started = time.monotonic()
        _save_one(upload.pk, code, reads[code], why, person, today)
        time.sleep(min(time.monotonic() - started, LONGEST_PAUSE))


def _save_one(number: int, code: str, rows, why: str, person, today: date) -> None:
    """Save one organisation's rows, unless another worker has, and note on the upload how."""
    with trail.change(code, by=person, reason=why) as change:
        upload = _locked(number, Upload.SAVING)
        answers = upload.answers
        if code in answers["saved"]:
            return
        organisation = uploads.administered_by(person, [code]).get(code)
        part = uploads.compared(organisation, rows) if organisation else None
        if part is None or part.digest != answers["digests"][code]:
            answers["refused"][code] = "moved" if part else "not administered"
        else:
            origin = _write(part, change, upload, by=person, today=today)
            answers["saved"][code] = origin.pk
            upload.done += len(part.load.new) + len(part.load.changed)
        _mark(upload, Upload.SAVING)


def _write(part: uploads.Part, change, upload: Upload, *, by, today: date) -> FigureImport:
    return imports.save(
        part.load,
        change,
        organisation=part.organisation,
        file_name=upload.file_name,
        sha256=upload.sha256,
        confirmed_by=by,
        today=today,
    )


def _finish(upload: Upload) -> None:
    """Saved, and the bytes gone; or back to a person where something could not be saved."""
    refused = upload.answers["refused"]
    if not refused:
        upload.data = b""
        _mark(upload, Upload.SAVED)
        return
    person = User.objects.get(pk=upload.answers["by"])
    said = []
    for why, words in (("moved", MOVED), ("not administered", NOT_ADMINISTERED)):
        codes = sorted(code for code, reason in refused.items() if reason == why)
        if codes:
            said.append(words.format(codes=", ".join(codes), person=person))
    _mark(upload, Upload.WAITING, " ".join(said))


def _locked(number: int, *states: str) -> Upload:
    """The upload in one of these states, locked until the transaction ends; else `GoneError`."""
    uploads_there = Upload.objects.select_for_update().filter(pk=number, state__in=states)
    upload = uploads_there.defer("data").first()
    if upload is None:
        raise GoneError
    return upload


def _mark(upload: Upload, state: str, message: str = "") -> None:
    upload.state, upload.message, upload.moved_at = state, message, timezone.now()
    upload.save()
