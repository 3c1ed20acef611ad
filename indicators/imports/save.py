"""Saving a file of figures that a person has confirmed, all or nothing an organisation.

A small file is saved in its request. A large one is left to a worker: each organisation is a
change of its own, so a worker that dies leaves whole ones saved, and the next carries on with the
rest.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from itertools import batched

from django.db import transaction

from indicators.imports import figure_load, large, uploads
from indicators.imports.reading import FiguresRead
from indicators.jobs import Work, hand_over, locked
from indicators.models import FigureImport
from wres.accounts.models import User
from wres.audit import changes
from wres.audit.models import ChainHead
from wres.audit.stale import Stale
from wres.files.models import Upload

AT_ONCE = 10  # organisations compared together before each is saved
MOVED_SINCE = (
    "Somebody changed a figure meanwhile, so nothing was saved. The changes below are worked out "
    "again. Check them, then save. What you ticked and typed is kept."
)
MOVED = "Somebody changed a figure of {codes} since it was shown, so nothing was saved there."
NOT_ADMINISTERED = "{person} no longer administers {codes}, so nothing was saved there."


@dataclass(frozen=True)
class Shown:
    """The rows of one organisation, and the checksum of what they were shown to change."""

    code: str
    rows: FiguresRead
    digest: str


@dataclass(frozen=True)
class Found:
    """What the rows would change by now, and why it may not be saved: "" when it may.

    It holds as long as the organisation's chain has not grown beyond `sequence`, since every
    figure, pay band and membership of the organisation is changed in it.
    """

    part: uploads.Part | None
    refused: str
    sequence: int


def reason_of(file_name: str, reason: str) -> str:
    """Why figures changed, for the trail: the file, and what the person said."""
    return ": ".join(filter(None, [f"Imported from {file_name}", reason]))


def save(preview: uploads.Preview, *, by, reason: str, today: date) -> FigureImport:
    """Save a preview of one organisation and let go of the file.

    `Stale` when the figures have changed since the preview, or the file is gone.
    """
    part, upload = preview.part, preview.upload
    rows = preview.read.by_organisation(upload.organisation_id)[part.organisation.pk]
    why = reason_of(upload.file_name, reason)
    with changes.change(part.organisation.pk, by=by, reason=why) as change:
        upload = locked(upload.pk, Upload.WAITING)
        now = uploads.compared(part.organisation, rows)
        if now.digest != part.digest:
            raise Stale(MOVED_SINCE)
        origin = _write(now, change, upload, by=by, today=today)
        upload.delete()
    return origin


def queue(preview: large.StoredPreview, *, by, reason: str, today: date) -> None:
    """Leave a large file to the worker, as this person confirmed it.

    `Stale` when it was compared again since the preview, or is gone.
    """
    with transaction.atomic():
        upload = locked(preview.upload.pk, Upload.WAITING)
        if upload.run != preview.upload.run:
            raise Stale(MOVED_SINCE)
        upload.answers |= {
            "by": by.pk,
            "on": today.isoformat(),
            "reason": reason,
            "codes": preview.codes,
            "saved": {},
            "refused": {},
        }
        upload.done, upload.total = 0, preview.new_count + preview.changed_count
        hand_over(upload, Upload.QUEUED)


def remember(number: int, person, keys: list[str]) -> None:
    """Keep the questions that this person has confirmed, to ask the next ones."""
    with transaction.atomic():
        upload = locked(number, Upload.WAITING)
        ticked = upload.answers.setdefault("ticked", {}).setdefault(str(person.pk), [])
        ticked += [key for key in keys if key not in ticked]
        upload.save()


def save_all(work: Work) -> None:
    """Save what a person has confirmed, an organisation after the other."""
    upload = work.look()
    answers = upload.answers
    person, today = User.objects.get(pk=answers["by"]), date.fromisoformat(answers["on"])
    _, reads = uploads.by_code(upload, today)
    why = reason_of(upload.file_name, answers["reason"])
    digests = dict(upload.parts.values_list("organisation", "digest"))
    with work.step() as upload:
        upload.state = Upload.SAVING
    left = [code for code in answers["codes"] if code not in answers["saved"]]
    for codes in batched(left, AT_ONCE, strict=False):
        some = [Shown(code, reads[code], digests[code]) for code in codes]
        found = _found(person, some)
        for shown in some:
            _save_one(work, shown, found[shown.code], by=person, why=why, today=today)
    with work.step() as upload:
        _finish(upload, person)


def _found(person, some: Collection[Shown]) -> dict[str, Found]:
    """Compared before anything is locked, so that others wait for the writing only."""
    sequences = _sequences([shown.code for shown in some])
    parts = uploads.compared_of(person, {shown.code: shown.rows for shown in some})
    return {
        shown.code: Found(part, _refused(part, shown), sequences[shown.code])
        for shown in some
        for part in [parts.get(shown.code)]
    }


def _refused(part: uploads.Part | None, shown: Shown) -> str:
    if part is None:
        return "not administered"
    return "" if part.digest == shown.digest else "moved"


def _sequences(codes: Collection[str]) -> dict[str, int]:
    """How far the chain of each organisation has grown."""
    grown = dict(ChainHead.objects.filter(chain__in=codes).values_list("chain", "sequence"))
    return {code: grown.get(code, 0) for code in codes}


def _save_one(work: Work, shown: Shown, found: Found, *, by, why: str, today: date) -> None:
    """Save one organisation's rows as they were shown, and note on the upload how it went."""
    code = shown.code
    with changes.change(code, by=by, reason=why) as change, work.step() as upload:
        if _sequences([code])[code] != found.sequence:
            found = _found(by, [shown])[code]
        if found.refused:
            upload.answers["refused"][code] = found.refused
        else:
            origin = _write(found.part, change, upload, by=by, today=today)
            upload.answers["saved"][code] = origin.pk
            upload.done, upload.tries = upload.done + found.part.moving, 0


def _write(part: uploads.Part, change, upload: Upload, *, by, today: date) -> FigureImport:
    return figure_load.save(
        part.load,
        change,
        organisation=part.organisation,
        file_name=upload.file_name,
        sha256=upload.sha256,
        confirmed_by=by,
        today=today,
    )


def _finish(upload: Upload, person) -> None:
    """Saved, and the bytes gone; or compared again where something could not be saved."""
    refused = upload.answers["refused"]
    del upload.answers["codes"]
    if not refused:
        upload.state, upload.data = Upload.SAVED, b""
        upload.parts.all().delete()
        return
    said = []
    for why, words in (("moved", MOVED), ("not administered", NOT_ADMINISTERED)):
        codes = sorted(code for code, reason in refused.items() if reason == why)
        if codes:
            said.append(words.format(codes=", ".join(codes), person=person))
    upload.state, upload.message = Upload.READING, " ".join(said)
