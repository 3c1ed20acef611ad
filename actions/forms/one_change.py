"""An inclusion lead moves an action to another section, or cancels it."""

from django import forms

from actions.delivery import Status
from actions.forms import PlainText
from actions.forms.versions import FormOfAction
from actions.models import Action
from actions.plan.sections import move, next_number
from actions.updates.progress import take_status
from wres.audit import changes


class MoveForm(FormOfAction):
    """The section that an action goes to; its number there is the next one."""

    section = forms.TypedChoiceField(
        label="Which section does it move to?",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Select the section that it moves to"},
    )
    submit, label_size = "Move action", "m"

    def make_fields(self):
        others = self.action.plan.sections.exclude(placements__action=self.action)
        others = others.exclude(pk=self.action.section_id).prefetch_related("placements")
        told = [(str(s.pk), f"{s.name} (as number {next_number(s)})") for s in others]
        self.fields["section"].choices = told

    def values_of(self, row, then=None):
        return {}

    def save(self, *, by, today):
        """The moved action; `Stale` when another change came first."""
        with changes.change(self.action.organisation_id, by=by):
            action = Action.objects.select_related("plan").get(pk=self.action.pk)
            self.refuse_if_edited(action)
            move(action, action.plan.sections.get(pk=self.cleaned_data["section"]))
            action.save()
        return action


class CancelForm(FormOfAction):
    """Why an action is cancelled."""

    reason = PlainText(
        label="Why is it cancelled?",
        help_text="This will be recorded with the action, where everyone can read it",
        limit=changes.REASON_LIMIT,
        lines=3,
        error_messages={"required": "Say why the action is cancelled"},
    )
    submit, label_size = "Cancel action", "m"

    def values_of(self, row, then=None):
        return {}

    def save(self, *, by, today):
        """The cancelled action; `Stale` when another change came first."""
        reason = self.cleaned_data["reason"]
        with changes.change(self.action.organisation_id, by=by, reason=reason):
            action = Action.objects.get(pk=self.action.pk)
            self.refuse_if_edited(action)
            take_status(action, Status.CANCELLED, today)
            action.save()
        return action
