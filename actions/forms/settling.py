"""What the import left to people: the roles of indicators."""

from django import forms
from django.utils.functional import cached_property

from actions.forms.action import standing
from actions.forms.versions import VersionedForm
from actions.models import Action, ActionIndicator
from audit import trail
from wres import nhsuk_forms

FIRST_LISTED = "first listed"
PROPOSED = {
    ActionIndicator.PRIMARY: f"Proposed: {FIRST_LISTED}, so primary",
    ActionIndicator.SECONDARY: f"Proposed: not {FIRST_LISTED}, so secondary",
}


class RolesForm(VersionedForm):
    """Which indicators an action is mainly about; a proposal stands where nobody has said."""

    submit = "Save roles"

    @cached_property
    def links(self):
        return list(self.action.links.select_related("indicator"))

    def make_fields(self):
        for link in self.links:
            indicator = link.indicator
            field = forms.ChoiceField(
                label=f"{indicator.number} {indicator.short_name}",
                choices=[*ActionIndicator.ROLES[1:], ActionIndicator.ROLES[0]],
                widget=forms.RadioSelect({"class": "nhsuk-radios--inline"}),
                error_messages={"required": f"Select the role of indicator {indicator.number}"},
            )
            if link.role == ActionIndicator.UNSPECIFIED:
                field.help_text = PROPOSED[link.proposed_role]
                self.initial[_name(link)] = link.proposed_role
            self.fields[_name(link)] = field

    def layout(self):
        return [nhsuk_forms.Question(_name(link), size="s") for link in self.links]

    def values_of(self, row, then=None):
        roles = {_name(link): link.role for link in standing(ActionIndicator, row.id, then)}
        return {name: roles.get(name, "") for name in map(_name, self.links)}

    def save(self, *, by):
        """The links as said; `ConflictError` when another change came first."""
        with trail.change(self.action.organisation_id, by=by):
            action = Action.objects.select_related("plan").get(pk=self.action.pk)
            links = {_name(link): link for link in action.links.all()}
            changed = [
                link
                for name, link in links.items()
                if name in self.fields and link.role != self.cleaned_data[name]
            ]
            if changed:
                self.refuse_if_edited(action)
                action.save()
            for link in changed:
                link.role = self.cleaned_data[_name(link)]
                link.save()
        return action


def _name(link):
    return f"role_{link.indicator_id}"


def accept_proposals(plan, *, by, expected):
    """Give every link of the plan without a role its proposed one, in one change.

    `expected` is how many links the person agreed to: with any other number waiting nothing is
    written and the answer is None, else how many links were given a role.
    """
    with trail.change(plan.organisation_id, by=by, reason="Accepted all proposals") as change:
        links = list(unsaid_links(plan).select_related("action__plan"))
        if len(links) != expected:
            return None
        actions = {link.action_id: link.action for link in links}
        for link in links:
            link.role = link.proposed_role
        for action in actions.values():
            action.version += 1
        change.update_many(links, ["role"])
        change.update_many(list(actions.values()), ["version"])
    return len(links)


def unsaid_links(plan):
    """Links of the plan's actions whose role nobody has said."""
    links = ActionIndicator.objects.filter(action__plan=plan, role=ActionIndicator.UNSPECIFIED)
    return links.order_by("action__position", "position")
