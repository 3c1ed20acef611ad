"""Putting back a change of an action."""

from functools import cached_property

from actions.changelog import date_words, yes_or_no
from actions.delivery import DELIVERY_LOOKS, STATUS_WORDS, Delivery, Status
from actions.models import Action, Section
from actions.progress import take_status
from audit.logged import LoggedChange
from audit.putting_back import Step
from organisations.access import EDIT_PLAN

NOT_REMOVED = "An action stays on record. To drop it, edit it and choose the status “Cancelled”"
CARRIED = "It is carried forward: the action in the next plan would stand twice"
NO_SECTION = "The section that it was in is gone"
DATES = ("target", "review", "reviewed")


class LoggedAction(LoggedChange):
    """What a plan says of an action. What follows from updates and evidence stays with them."""

    model = Action
    permission = EDIT_PLAN
    VALUES = {
        "title": ("Title", ("title",)),
        "objective": ("Objective", ("objective",)),
        "success_measure": ("Success measure", ("success_measure",)),
        "section": ("Section", ("section_id",)),
        "all_indicators": ("About all indicators", ("all_indicators",)),
        "status": ("Status", ("status", "completed_on", "completed_is_month")),
        "delivery": ("Delivery stated", ("stated_delivery",)),
        "target": ("Target date", ("target_date", "target_is_month")),
        "review": ("Review date", ("review_date", "review_is_month")),
        "cadence": ("Review cadence", ("review_cadence",)),
        "reviewed": ("Reviewed", ("reviewed_on", "reviewed_is_month")),
    }

    @property
    def title(self) -> str:
        return (self.instance or self.row).title

    @property
    def address(self) -> str:
        return self.instance.get_absolute_url() if self.instance else ""

    def words(self, name, value) -> str:
        if value is None:
            return ""
        first = value[0]
        match name:
            case "section":
                return self._sections.get(first, "")
            case "status":
                completed = date_words(value[1], value[2])
                return STATUS_WORDS[Status(first)] + (f" on {completed}" if completed else "")
            case "delivery":
                return DELIVERY_LOOKS[Delivery(first)].words
            case "all_indicators":
                return yes_or_no(first)
        return date_words(*value) if name in DATES else str(first)

    @cached_property
    def _sections(self):
        wanted = [each[0] for each in self.proposal.moves.get("section", ()) if each]
        return dict(Section.objects.filter(pk__in=wanted).values_list("pk", "name"))

    def refused(self):
        if self.proposal.step is not Step.CHANGE:
            yield NOT_REMOVED
            return
        if "status" in self.proposal.moves and self.instance.successors.exists():
            yield CARRIED
        if "section" in self.proposal.moves:
            section = self.to_put_back("section")["section_id"]
            if not self.instance.plan.sections.filter(pk=section).exists():
                yield NO_SECTION

    def write(self, *, by, today):
        action = self.instance
        for name in self.proposal.moves:
            fields = self.to_put_back(name)
            if name == "status":
                take_status(action, fields["status"], today)
            if name == "target":
                action.set_target(fields["target_date"], fields["target_is_month"], today)
            for field, value in fields.items():
                setattr(action, field, value)
        action.save()
