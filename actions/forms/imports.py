"""Forms of a plan's import: the file, which of its columns are which, and what saving does."""

import hashlib

from django import forms

from actions.imports import uploads
from actions.imports.effects import as_they_stand
from actions.imports.preview import Preview
from actions.imports.reading import PlanRead, read_plan
from actions.imports.rows import NoActionsError
from actions.models import Plan
from actions.quarters import Quarter
from indicators import standards
from indicators.models import FIRST_YEAR
from wres.accounts.models import Organisation
from wres.audit import changes
from wres.files import reader
from wres.files.models import Upload
from wres.files.records import folded
from wres.files.refused import RefusedError
from wres.files.uploads import read_upload
from wres.nhsuk.fields import DayMonthYearField, FileUpload, PlainText
from wres.nhsuk.forms import PageForm, Shown, ShownForm, key_of

YEARS_APART = 2  # of a plan's date from its year; further is a typing error
UNSETTLED = "Say of each row that may be an action of your plan in other words whether it is"
CANCELLED_AT_ONCE = 100  # actions that a page offers to cancel


class UploadForm(PageForm):
    """A file of a plan, refused at once when it cannot be read as one."""

    organisation: Organisation
    submit, label_size = "Show what would change", None
    file = FileUpload(
        label="File of the plan",
        help_text="Word (.docx), Excel (.xlsx) or CSV, up to 10 MB",
        endings=(".docx", ".xlsx", ".csv"),
    )
    year = forms.ChoiceField(label="Year of the plan")
    date = DayMonthYearField(
        label="Date of the plan",
        help_text="When it was published, for example 31 8 2025. What the plan calls completed "
        "is read as seen on this day",
    )

    def make_fields(self):
        years = range(Quarter.on(self.today).year + 2, FIRST_YEAR - 1, -1)
        self.fields["year"].choices = [(str(y), Plan(year=y).years) for y in years]

    def clean_file(self):
        file = self.cleaned_data["file"]
        try:
            self.data_read = read_upload(file)
            said = dict(self.organisation.column_names.values_list("heading", "column"))
            reader.read(read_plan, self.data_read, file.name, said)
        except NoActionsError as refused:
            if not refused.unknown:
                raise forms.ValidationError(str(refused)) from refused
        except RefusedError as refused:
            raise forms.ValidationError(str(refused)) from refused
        return file

    def clean(self):
        given = super().clean()
        if given.get("year") and given.get("date"):
            year, day = int(given["year"]), given["date"]
            plan = self.organisation.plans.filter(standard=standards.WRES, year=year).first()
            if plan and plan.date != day:
                words = f"The plan {plan.years} has the date {plan.date:%d %m %Y}. Enter the same"
                self.add_error("date", words)
            elif abs(day.year - year) > YEARS_APART:
                self.add_error("date", "Date of the plan must be in or near the year of the plan")
        return given

    def save(self, *, by) -> Upload:
        """Keep the file until somebody has saved or discarded it."""
        given = self.cleaned_data
        return Upload.objects.create(
            organisation=self.organisation,
            person=by,
            kind=Upload.PLAN,
            file_name=given["file"].name,
            sha256=hashlib.sha256(self.data_read).hexdigest(),
            data=self.data_read,
            facts={"year": int(given["year"]), "plan_date": given["date"].isoformat()},
        )


class ConfirmForm(ShownForm):
    """Saving a previewed file, and which actions that it no longer prints are to be cancelled."""

    preview: Preview
    submit, label_size = "Save the plan", None
    digest = Shown()
    why_later = PlainText(
        label="Why these dates move later",
        help_text="This will be recorded with each of their actions",
        limit=changes.REASON_LIMIT,
        lines=2,
        error_messages={"required": "Say why these dates move later"},
    )
    why_completed = PlainText(
        label="Why is there no evidence that these actions are complete?",
        help_text="This will be recorded with each of them",
        limit=changes.REASON_LIMIT,
        lines=2,
        error_messages={"required": "Say why there is no evidence that these actions are complete"},
    )
    cancel = forms.TypedMultipleChoiceField(
        label="Cancel these actions",
        help_text="Those that you leave stay in the plan as they are",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = PlainText(
        label="Why they are cancelled (optional)",
        help_text="This will be recorded with each action",
        limit=changes.REASON_LIMIT,
        lines=2,
        required=False,
    )

    def stands(self):
        return self.preview.digest

    def make_fields(self):
        preview = self.preview
        offered = preview.cancellable[:CANCELLED_AT_ONCE]
        self.more = len(preview.cancellable) - len(offered)
        if not preview.later_dates:
            del self.fields["why_later"]
        if not preview.completed:
            del self.fields["why_completed"]
        if offered:
            words = as_they_stand(offered, preview.load.vanished)
            pks = [action.pk for action in offered]
            self.fields["cancel"].choices = list(zip(pks, words, strict=True))
        else:
            del self.fields["cancel"], self.fields["reason"]

    def clean(self):
        if self.preview.reworded:
            raise forms.ValidationError(UNSETTLED)
        return super().clean()

    @property
    def has_something_to_save(self) -> bool:
        return self.preview.load.changes_something or "cancel" in self.fields

    def save(self, upload, *, by, today):
        """As `uploads.confirm`."""
        given = self.cleaned_data
        return uploads.confirm(
            upload,
            given["digest"],
            by=by,
            today=today,
            cancelled=given.get("cancel", ()),
            reason=given.get("reason", ""),
            why_later=given.get("why_later", ""),
            why_completed=given.get("why_completed", ""),
        )


class UndoForm(PageForm):
    """Why the import of a plan is undone."""

    submit, label_size = "Undo this import", None
    reason = PlainText(
        label="Why are you undoing this import?",
        help_text="This will be recorded with each action that it changes back",
        limit=changes.REASON_LIMIT,
        lines=2,
        error_messages={"required": "Say why you are undoing this import"},
    )


COLUMNS_SHOWN, TABLES_SHOWN = 40, 20
# What a person may say that a column is, by our name of it.
COLUMNS = {
    "": "None of these: keep it as printed",
    "action": "Action",
    "leads": "Leads",
    "indicators": "Indicators",
    "completion": "Target date or completion",
    "status": "Status",
    "rating": "RAG rating",
    "progress": "Progress",
    "success measure": "Success measure",
    "objective": "Objective",
    "section": "Section or theme",
    "number": "Number",
}


class ColumnsForm(PageForm):
    """Which column each unknown heading is, and which other tables are of actions too."""

    upload: Upload
    found: PlanRead | NoActionsError  # what reading the file as it is now came to
    submit = ""

    def make_fields(self):
        self.unknown = self.found.unknown[:COLUMNS_SHOWN]
        self.unread = self.found.unread[:TABLES_SHOWN]
        for each in self.unknown:
            self.fields[_of_column(each)] = forms.ChoiceField(
                label=f"Which column is “{each.heading[:100]}”?",
                choices=list(COLUMNS.items()),
                initial=each.column,
                required=False,
            )
        for table in self.unread:
            self.fields[_of_table(table)] = forms.BooleanField(
                label="Read this table", required=False, initial=table.is_ticked
            )

    @property
    def columns(self):
        return [(each, self[_of_column(each)]) for each in self.unknown]

    @property
    def tables(self):
        return [(each, self[_of_table(each)]) for each in self.unread]

    def clean(self):
        given = super().clean()
        said = uploads.columns_said(self.upload) | self.said(given)
        ticked = {int(place) for place, is_ticked in self.ticked(given).items() if is_ticked}
        try:
            data, name = bytes(self.upload.data), self.upload.file_name
            reader.read(read_plan, data, name, said, ticked)
        except NoActionsError:
            words = "Say which column has the actions, and which one has leads, dates or indicators"
            raise forms.ValidationError(words) from None
        except RefusedError as refused:
            raise forms.ValidationError(str(refused)) from refused
        return given

    def said(self, given):
        """By the folded heading, what was chosen: one left as it was says nothing new."""
        chosen = {each: given.get(_of_column(each), "") for each in self.unknown}
        return {
            folded(each.heading): column for each, column in chosen.items() if column or each.column
        }

    def ticked(self, given):
        return {str(each.place): given.get(_of_table(each), False) for each in self.unread}

    def save(self):
        uploads.settle(self.upload, "columns", self.said(self.cleaned_data))
        uploads.settle(self.upload, "tables", self.ticked(self.cleaned_data))


def _of_column(each) -> str:
    return f"column_{key_of(folded(each.heading))}"


def _of_table(each) -> str:
    return f"table_{each.place}"
