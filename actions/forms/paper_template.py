"""The trust's own Word template: selected, checked by what it holds, and taken away again."""

import hashlib

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms

from actions.models import PaperTemplate
from actions.reports.papers.template import MOST_BYTES, missing_styles
from audit import trail
from files import reader
from files.refused import RefusedError
from files.uploads import read_upload
from wres.nhsuk_forms import FileUpload, PlainErrors


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
        with trail.change(organisation.pk, by=by):
            template = of(organisation) or PaperTemplate(organisation=organisation)
            template.file_name = self.cleaned_data["file"].name
            template.sha256 = hashlib.sha256(self.data_read).hexdigest()
            template.data = self.data_read
            template.save()
        return template


def remove(organisation, *, by) -> bool:
    """Take the template away, and say whether there was one. Papers already made stay."""
    with trail.change(organisation.pk, by=by):
        template = of(organisation)
        if template is None or template.data is None:
            return False
        template.data = None
        template.save()
    return True


def of(organisation) -> PaperTemplate | None:
    return PaperTemplate.objects.filter(organisation=organisation).first()
