"""An inclusion lead says which indicators an action is mainly about."""

from django import forms
from django.db.models import Count
from django.utils.functional import cached_property

from actions.forms.action import standing
from actions.forms.versions import FormOfAction
from actions.models import Action, ActionIndicator, Plan
from indicators.models import Indicator
from indicators.rules.comparison import State
from wres.audit import changes
from wres.nhsuk.forms import Shown, ShownForm

FIRST_LISTED = "first listed"
PROPOSED = {
    ActionIndicator.PRIMARY: f"Proposed: {FIRST_LISTED}, so primary",
    ActionIndicator.SECONDARY: f"Proposed: not {FIRST_LISTED}, so secondary",
}


class RolesForm(FormOfAction):
    """Which indicators an action is mainly about; a proposal stands where nobody has said."""

    submit, label_size = "Save roles", "s"

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

    def values_of(self, row, then=None):
        roles = {_name(link): link.role for link in standing(ActionIndicator, row.id, then)}
        return {name: roles.get(name, "") for name in map(_name, self.links)}

    def save(self, *, by):
        """The links as said; `Stale` when another change came first."""
        with changes.change(self.action.organisation_id, by=by):
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


class ProposalsForm(ShownForm):
    """Accepting every proposal at once; the page says how many links that gives a role."""

    plan: Plan
    submit = "Accept all proposals"
    changed = (
        "The links to confirm are not those that you were shown, so nothing was changed. "
        "Check the numbers and accept again."
    )
    links = Shown()

    @cached_property
    def counts(self):
        unsaid = unsaid_links(self.plan).order_by()
        return unsaid.aggregate(links=Count("pk"), actions=Count("action", distinct=True))

    def stands(self):
        return str(self.counts["links"])

    @property
    def bare_starts(self) -> list[tuple[Indicator, int]]:
        """Indicators without a figure that would become primary, each with how many actions."""
        organisation = self.plan.organisation
        first = unsaid_links(self.plan).order_by().filter(position=1).values("indicator")
        lists = {row["indicator"]: row["lists"] for row in first.annotate(lists=Count("pk"))}
        figures = organisation.figures.whole_organisation().filter(state=State.HELD)
        cells = organisation.pay_band_cells.filter(unit=None)
        bare = Indicator.objects.filter(pk__in=lists)
        bare = bare.exclude(pk__in=figures.values("indicator"))
        bare = bare.exclude(pk__in=cells.values("indicator"))
        return [(indicator, lists[indicator.pk]) for indicator in bare]

    def save(self, *, by) -> int:
        """How many links were given their proposed role. `Stale` when others wait by now."""
        plan, reason = self.plan, "Accepted all proposals"
        with changes.change(plan.organisation_id, by=by, reason=reason) as change:
            links = list(unsaid_links(plan).select_related("action__plan"))
            self.refuse_unless_shown(str(len(links)))
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
