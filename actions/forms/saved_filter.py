"""The name of a saved filter, and who sees it."""

from django import forms

from actions.models import SavedFilter
from actions.plan.saved_filters import MOST, QUERY_LIMIT, may_share
from wres.accounts.models import Membership
from wres.nhsuk.fields import PlainText
from wres.nhsuk.forms import PageForm

NAME_LIMIT = 80  # characters
TAKEN = "{} already {} a filter of this name. Enter another name"


class SavedFilterForm(PageForm):
    """A new filter, or another name for one; only who may share is asked whether to.

    Made, checked and saved inside an open change: the names of the organisation stand still.
    """

    saved: SavedFilter
    membership: Membership
    submit = "Save filter"
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

    def opened_with(self):
        return {"name": self.saved.name, "is_shared": self.saved.is_shared}

    def make_fields(self):
        if not may_share(self.membership):
            del self.fields["is_shared"]

    def as_question(self, name):
        return super().as_question(name) if name == "name" else name

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
