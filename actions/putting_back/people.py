"""Putting back a change of what somebody may do here."""

from copy import copy

from django.urls import reverse

from actions.forms.people import EditPersonForm
from actions.models import LeadMember
from audit.logged import LoggedChange
from audit.putting_back import Step
from organisations.access import MANAGE_PEOPLE, Role
from organisations.models import Membership

NOT_REMOVED = "A role stays on record. To end it, open the person's page and deactivate them"
ACCESS = {True: "Can use this organisation's pages", False: "Deactivated"}


class LoggedMembership(LoggedChange):
    model = Membership
    permission = MANAGE_PEOPLE
    VALUES = {"role": ("Role", ("role",)), "is_active": ("Access", ("is_active",))}

    def instances(self):
        return Membership.objects.select_related("user", "organisation")

    @property
    def title(self) -> str:
        return str(self.instance.user) if self.instance else "A role"

    @property
    def address(self) -> str:
        return reverse("person", args=[self.organisation.pk, self.row.id])

    def words(self, name, value) -> str:
        if value is None:
            return ""
        return Role(value[0]).label if name == "role" else ACCESS[value[0]]

    def refused(self):
        if self.proposal.step is not Step.CHANGE:
            yield NOT_REMOVED
            return
        for errors in self._form().errors.values():
            yield from errors

    def _form(self):
        """The person's own page, filled in with what was: its rules are the rules here."""
        person = copy(self.instance)  # a form writes on what it is given
        links = LeadMember.objects.filter(user=person.user_id, lead__organisation=self.organisation)
        data = {"role": person.role, "is_active": person.is_active}
        for name in self.proposal.moves:
            data |= self.to_put_back(name)
        data["leads"] = list(links.values_list("lead_id", flat=True))
        data["is_active"] = str(data["is_active"])
        return EditPersonForm(data, instance=person, organisation=self.organisation, submit="Save")

    def write(self, *, by, today):
        form = self._form()
        form.full_clean()
        form.save()
