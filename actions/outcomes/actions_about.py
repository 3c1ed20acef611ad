"""The actions of a plan about one indicator, as its page lists them."""

from dataclasses import dataclass

from django.db.models import Count, Subquery

from actions.delivery import DELIVERY_LOOKS, Judged
from actions.models import Action, ActionIndicator, Plan
from indicators.models import Indicator

SHOWN = 25
ROLE_WORDS = dict(ActionIndicator.ROLES)
ALL_INDICATORS = "All indicators"


@dataclass(frozen=True)
class ActionAbout:
    """An action, what it is to the indicator, and its delivery on the day."""

    action: Action
    judged: Judged

    @property
    def role(self) -> str:
        return ROLE_WORDS.get(self.action.role, ALL_INDICATORS)

    @property
    def leads(self) -> str:
        return "; ".join(link.lead.name for link in self.action.action_leads.all())

    @property
    def delivery_tag(self) -> str:
        return DELIVERY_LOOKS[self.judged.delivery].tag

    @property
    def delivery_words(self) -> str:
        return DELIVERY_LOOKS[self.judged.delivery].words


@dataclass(frozen=True)
class ActionsAbout:
    """The first actions in the order of the plan, and how many there are."""

    first: list[ActionAbout]
    total: int


def actions_about(plan: Plan, indicator: Indicator, today) -> ActionsAbout:
    """At most SHOWN actions and their count, in 3 queries."""
    expected_since = plan.updates_expected_since(today)
    about = plan.actions.about(indicator).order_by().values("plan")
    total = Subquery(about.annotate(count=Count("pk")).values("count"))  # read once, for any row
    actions = list(plan.actions.for_indicator(indicator).annotate(total=total)[:SHOWN])
    first = [ActionAbout(action, action.delivery_on(today, expected_since)) for action in actions]
    return ActionsAbout(first, actions[0].total if actions else 0)
