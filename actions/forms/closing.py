"""An inclusion lead closes a quarter, or opens a closed one again."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms

from actions.cycle import closing
from actions.forms import PlainText
from wres.nhsuk_forms import PlainErrors, Question

REASON_LIMIT = 2_000  # characters


class CloseForm(PlainErrors, forms.Form):
    """With open challenges, a reason for closing over them is required."""

    closed_over = PlainText(
        label="Why the quarter is closed over open challenges",
        help_text="Stands in the report, beside the challenges",
        limit=REASON_LIMIT,
        lines=3,
        error_messages={"required": "Say why you close over open challenges, or answer them first"},
    )

    def __init__(self, data=None, *, quarter, challenges):
        super().__init__(data)
        self.quarter = quarter
        if not challenges:
            del self.fields["closed_over"]
        self.helper = FormHelper()
        self.helper.form_tag = False
        questions = [Question(name) for name in self.fields]
        self.helper.layout = Layout(*questions, Submit("save", f"Close {quarter}"))

    def save(self, *, by, today):
        """The frozen report; `trail.NotNowError` when it cannot be closed now."""
        why = self.cleaned_data.get("closed_over", "")
        return closing.close(self.quarter, by=by, today=today, closed_over=why)


class ReopenForm(PlainErrors, forms.Form):
    """A closed quarter is opened again only with a reason."""

    reason = PlainText(
        label="Why the quarter is opened again",
        help_text="For example, a lead's update was left out",
        limit=REASON_LIMIT,
        lines=3,
        error_messages={"required": "Say why the quarter is opened again"},
    )

    def __init__(self, data=None, *, quarter):
        super().__init__(data)
        self.quarter = quarter
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(Question("reason"), Submit("save", f"Open {quarter} again"))

    def save(self, *, by, today):
        reason = self.cleaned_data["reason"]
        return closing.reopen(self.quarter, by=by, today=today, reason=reason)
