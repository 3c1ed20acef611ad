"""Evidence that an action is complete: added, asked for, accepted or returned."""

from django import forms

from actions.delivery import Status
from actions.forms import PlainText, WebLink
from actions.forms.versions import FormOfAction
from actions.models import Completion
from actions.models.cycle import CHALLENGE_LIMIT
from actions.updates import completion
from actions.updates import evidence as kept
from actions.updates.file_kinds import ENDINGS
from wres.audit import changes
from wres.files.refused import RefusedError
from wres.nhsuk.fields import FileUpload
from wres.nhsuk.forms import PageForm

REASON_LIMIT = 500  # characters
AGAIN = "Select the file again: a browser does not send it twice"


class EvidenceForm(PageForm):
    """A link or a file, with what it shows; sent twice it is one."""

    submit = "Add evidence"

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
        with changes.change(self.action.organisation_id, by=by):
            action = type(self.action).objects.get(pk=self.action.pk)
            if given["file"]:
                found = kept.keep_file(action, given["file"], **facts)
            else:
                found = kept.keep_link(action, given["link"], **facts)
            kept.tell(action)
        return found


class WithdrawForm(PageForm):
    """Why evidence is withdrawn."""

    submit, submit_class = "Withdraw evidence", "nhsuk-button--warning"

    reason = PlainText(
        label="Why it is withdrawn",
        help_text="The reason stays on the page of the action",
        limit=REASON_LIMIT,
        lines=2,
        error_messages={"required": "Say why the evidence is withdrawn"},
    )

    def save(self, *, by, today):
        reason = self.cleaned_data["reason"]
        with changes.change(self.evidence.organisation_id, by=by, reason=reason):
            evidence = type(self.evidence).objects.select_related("action").get(pk=self.evidence.pk)
            if evidence.withdrawn_on is None:
                kept.withdraw(evidence, reason=reason, today=today)
        return evidence


PROOF = ("evidence_link", "no_evidence_reason")
NO_EVIDENCE = "Give evidence that the action is complete, or say why there is none"


class ProofForm(FormOfAction):
    """A form that has the status of an action, and asks for proof when that becomes completed."""

    evidence_link = WebLink(
        label="Link to evidence (optional)",
        help_text="For example, the minutes of a meeting or a published report",
        max_length=500,
        required=False,
    )
    no_evidence_reason = PlainText(
        label="Why there is no evidence",
        help_text="Only needed when the action is completed and nothing shows it yet",
        limit=CHALLENGE_LIMIT,
        lines=2,
        required=False,
    )

    def clean(self):
        given = super().clean()
        if self._lacks_proof(given):
            self.add_error("no_evidence_reason", NO_EVIDENCE)
        return given

    def completes(self, action) -> bool:
        return self.cleaned_data.get("status") == Status.COMPLETED != action.status

    def complete(self, action, happened, *, by, today):
        """Save the action as completed, inside an open `trail.change`."""
        link, reason = (self.cleaned_data[name] for name in PROOF)
        completion.complete(action, by=by, today=today, happened=happened, link=link, reason=reason)

    def _lacks_proof(self, given):
        """Whether it completes the action and nothing shows that, nor says why nothing does.

        Nothing is asked of a form that was opened on another version: it meets the other change
        first. What was given and could not be taken has an error of its own.
        """
        if not self.completes(self.action) or given.get("version") != self.action.version:
            return False
        proof = (*PROOF, "evidence_file")
        is_given = any(given.get(name) or name in self.errors for name in proof)
        return not (is_given or self.action.has_evidence)


ACCEPT, RETURN = "accept", "return"
MEANWHILE = "This was decided while the page was open, or the action is no longer completed"


class CompletionForm(PageForm):
    """Accept it, or return it with a reason that its lead reads."""

    submit = "Save decision"
    saved_words = ""

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

    def clean(self):
        given = super().clean()
        if given.get("decision") == RETURN and not given.get("reason"):
            self.add_error("reason", "Say why you return the action")
        return given

    def save(self, by, today) -> bool:
        """Whether it was decided; with an error on the form when another came first."""
        with changes.change(self.claim.organisation_id, by=by):
            claim = Completion.objects.select_related("action", "update").get(pk=self.claim.pk)
            if claim.state != Completion.WAITING or claim.action.status != Status.COMPLETED:
                self.add_error(None, MEANWHILE)
                return False
            if self.cleaned_data["decision"] == ACCEPT:
                completion.accept(claim, by=by, today=today)
            else:
                reason = self.cleaned_data["reason"]
                completion.give_back(claim, by=by, today=today, reason=reason)
        done = "accepted as complete" if claim.state == Completion.ACCEPTED else "returned"
        self.saved_words = f"“{claim.action.title}” is {done}."
        return True
