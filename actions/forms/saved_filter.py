"""The name of a saved filter, and who sees it."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms

from actions.models import SavedFilter
from actions.plan.saved_filters import MOST, QUERY_LIMIT, may_share
from wres.nhsuk.fields import PlainErrors, PlainText, Question

NAME_LIMIT = 80  # characters
TAKEN = "{} already {} a filter of this name. Enter another name"


class SavedFilterForm(PlainErrors, forms.Form):
    """A new filter, or another name for one; only who may share is asked whether to.

    Made, checked and saved inside an open change: the names of the organisation stand still.
    """

    name = PlainText(
        label="Name of the filter",
        limit=NAME_LIMIT,
        lines=1,
        error_messages={"required": "Enter a name for the filter"},
    )
    is_shared = forms.BooleanField(
        label="Everyone in the organisation sees it",
        help_text="Otherwise only you do",
        required=False,
    )

    def __init__(self, data=None, *, saved, membership, submit="Save filter"):
        self.saved, self.membership = saved, membership
        super().__init__(data, initial={"name": saved.name, "is_shared": saved.is_shared})
        if not may_share(membership):
            del self.fields["is_shared"]
        self.helper = FormHelper()
        self.helper.form_tag = False
        questions = [Question("name"), *(name for name in self.fields if name != "name")]
        self.helper.layout = Layout(*questions, Submit("save", submit))

    def clean_name(self):
        name = self.cleaned_data["name"]
        own = SavedFilter.objects.filter(
            organisation=self.saved.organisation_id, owner=self.saved.owner_id
        ).exclude(pk=self.saved.pk)
        if own.filter(name__iexact=name).exists():
            is_own = self.saved.owner_id == self.membership.user_id
            who = ("You", "have") if is_own else (self.saved.owner, "has")
            raise forms.ValidationError(TAKEN.format(*who))
        if self.saved.pk is None and own.count() >= MOST:
            raise forms.ValidationError(f"You have {MOST} filters already. Delete one first")
        return name

    def clean(self):
        if len(self.saved.query) > QUERY_LIMIT:
            self.add_error(None, "This filter is too long to save. Search for fewer words")
        return super().clean()

    def save(self):
        self.saved.name = self.cleaned_data["name"]
        self.saved.is_shared = self.cleaned_data.get("is_shared", self.saved.is_shared)
        self.saved.save()
        return self.saved
