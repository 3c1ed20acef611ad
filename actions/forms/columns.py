"""The form in which a person says which columns and tables of a plan's file are which."""

import hashlib

from crispy_forms.helper import FormHelper
from django import forms

from actions.loading import uploads
from actions.loading.reading import read_plan
from actions.loading.sorting import NoActionsError
from files import reader
from files.headers import folded
from files.refused import RefusedError
from wres.nhsuk_forms import PlainErrors

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


class ColumnsForm(PlainErrors, forms.Form):
    """Which column each unknown heading is, and which other tables are of actions too."""

    def __init__(self, data=None, *, upload, unknown, unread):
        super().__init__(data)
        self.upload = upload
        self.unknown, self.unread = unknown[:COLUMNS_SHOWN], unread[:TABLES_SHOWN]
        for each in self.unknown:
            self.fields[_of_column(each)] = forms.ChoiceField(
                label=f"Which column is “{each.heading[:100]}”?",
                choices=list(COLUMNS.items()),
                initial=each.column,
                required=False,
            )
        for each in self.unread:
            self.fields[_of_table(each)] = forms.BooleanField(
                label="Read this table", required=False, initial=each.is_ticked
            )
        self.helper = FormHelper()
        self.helper.form_tag = False

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
    return f"column_{hashlib.sha256(folded(each.heading).encode()).hexdigest()[:16]}"


def _of_table(each) -> str:
    return f"table_{each.place}"
