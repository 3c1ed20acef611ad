"""A plan's file from its upload until it is saved: what it would change, decided and confirmed."""

from datetime import date

from django.db import transaction

from actions.imports import save
from actions.imports.decisions import decisions
from actions.imports.plan_load import compare
from actions.imports.preview import Preview
from actions.imports.reading import PlanRead, read_plan
from actions.models import ColumnName
from wres.audit import changes
from wres.audit.stale import Stale
from wres.files import reader
from wres.files.models import Upload

CHANGED = (
    "The plan has changed since, so nothing was saved. Somebody changed the plan, or settled "
    "something of this file, after you opened this page. Look through what would change now, then "
    "save again."
)
KEPT = "No longer in the plan’s file"  # why an action is cancelled when nobody says more


def read_upload(upload: Upload) -> PlanRead:
    """What the file says, its columns and tables as people have said of it and of files before."""
    return reader.read(
        read_plan,
        bytes(upload.data),
        upload.file_name,
        columns_said(upload),
        {int(place) for place, is_ticked in upload.answers.get("tables", {}).items() if is_ticked},
    )


def columns_said(upload: Upload) -> dict[str, str]:
    """The columns by the folded headings: of the organisation, and of this file before them."""
    kept = dict(upload.organisation.column_names.values_list("heading", "column"))
    return kept | upload.answers.get("columns", {})


def keep_columns(upload: Upload) -> None:
    """Keep, inside the open change, what was said of columns for the organisation's next files."""
    held = {each.heading: each for each in upload.organisation.column_names.all()}
    for heading, column in upload.answers.get("columns", {}).items():
        name = held.get(heading) or ColumnName(organisation=upload.organisation, heading=heading)
        if name.pk is None or name.column != column:
            name.column = column
            name.save()


def preview(upload: Upload, read: PlanRead | None = None) -> Preview:
    """The file beside the plan as it stands. Refused when the plan has another date by now.

    `read` is what its file says, where that is known.
    """
    read = read or read_upload(upload)
    load = compare(
        upload.organisation,
        read.rows,
        year=upload.facts["year"],
        plan_date=date.fromisoformat(upload.facts["plan_date"]),
        decisions=decisions(upload.answers),
    )
    return Preview(read, load)


def settle(upload: Upload, kind: str, said: dict) -> None:
    """Keep what a person says of spellings ("leads") or the like; None takes it back.

    Others' decisions of the same file stay. `Stale` when the upload is no longer there.
    """
    with transaction.atomic():
        upload = Upload.objects.select_for_update().filter(pk=upload.pk).first()
        if upload is None:
            raise Stale("This file is no longer waiting: it was saved or discarded.")
        kept = {**upload.answers.get(kind, {}), **said}
        upload.answers[kind] = {key: value for key, value in kept.items() if value is not None}
        upload.save(update_fields=["answers"])


def confirm(
    upload: Upload,
    digest: str,
    *,
    by,
    today,
    cancelled=(),
    reason="",
    why_later="",
    why_completed="",
) -> Preview | None:
    """Save what the page with this digest showed, all or nothing, and forget the upload.

    `cancelled` are the ids of actions that the file no longer prints, `reason` is why; `why_later`
    is why dates move later, `why_completed` why actions without evidence are complete. None when
    somebody saved or discarded the upload first; `Stale` when the change would be another by now.
    """
    loaded = f"Loaded from {upload.file_name}"
    read = read_upload(upload)  # others need not wait for this
    with changes.change(upload.organisation_id, by=by, reason=loaded) as change:
        # As it stands: nobody discards it before the transaction ends.
        waiting = Upload.objects.select_for_update(of=("self",)).select_related("organisation")
        upload = waiting.filter(pk=upload.pk).first()
        if upload is None:
            return None
        shown = preview(upload, read)
        if shown.digest != digest or shown.read.problems:
            raise Stale(CHANGED)
        chosen = [action for action in shown.cancellable if action.pk in set(cancelled)]
        if shown.load.changes_something:
            save.save(shown.load, change, today, by, why_later, why_completed)
        for action in chosen:
            save.cancel(action, change, today, reason or KEPT)
        if shown.load.changes_something or chosen:
            rows, left_out = len(shown.read.rows), shown.read.not_understood
            save.record(shown.load.plan, upload.file_name, upload.sha256, rows, left_out)
        keep_columns(upload)
        upload.delete()
    return shown
