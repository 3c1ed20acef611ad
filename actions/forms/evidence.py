"""Evidence of an action: a link or a file, and withdrawing it."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms

from actions.cycle import evidence as kept
from actions.cycle.file_kinds import ENDINGS
from actions.forms import PlainText, WebLink
from audit import trail
from files.refused import RefusedError
from wres.nhsuk_forms import FileUpload, PlainErrors, Question

REASON_LIMIT = 500  # characters
AGAIN = "Select the file again: a browser does not send it twice"


class EvidenceForm(PlainErrors, forms.Form):
    """A link or a file, with what it shows; sent twice it is one."""

    title = PlainText(
        label="What it shows",
        help_text="For example, minutes of the panel of 12 March 2026",
        limit=kept.TITLE_LIMIT,
        lines=1,
        error_messages={"required": "Say what the evidence shows"},
    )
    link = WebLink(label="Link", max_length=500, required=False)
    file = FileUpload(
        label="Or a file",
        help_text="PDF, Word, Excel, PNG or JPEG, up to 10 MB",
        endings=ENDINGS,
        required=False,
    )

    def __init__(self, data=None, files=None, *, action):
        self.action = action
        super().__init__(data, files)
        self.helper = FormHelper()
        self.helper.form_tag = False
        asked = [Question(name) for name in self.fields]
        self.helper.layout = Layout(*asked, Submit("save", "Add evidence"))

    def clean_file(self):
        upload = self.cleaned_data["file"]
        try:
            return kept.Brought.read(upload) if upload else None
        except RefusedError as refused:
            raise forms.ValidationError(str(refused)) from None

    def clean(self):
        given = super().clean()
        sent = [name for name in ("link", "file") if given.get(name)]
        if len(sent) == 2:
            self.add_error("link", "Give a link or a file, not both: add the other one afterwards")
        elif not sent and not {"link", "file"} & set(self.errors):
            self.add_error("link", "Give a link or select a file")
        if self.errors and given.get("file"):
            self.add_error("file", AGAIN)
        return given

    def save(self, *, by, today):
        given = self.cleaned_data
        facts = {"by": by, "today": today, "title": given["title"]}
        with trail.change(self.action.organisation_id, by=by):
            action = type(self.action).objects.get(pk=self.action.pk)
            if given["file"]:
                found = kept.keep_file(action, given["file"], **facts)
            else:
                found = kept.keep_link(action, given["link"], **facts)
            kept.tell(action)
        return found


class WithdrawForm(PlainErrors, forms.Form):
    """Why evidence is withdrawn."""

    reason = PlainText(
        label="Why it is withdrawn",
        help_text="The reason stays on the page of the action",
        limit=REASON_LIMIT,
        lines=2,
        error_messages={"required": "Say why the evidence is withdrawn"},
    )

    def __init__(self, data=None, *, evidence):
        self.evidence = evidence
        super().__init__(data)
        self.helper = FormHelper()
        self.helper.form_tag = False
        submit = Submit("save", "Withdraw evidence", css_class="nhsuk-button--warning")
        self.helper.layout = Layout(Question("reason"), submit)

    def save(self, *, by, today):
        reason = self.cleaned_data["reason"]
        with trail.change(self.evidence.organisation_id, by=by, reason=reason):
            evidence = type(self.evidence).objects.select_related("action").get(pk=self.evidence.pk)
            if evidence.withdrawn_on is None:
                kept.withdraw(evidence, reason=reason, today=today)
        return evidence
