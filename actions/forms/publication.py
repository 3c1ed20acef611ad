"""An inclusion lead publishes or withdraws a page, and selects the trust's own Word template."""

import hashlib

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms

from actions.forms import PlainText
from actions.models import PaperTemplate
from actions.quarter import publication as publishing
from actions.reports.papers.template import MOST_BYTES, missing_styles
from wres.audit import changes
from wres.files import reader
from wres.files.refused import RefusedError
from wres.files.uploads import read_upload
from wres.nhsuk.fields import FileUpload, PlainErrors, Question


class PublishForm(PlainErrors, forms.Form):
    """What was shown is what is published: `digest` is of the document on the page."""

    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    names_checked = forms.BooleanField(
        label="I have checked that these names may be public",
        error_messages={"required": "Check the names that the page mentions, then tick the box"},
    )

    def __init__(self, data=None, *, proposed):
        super().__init__(data, initial={"digest": proposed.digest})
        self.proposed = proposed
        if not proposed.names:
            del self.fields["names_checked"]
        self.helper = FormHelper()
        self.helper.form_tag = False
        asked = [Question("names_checked")] if proposed.names else []
        self.helper.layout = Layout("digest", *asked, Submit("save", "Publish this page"))

    def save(self, organisation, *, by, today):
        digest = self.cleaned_data["digest"]
        return publishing.publish(organisation, self.proposed, digest, by=by, today=today)


class WithdrawForm(PlainErrors, forms.Form):
    reason = PlainText(
        label="Why the page is withdrawn",
        help_text="Kept in the audit trail; the page itself only says that it was withdrawn",
        limit=2_000,
        lines=3,
        error_messages={"required": "Say why the page is withdrawn"},
    )

    def __init__(self, data=None, *, publication):
        super().__init__(data)
        self.publication = publication
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(Question("reason"), Submit("save", "Withdraw this page"))

    def save(self, *, by, today):
        reason = self.cleaned_data["reason"]
        publishing.withdraw(self.publication, by=by, today=today, reason=reason)


class PaperTemplateForm(PlainErrors, forms.Form):
    """A Word document whose styles the papers take; it replaces the one before."""

    file = FileUpload(
        label="Word template",
        help_text="Word (.docx), up to 2 MB, without macros",
        endings=(".docx",),
        limit=MOST_BYTES,
    )

    def __init__(self, data=None, files=None):
        super().__init__(data, files)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout("file", Submit("save", "Use this template"))

    def clean_file(self):
        file = self.cleaned_data["file"]
        try:
            self.data_read = read_upload(file, MOST_BYTES)
            reader.read(missing_styles, self.data_read)
        except RefusedError as refused:
            raise forms.ValidationError(str(refused)) from refused
        return file

    def save(self, organisation, *, by) -> PaperTemplate:
        with changes.change(organisation.pk, by=by):
            template = of(organisation) or PaperTemplate(organisation=organisation)
            template.file_name = self.cleaned_data["file"].name
            template.sha256 = hashlib.sha256(self.data_read).hexdigest()
            template.data = self.data_read
            template.save()
        return template


def remove(organisation, *, by) -> bool:
    """Take the template away, and say whether there was one. Papers already made stay."""
    with changes.change(organisation.pk, by=by):
        template = of(organisation)
        if template is None or template.data is None:
            return False
        template.data = None
        template.save()
    return True


def of(organisation) -> PaperTemplate | None:
    return PaperTemplate.objects.filter(organisation=organisation).first()
