"""Undoing an import as a whole: a change of its own that puts each figure back as it was.

New figures are deleted; their history stays. When anything that the import wrote has been
changed since, nothing is undone. A figure that was changed and put back again counts as
unchanged. A large import is left to a worker.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from indicators import history
from indicators.imports import contents, uploads
from indicators.jobs import Work
from indicators.models import FigureImport
from wres.accounts.models import User
from wres.audit import changes
from wres.audit.stale import Stale
from wres.files.models import Upload

AT_ONCE = 500  # figures put back in a request
CHANGED_SHOWN = 50  # figures that stand in the way
NOT_ADMINISTERED = "{person} no longer administers {code}, so nothing was undone."


@dataclass(frozen=True)
class Since:
    """A figure that was changed after the import: which, by whom and when."""

    place: str
    who: str
    at: datetime

    @property
    def words(self) -> str:
        at = timezone.localtime(self.at)
        return f"{self.place}: changed by {self.who} on {date_format(at, 'j F Y, H:i')}"


@dataclass
class Undoing:
    """What undoing would do: rows to put back, rows to delete, and what stands in the way."""

    restored: list = field(default_factory=list)
    deleted: list = field(default_factory=list)
    changed_since: list[Since] = field(default_factory=list)  # the first of them
    changed_count: int = 0


def prepare(origin: FigureImport) -> Undoing:
    """Read-only: the rows in `restored` have the values that they would be put back to."""
    undoing, at = Undoing(), contents.made(origin).history_date
    for model in contents.MODELS:
        _prepare(model, list(contents.rows_of(model, origin, at)), undoing)
    return undoing


def undo(organisation, number: int, *, by, reason: str, today) -> FigureImport:
    """Undo the import of this number. One that is undone already stays as it is.

    `Stale` when a figure was changed since, `FigureImport.DoesNotExist` when the organisation has
    no such import.
    """
    with changes.change(organisation.pk, by=by, reason=reason) as change:
        origin = organisation.figure_imports.get(pk=number)
        if origin.undone_on is not None:
            return origin
        undoing = prepare(origin)
        if undoing.changed_count:
            raise Stale(f"{undoing.changed_count} of its figures were changed since.")
        for model in contents.MODELS:
            change.update_many([r for r in undoing.restored if type(r) is model], _fields(model))
            change.delete_many([r for r in undoing.deleted if type(r) is model])
        origin.undone_on = today
        origin.save()
    return origin


def is_large(origin: FigureImport) -> bool:
    return origin.rows > AT_ONCE


def under_way(origin: FigureImport) -> Upload | None:
    """The undoing of this import that a worker has, or that was refused."""
    return Upload.objects.filter(kind=Upload.UNDOING, facts__origin=origin.pk).first()


def leave(origin: FigureImport, *, by, reason: str, today: date) -> None:
    """Leave the undoing to the next worker that is free, once however often it is asked."""
    with transaction.atomic():
        FigureImport.objects.select_for_update().get(pk=origin.pk)
        if under_way(origin) is None:
            Upload.objects.create(
                organisation=origin.organisation,
                person=by,
                kind=Upload.UNDOING,
                file_name=origin.file_name,
                sha256=origin.sha256,
                data=b"",
                facts={"origin": origin.pk},
                answers={"by": by.pk, "reason": reason, "on": today.isoformat()},
                state=Upload.QUEUED,
                total=origin.rows,
                by_worker=True,
            )


def ask_again(origin: FigureImport) -> None:
    """Let go of an undoing that was refused or has failed."""
    stopped = [Upload.REFUSED, Upload.FAILED]
    asked = Upload.objects.filter(kind=Upload.UNDOING, facts__origin=origin.pk)
    asked.filter(state__in=stopped).delete()


def carry_out(work: Work) -> None:
    """Undo what a person has left to the worker, or note why not."""
    upload = work.look()
    asked, person = upload.answers, User.objects.get(pk=upload.answers["by"])
    facts = {"by": person, "reason": asked["reason"], "today": date.fromisoformat(asked["on"])}
    if not uploads.administered_by(person, [upload.organisation_id]):
        _refuse(work, NOT_ADMINISTERED.format(person=person, code=upload.organisation_id), [])
        return
    with work.step() as upload:
        upload.state = Upload.SAVING
    try:
        undo(upload.organisation, upload.facts["origin"], **facts)
    except Stale:
        stopped = prepare(upload.organisation.figure_imports.get(pk=upload.facts["origin"]))
        count, found = stopped.changed_count, stopped.changed_since
        words = f"{count} of its figures {'has' if count == 1 else 'have'} been changed since."
        _refuse(work, words, [since.words for since in found])
    else:
        work.drop()


def _refuse(work: Work, message: str, changed_since: list[str]) -> None:
    with work.step() as upload:
        upload.state, upload.message = Upload.REFUSED, message
        upload.facts["changed_since"] = changed_since


def undone(origin: FigureImport):
    """The history row in which the import was marked as undone, with who did it; or None."""
    rows = origin.history.filter(undone_on__isnull=False).select_related("history_user")
    return rows.last() if origin.undone_on else None


def _prepare(model, rows, undoing: Undoing) -> None:
    live = model.objects.in_bulk([row.id for row in rows]) if rows else {}
    changed = []
    for written in contents.beside_before(rows):
        row = live.get(written.row.id)
        if row is None or not _is_as_left(row, written.row):
            changed.append(written.row.id)
        elif written.before is None:
            undoing.deleted.append(row)
        else:
            for name in _fields(model):
                setattr(row, name, getattr(written.before, name))
            undoing.restored.append(row)
    undoing.changed_count += len(changed)
    undoing.changed_since += _last_changes(model, changed[:CHANGED_SHOWN])


def _is_as_left(row, history_row) -> bool:
    return all(getattr(row, name) == getattr(history_row, name) for name in _fields(type(row)))


def _fields(model) -> list[str]:
    return [f.attname for f in model._meta.concrete_fields if not f.primary_key]


def _last_changes(model, ids) -> list[Since]:
    if not ids:
        return []
    rows = contents.last_of(model, ids).select_related("history_user", "indicator", "unit")
    return [
        Since(history.place(row), str(row.history_user), row.history_date)
        for row in rows.defer("loaded_cells").order_by("history_id")
    ]
