"""An inclusion lead records that a plan was proposed, and which meeting approved it."""

from actions.forms import PlainText
from actions.models import Plan
from wres.audit import changes
from wres.nhsuk.fields import DayMonthYearField
from wres.nhsuk.forms import Shown, ShownForm

SAID = ("proposed_on", "approved_by", "approved_on")


class ApprovalForm(ShownForm):
    """When a plan was proposed, by which meeting it was approved, and when."""

    plan: Plan
    submit = "Save approval"
    shown = Shown()
    proposed_on = DayMonthYearField(label="Proposed on (optional)", required=False)
    approved_by = PlainText(
        label="Which meeting approved it? (optional)",
        help_text="For example, Trust Executive Management. Leave it empty until it is approved",
        limit=200,
        lines=1,
        required=False,
    )
    approved_on = DayMonthYearField(label="Day of the meeting (optional)", required=False)

    def stands(self):
        return self.plan.approval_words

    def opened_with(self):
        return super().opened_with() | {name: getattr(self.plan, name) for name in SAID}

    def make_fields(self):
        for name in ("proposed_on", "approved_on"):
            self.fields[name].words = str(self.fields[name].label).removesuffix(" (optional)")

    def clean(self):
        given = super().clean()
        proposed, meeting, day = (given.get(name) for name in SAID)
        if meeting and not day and "approved_on" not in self.errors:
            self.add_error("approved_on", "Enter the day of the meeting")
        if day and not meeting and "approved_by" not in self.errors:
            self.add_error("approved_by", "Enter the meeting that approved it")
        if day and day > self.today:
            self.add_error("approved_on", "Day of the meeting must be today or in the past")
        elif day and proposed and day < proposed:
            self.add_error("approved_on", "It must be approved on or after the day it was proposed")
        return given

    def save(self, *, by) -> Plan:
        with changes.change(self.plan.organisation_id, by=by):
            plan = Plan.objects.select_related("organisation", "standard").get(pk=self.plan.pk)
            self.refuse_unless_shown(plan.approval_words)
            for name in SAID:
                setattr(plan, name, self.cleaned_data[name])
            plan.save()
        return plan
