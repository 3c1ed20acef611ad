"""An inclusion lead publishes or withdraws a page."""

from django import forms

from actions.forms import PlainText
from actions.models import Publication
from actions.quarter.publication import Proposed, publish, withdraw
from wres.nhsuk.forms import PageForm, Shown, ShownForm


class PublishForm(ShownForm):
    """What was shown is what is published: `digest` is of the document on the page."""

    proposed: Proposed
    submit = "Publish this page"
    digest = Shown()
    names_checked = forms.BooleanField(
        label="I have checked that these names may be public",
        error_messages={"required": "Check the names that the page mentions, then tick the box"},
    )

    def stands(self):
        return self.proposed.digest

    def make_fields(self):
        if not self.proposed.names:
            del self.fields["names_checked"]

    def save(self, organisation, *, by, today):
        digest = self.cleaned_data["digest"]
        return publish(organisation, self.proposed, digest, by=by, today=today)


class WithdrawForm(PageForm):
    """Why a page is withdrawn; the page itself only says that it was."""

    publication: Publication
    submit = "Withdraw this page"
    reason = PlainText(
        label="Why the page is withdrawn",
        help_text="Kept in the audit trail; the page itself only says that it was withdrawn",
        limit=2_000,
        lines=3,
        error_messages={"required": "Say why the page is withdrawn"},
    )

    def save(self, *, by, today):
        reason = self.cleaned_data["reason"]
        withdraw(self.publication, by=by, today=today, reason=reason)
