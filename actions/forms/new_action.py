"""An inclusion lead adds an action, alone or as a copy of another."""

import uuid

from django import forms
from django.db.models import Max

from actions.forms import PlainText
from actions.forms.action import ActionForm
from actions.models import Action, ActionIndicator, Lead
from actions.models.links import Placement
from actions.plan.leads import lead_named
from actions.plan.sections import next_number, place
from wres.audit import changes
from wres.audit.stale import Stale

INCOMPLETE = "This page was not complete. Open it again from the plan"
GONE = "The section has been removed since you opened the page. Choose another section."
NAME_LIMIT = Lead._meta.get_field("name").max_length
NUMBER_LIMIT = Placement._meta.get_field("number").max_length


class NewActionForm(ActionForm):
    """What a plan says of an action that it does not have yet; sent twice it adds one."""

    status = evidence_link = no_evidence_reason = reason = None
    submission = forms.UUIDField(
        widget=forms.HiddenInput, error_messages=dict.fromkeys(("required", "invalid"), INCOMPLETE)
    )
    number = PlainText(
        label="Number (optional)",
        help_text="Leave it empty to use the next number of the section",
        limit=NUMBER_LIMIT,
        lines=1,
        required=False,
    )
    new_lead = PlainText(
        label="A lead that is not listed (optional)",
        help_text="For example, Head of Recruitment",
        limit=NAME_LIMIT,
        lines=1,
        required=False,
    )
    submit = "Add action"
    BEFORE = [*ActionForm.BEFORE, "new_lead"]
    BEFORE.insert(BEFORE.index("leads"), "number")
    AFTER = ["target_date", "review_date"]

    def __init__(self, *args, plan, like=None, section=None, indicator=None, **kwargs):
        """`like` is the action that is copied; a section or an indicator is chosen beforehand."""
        self.like = like
        self.begin: dict[str, object] = {"submission": uuid.uuid4()}
        if like is None:
            self.begin["section"] = str(section.pk) if section else ""
        self.begin |= {f"indicator_{indicator.pk}": ActionIndicator.PRIMARY} if indicator else {}
        new = Action(organisation=plan.organisation, plan=plan, section=section)
        super().__init__(*args, action=new, **kwargs)

    def make_fields(self):
        super().make_fields()
        sections = self.action.plan.sections.prefetch_related("placements")
        told = [(str(s.pk), f"{s.name} (next number {next_number(s)})") for s in sections]
        chosen = [] if self.initial["section"] else [("", "Select a section")]
        self.fields["section"].choices = [*chosen, *told]

    def values_of(self, row, then=None):
        return super().values_of(self.like or row, then) | self.begin

    def clean(self):
        given = super().clean()
        number, section = given.get("number"), given.get("section")
        placed = Placement.objects.filter(section__plan=self.action.plan)
        if number and section and placed.filter(section=section, number=number).exists():
            self.add_error("number", f"The section has an action {number} already. Enter another")
        return given

    def save(self, *, by, today):
        """The action that was added, or that the same form added before."""
        given, plan = self.cleaned_data, self.action.plan
        with changes.change(plan.organisation_id, by=by):
            if sent := plan.actions.filter(submission=given["submission"]).first():
                return sent
            action, section = self.action, plan.sections.filter(pk=given["section"]).first()
            if section is None:
                raise Stale(GONE)
            for name in (*self.SAID, "review_date", "submission"):
                setattr(action, name, given[name])
            action.section, action.created_on = section, today
            if given["target_date"]:
                action.set_target(given["target_date"], False, today)
            last = plan.actions.aggregate(last=Max("position"))["last"] or 0
            action.position = last + 1
            action.save()
            if given["new_lead"]:
                given["leads"] = [
                    *given["leads"],
                    lead_named(plan.organisation, given["new_lead"]).pk,
                ]
            self._save_leads(action)
            self._save_links(action)
            place(action, given["number"])
        return action
