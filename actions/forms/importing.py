"""Forms of a plan's import: the file with its year and date, and what saving it is to do."""

import hashlib

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms

from actions.loading import uploads
from actions.loading.agreeing import as_they_stand
from actions.loading.reading import read_plan
from actions.loading.sorting import NoActionsError
from actions.models import Plan
from actions.quarters import Quarter
from audit import trail
from files import reader
from files.models import Upload
from files.refused import RefusedError
from files.uploads import read_upload
from indicators.imports import STANDARD
from indicators.models import FIRST_YEAR
from wres.nhsuk_forms import DayMonthYearField, FileUpload, PlainErrors, PlainText

YEARS_APART = 2  # of a plan's date from its year; further is a typing error
UNSETTLED = "Say of each row that may be an action of your plan in other words whether it is"
CANCELLED_AT_ONCE = 100  # actions that a page offers to cancel


class UploadForm(PlainErrors, forms.Form):
    """A file of a plan, refused at once when it cannot be read as one."""

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

    def __init__(self, data=None, files=None, *, organisation, today, initial=None):
        super().__init__(data, files, initial=initial)
        self.organisation = organisation
        years = range(Quarter.on(today).year + 2, FIRST_YEAR - 1, -1)
        self.fields["year"].choices = [(str(y), Plan(year=y).years) for y in years]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(*self.fields, Submit("save", "Show what would change"))

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
            plan = self.organisation.plans.filter(standard=STANDARD, year=year).first()
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


class ConfirmForm(PlainErrors, forms.Form):
    """Saving a previewed file, and which actions that it no longer prints are to be cancelled."""

    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    why_later = PlainText(
        label="Why these dates move later",
        help_text="It stands on record with each of their actions",
        limit=trail.REASON_LIMIT,
        lines=2,
        error_messages={"required": "Say why these dates move later"},
    )
    why_completed = PlainText(
        label="Why is there no evidence that these actions are complete?",
        help_text="This will be recorded with each of them",
        limit=trail.REASON_LIMIT,
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
        help_text="It stands on record with each action",
        limit=trail.REASON_LIMIT,
        lines=2,
        required=False,
    )

    def __init__(self, data=None, *, preview):
        super().__init__(data, initial={"digest": preview.digest})
        self.preview = preview
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
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(*self.fields, Submit("save", "Save the plan"))

    def clean(self):
        if self.preview.reworded:
            raise forms.ValidationError(UNSETTLED)
        return super().clean()

    @property
    def has_something_to_save(self) -> bool:
        return self.preview.load.changes_something or "cancel" in self.fields

    def again(self, preview):
        """The form on what would change by now, with the ticks and the reason as given."""
        data = self.data.copy()
        data["digest"] = preview.digest
        return ConfirmForm(data, preview=preview)

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


class UndoForm(PlainErrors, forms.Form):
    """Why the import of a plan is undone."""

    reason = PlainText(
        label="Why are you undoing this import?",
        help_text="This will be recorded with each action that it changes back",
        limit=trail.REASON_LIMIT,
        lines=2,
        error_messages={"required": "Say why you are undoing this import"},
    )

    def __init__(self, data=None):
        super().__init__(data)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout("reason", Submit("save", "Undo this import"))
