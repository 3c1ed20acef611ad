"""The trust's own Word template: selected, and taken away."""

import hashlib

from django import forms

from actions.models import PaperTemplate
from actions.reports.papers.template import MOST_BYTES, missing_styles
from wres.audit import changes
from wres.files import reader
from wres.files.refused import RefusedError
from wres.files.uploads import read_upload
from wres.nhsuk.fields import FileUpload
from wres.nhsuk.forms import PageForm


class PaperTemplateForm(PageForm):
    """A Word document whose styles the papers take; it replaces the one before."""

    submit, label_size = "Use this template", None
    file = FileUpload(
        label="Word template",
        help_text="Word (.docx), up to 2 MB, without macros",
        endings=(".docx",),
        limit=MOST_BYTES,
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        try:
            self.data_read = read_upload(file, MOST_BYTES)
            reader.read(missing_styles, self.data_read)
        except RefusedError as refused:
            raise forms.ValidationError(str(refused)) from refused
        return file

    def save(self, organisation, *, by) -> PaperTemplate:
        rows = PaperTemplate.objects.filter(organisation=organisation)
        with changes.change(organisation.pk, by=by):
            template = rows.first() or PaperTemplate(organisation=organisation)
            template.file_name = self.cleaned_data["file"].name
            template.sha256 = hashlib.sha256(self.data_read).hexdigest()
            template.data = self.data_read
            template.save()
        return template


def remove(organisation, *, by) -> bool:
    """Take the template away, and say whether there was one. Papers already made stay."""
    with changes.change(organisation.pk, by=by):
        template = template_of(organisation)
        if template is None:
            return False
        template.data = None
        template.save()
    return True


def template_of(organisation) -> PaperTemplate | None:
    """The template that papers take; one that was removed keeps its row without its bytes."""
    return PaperTemplate.objects.filter(organisation=organisation).exclude(data=None).first()
