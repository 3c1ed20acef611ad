"""An inclusion lead publishes a page that anyone may read, or withdraws it."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms

from actions.cycle import publishing
from actions.forms import PlainText
from wres.nhsuk_forms import PlainErrors, Question


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
