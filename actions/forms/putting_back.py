"""Why one logged change is put back, and what of it a person confirms."""

import hashlib

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, Submit
from django import forms

from actions import putting_back
from audit import trail
from wres.nhsuk_forms import PlainErrors, PlainText, Question

INCOMPLETE = "This page was not complete. Open it again"
CONFIRM = "Tick question {} if the figure was right, or leave the change as it is"


class PutBackForm(PlainErrors, forms.Form):
    """Opened on the newest history row of the thing, whose number is `newest`."""

    newest = forms.IntegerField(
        min_value=1,
        max_value=2**63 - 1,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), INCOMPLETE),
    )
    reason = PlainText(
        label="Why it is put back",
        help_text="It stays on record with your name",
        limit=trail.REASON_LIMIT,
        lines=2,
        error_messages={"required": "Say why it is put back"},
    )

    def __init__(self, data=None, *, change):
        super().__init__(data, initial={"newest": change.newest})
        self.change = change
        asked = [self._ask(*numbered) for numbered in enumerate(change.questions(), start=1)]
        self.helper = FormHelper()
        self.helper.form_tag = False
        ticks = [Fieldset("Questions: tick each that is right", *asked)] if asked else []
        button = Submit("save", "Put this change back")
        self.helper.layout = Layout("newest", *ticks, Question("reason"), button)

    def _ask(self, number, message):
        name = f"confirm_{hashlib.sha256(message.encode()).hexdigest()[:16]}"
        self.fields[name] = forms.BooleanField(
            label=f"{number}. {message}", error_messages={"required": CONFIRM.format(number)}
        )
        return name

    def again(self):
        """The same reason on what stands now."""
        data = self.data.copy()
        data["newest"] = str(self.change.newest)
        return type(self)(data, change=self.change)

    def save(self, *, by, today):
        """`NotAsShownError` when something else came first."""
        given = self.cleaned_data
        return putting_back.put_back(
            self.change, given["newest"], by=by, reason=given["reason"], today=today
        )
