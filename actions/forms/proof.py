"""What shows that an action is complete: asked of whoever says so, wherever they say it."""

from actions.cycle import completing
from actions.delivery import Status
from actions.forms import PlainText, WebLink
from actions.forms.versions import VersionedForm
from actions.models.cycle import CHALLENGE_LIMIT

PROOF = ("evidence_link", "no_evidence_reason")
NO_EVIDENCE = "Give evidence that the action is complete, or say why there is none"


class ProofForm(VersionedForm):
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
        completing.complete(action, by=by, today=today, happened=happened, link=link, reason=reason)

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
