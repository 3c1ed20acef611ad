"""Putting back a link of an action to an indicator, or to one of its leads."""

from functools import cached_property

from actions.changelog import ROLE_WORDS
from actions.models import Action, ActionIndicator, ActionLead, Lead
from audit.logged import LoggedChange
from audit.putting_back import Step
from indicators.models import Indicator
from organisations.access import EDIT_PLAN

NO_ACTION = "The action is gone"
NO_LEAD = "The lead is gone"
AGAIN = "The action has been given this again since"


class LoggedTie(LoggedChange):
    """A link that was made, changed or removed; each change of it is one of its action too."""

    permission = EDIT_PLAN
    to = ""  # the field of what the action is linked to

    def instances(self):
        return self.model.objects.select_related("action__plan")

    @cached_property
    def action(self):
        found = Action.objects.filter(pk=self.row.action_id, organisation=self.organisation)
        return found.first()

    @property
    def address(self) -> str:
        action = self.action
        return action.get_absolute_url() if action else ""

    @property
    def title(self) -> str:
        action = self.action
        return f"{self.linked_to}: {action}" if action else self.linked_to

    @cached_property
    def linked_to(self) -> str:
        raise NotImplementedError

    def refused(self):
        if self.action is None:
            yield NO_ACTION
        elif self.is_made_again and self._is_there_again():
            yield AGAIN

    def _is_there_again(self):
        same = {"action": self.row.action_id, self.to: getattr(self.row, f"{self.to}_id")}
        return self.model.objects.filter(**same).exists()

    def write(self, *, by, today):
        action, link = self.action, self.instance
        action.save()  # its version says that its links are others
        if self.proposal.step is Step.REMOVE:
            link.delete()
            return
        link = link or self.model(
            pk=self.row.id,
            action=action,
            **{f"{self.to}_id": getattr(self.row, f"{self.to}_id")},
        )
        for name in self.proposal.moves:
            for field, value in self.to_put_back(name).items():
                setattr(link, field, value)
        link.save(force_insert=self.is_made_again)


class LoggedLink(LoggedTie):
    model = ActionIndicator
    to = "indicator"
    VALUES = {"role": ("Role", ("role",)), "position": ("Place in the list", ("position",))}

    @cached_property
    def linked_to(self) -> str:
        indicator = Indicator.objects.get(pk=self.row.indicator_id)
        return f"Indicator {indicator.number} {indicator.short_name}"

    def words(self, name, value) -> str:
        return ROLE_WORDS[value[0]] if name == "role" and value else super().words(name, value)


class LoggedLead(LoggedTie):
    model = ActionLead
    to = "lead"
    VALUES = {"position": ("Place in the list", ("position",))}

    @cached_property
    def lead(self):
        return Lead.objects.filter(pk=self.row.lead_id).first()

    @cached_property
    def linked_to(self) -> str:
        return f"Lead {self.lead or self.row.lead_id}"

    def refused(self):
        if self.is_made_again and self.lead is None:
            yield NO_LEAD
        yield from super().refused()
