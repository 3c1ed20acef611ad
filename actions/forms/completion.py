"""An inclusion lead accepts that an action is complete, or returns it."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms

from actions.cycle import completing
from actions.delivery import Status
from actions.forms import PlainText
from actions.models import Completion
from actions.models.cycle import CHALLENGE_LIMIT
from audit import trail
from wres.nhsuk_forms import PlainErrors, Question

ACCEPT, RETURN = "accept", "return"
MEANWHILE = "This was decided while the page was open, or the action is no longer completed"


class CompletionForm(PlainErrors, forms.Form):
    """Accept it, or return it with a reason that its lead reads."""

    decision = forms.ChoiceField(
        label="Is the action complete?",
        choices=[(ACCEPT, "Yes, accept it"), (RETURN, "No, return it to its leads")],
        widget=forms.RadioSelect,
        error_messages={"required": "Select whether you accept that the action is complete"},
    )
    reason = PlainText(
        label="Why you return it",
        help_text="Its leads read this on My actions, and it stands in the trail",
        limit=CHALLENGE_LIMIT,
        required=False,
    )

    def __init__(self, data=None, *, claim):
        self.claim, self.saved_words = claim, ""
        super().__init__(data)
        self.helper = FormHelper()
        self.helper.form_tag = False
        asked = [Question(name) for name in self.fields]
        self.helper.layout = Layout(*asked, Submit("save", "Save decision"))

    def clean(self):
        given = super().clean()
        if given.get("decision") == RETURN and not given.get("reason"):
            self.add_error("reason", "Say why you return the action")
        return given

    def save(self, by, today) -> bool:
        """Whether it was decided; with an error on the form when another came first."""
        with trail.change(self.claim.organisation_id, by=by):
            claim = Completion.objects.select_related("action", "update").get(pk=self.claim.pk)
            if claim.state != Completion.WAITING or claim.action.status != Status.COMPLETED:
                self.add_error(None, MEANWHILE)
                return False
            if self.cleaned_data["decision"] == ACCEPT:
                completing.accept(claim, by=by, today=today)
            else:
                reason = self.cleaned_data["reason"]
                completing.give_back(claim, by=by, today=today, reason=reason)
        done = "accepted as complete" if claim.state == Completion.ACCEPTED else "returned"
        self.saved_words = f"“{claim.action.title}” is {done}."
        return True
