"""Forms of an import of figures: the file, what a person confirms of it, and its undoing."""

import hashlib
from collections.abc import Collection
from datetime import date

from django import forms

from indicators.imports import large, undo, uploads
from indicators.imports.save import MOVED_SINCE
from wres.accounts.models import Organisation
from wres.audit import changes
from wres.files import reader
from wres.files.models import Upload
from wres.files.tables import RefusedError
from wres.files.uploads import is_large, read_upload
from wres.nhsuk.fields import FileUpload, PlainText
from wres.nhsuk.forms import PageForm, Shown, ShownForm

ASKED_AT_ONCE = 200  # questions on a page; the others follow once these are confirmed
CHECKED = "I have checked this and it is right"


class UploadForm(PageForm):
    """A file of figures. A small one is refused at once when it cannot be read as one.

    Of a large one only the container is checked here: the worker reads it.
    """

    organisation: Organisation
    today: date
    submit, label_size = "Show what would change", None
    file = FileUpload(label="File of figures", help_text="CSV or Excel (.xlsx), up to 10 MB")

    def clean_file(self):
        file = self.cleaned_data["file"]
        try:
            self.data_read = read_upload(file)
            self.by_worker = reader.read(is_large, self.data_read, file.name)
            if not self.by_worker:
                whole = uploads.read(self.data_read, file.name, self.today)
                self.by_worker = uploads.is_for_a_worker(whole, self.organisation.pk)
        except RefusedError as refused:
            raise forms.ValidationError(str(refused)) from refused
        return file

    def save(self, *, by) -> Upload:
        """Keep the file until somebody has saved or discarded it."""
        return Upload.objects.create(
            organisation=self.organisation,
            person=by,
            kind=Upload.FIGURES,
            file_name=self.cleaned_data["file"].name,
            sha256=hashlib.sha256(self.data_read).hexdigest(),
            data=self.data_read,
            by_worker=self.by_worker,
            state=Upload.READING if self.by_worker else Upload.WAITING,
        )


type Preview = uploads.Preview | large.StoredPreview


class ConfirmForm(ShownForm):
    """What a person says of a preview: a tick a question, and why earlier years change.

    `ticked` are the keys of questions that the same person confirmed on the page before.
    """

    preview: Preview
    ticked: Collection[str] = ()
    submit = ""
    changed = MOVED_SINCE
    digest = Shown()

    def stands(self):
        return self.preview.digest

    def make_fields(self):
        left = [asked for asked in self.preview.asked if asked.key not in self.ticked]
        self.asked, self.later = left[:ASKED_AT_ONCE], len(left[ASKED_AT_ONCE:])
        for asked in self.asked:
            words = f"Tick that you have checked {asked.place}, or correct the file"
            self.fields[asked.key] = forms.BooleanField(
                label=CHECKED, error_messages={"required": words}
            )
        if self.preview.needs_reason and not self.later:
            self.fields["reason"] = PlainText(
                label="Why figures of earlier years change",
                help_text="This will be recorded with each changed figure",
                limit=changes.REASON_LIMIT,
                lines=3,
                error_messages={"required": "Say why figures of earlier years change"},
            )

    @property
    def questions(self) -> list[tuple[uploads.Asked, forms.BoundField]]:
        return [(asked, self[asked.key]) for asked in self.asked]

    @property
    def reason_field(self) -> forms.BoundField | None:
        return self["reason"] if "reason" in self.fields else None

    @property
    def ticks(self) -> list[str]:
        """The keys of the questions that were ticked, whatever else is missing."""
        return [asked.key for asked in self.asked if asked.key in self.data]

    @property
    def reason(self) -> str:
        return self.cleaned_data.get("reason", "")

    def again(self, data, **subject):
        """The form of another preview, with what was ticked and typed into this one."""
        kept = dict.fromkeys(self.ticks, True) | {"reason": data.get("reason", "")}
        return type(self)(initial=kept, **self.subject | subject)


class UndoForm(PageForm):
    """Why an import is undone."""

    submit, label_size = "Undo this import", None
    reason = PlainText(
        label="Why this import is undone",
        help_text="This will be recorded with each figure that is put back",
        limit=changes.REASON_LIMIT,
        lines=3,
        error_messages={"required": "Say why this import is undone"},
    )

    def save(self, organisation, origin, *, by, today) -> bool:
        """Whether it is undone: a large one is left to a worker.

        `Stale` when a figure has been changed since.
        """
        reason = f"Undid the import of {origin.file_name}: {self.cleaned_data['reason']}"
        if undo.is_large(origin):
            undo.leave(origin, by=by, reason=reason, today=today)
            return False
        undo.undo(organisation, origin.pk, by=by, reason=reason, today=today)
        return True
