"""What the plan's list, my actions and an indicator ask of actions: a part of `ActionQuerySet`."""

from enum import IntEnum

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Least

from actions import references
from actions.delivery import CLOSED, DROPPED, Delivery, Status


class Urgency(IntEnum):
    """How soon an action asks for its leads, the soonest first."""

    OVERDUE = 1
    THIS_QUARTER = 2
    LATER = 3
    NO_DATE = 4
    DONE = 5


class ListQuestions(QuerySet):
    """Questions of a queryset of actions."""

    def with_delivery(self, today, expected_since):
        """Annotate `delivery` as the rule in `actions.delivery` gives it on the day."""
        return self.annotate(delivery=delivery_case(today, expected_since))

    def printed_in(self, plan):
        """The plan's actions through its sections; in printed order they need no sorting."""
        return self.filter(section__plan=plan)

    def in_printed_order(self):
        """Section by section, and as printed within each."""
        return self.order_by("section__position", "position")

    def in_section(self, section):
        """Actions printed in the section, first there or not, with their `row_here`."""
        here = self._links("placements").filter(section=section).order_by("row")
        return self.annotate(row_here=Subquery(here.values("row")[:1])).exclude(row_here=None)

    def of_lead(self, lead):
        return self.filter(Exists(self._links("action_leads").filter(lead=lead)))

    def without_lead(self):
        return self.filter(~Exists(self._links("action_leads")))

    def due_between(self, first, last):
        """Open actions whose target date is one of the days."""
        return self.open().filter(target_date__range=(first, last))

    def due_after(self, day):
        return self.open().filter(target_date__gt=day)

    def without_target(self):
        return self.open().filter(target_date=None)

    def with_open_question(self):
        return self.filter(self._has_open_question())

    def saying(self, text):
        """Actions with the text in title, objective or success measure, in any case.

        One that is a reference finds the action that has it too.
        """
        reference = references.read(text)
        named = Q(reference=reference) if reference else Q()
        objective, measure = Q(objective__icontains=text), Q(success_measure__icontains=text)
        return self.filter(Q(title__icontains=text) | objective | measure | named)

    def by_urgency(self, today, quarter_end, expected_since):
        """In the order of `urgency`, which is an `Urgency`, and within each as it presses.

        First those after their target date, then those whose update is late, then the worst
        delivery, then by the day that is `due`. That is the earlier of the target and the review
        date, and of a completed action the review date.
        """
        earlier = Least(
            Coalesce("target_date", "review_date"), Coalesce("review_date", "target_date")
        )
        due = Case(When(status=Status.COMPLETED, then=F("review_date")), default=earlier)
        urgency = Case(
            When(status__in=DROPPED, then=Value(Urgency.DONE.value)),
            When(due__lt=today, then=Value(Urgency.OVERDUE.value)),
            When(due__lte=quarter_end, then=Value(Urgency.THIS_QUARTER.value)),
            When(status=Status.COMPLETED, then=Value(Urgency.DONE.value)),
            When(due__isnull=False, then=Value(Urgency.LATER.value)),
            default=Value(Urgency.NO_DATE.value),
        )
        order = ["urgency", "pressing", F("due").asc(nulls_last=True), "position"]
        actions = self.annotate(due=due).annotate(urgency=urgency)
        return actions.alias(pressing=_pressing(today, expected_since)).order_by(*order)

    def counts_by_urgency(self):
        """How many there are of each `Urgency`; asked of what `by_urgency` answers."""
        counted = self.order_by().values_list("urgency").annotate(count=Count("*"))
        return {Urgency(urgency): count for urgency, count in counted}

    def _has_open_question(self):
        return Exists(self._links("questions").filter(settled_on=None))

    def for_indicator(self, indicator):
        """Actions about the indicator with their leads; `role` is that of the link, or None."""
        role = self._links("links").filter(indicator=indicator).values("role")
        leads = self.model.action_leads.rel.related_model.objects.select_related("lead")
        leads = leads.only("action_id", "lead__name")
        return (
            self.about(indicator)
            .annotate(role=Subquery(role))
            .prefetch_related(Prefetch("action_leads", leads))
            .order_by("position")
        )

    def _links(self, name):
        """Rows of a link model that belong to the outer action."""
        return getattr(self.model, name).rel.related_model.objects.filter(action=OuterRef("pk"))

    def with_unsaid_roles(self):
        """Actions with a link whose role nobody has said yet."""
        return self.filter(Exists(self._links("links").filter(role="unspecified")))


def passed(field, today):
    """Whether the date lies before the day on which the action is judged (`judged_on`), as SQL."""
    carried = Q(status=Status.CARRIED_FORWARD, status_changed_on__isnull=False)
    return Q(**{f"{field}__lt": today}) & (~carried | Q(**{f"{field}__lt": F("status_changed_on")}))


def delivery_case(today, expected_since):
    """The rule of `actions.delivery` as SQL; a test holds the two together."""
    at_least_at_risk = passed("review_date", today) | Q(status=Status.PAUSED)
    if expected_since is not None:
        at_least_at_risk |= Q(updated_on=None) | Q(updated_on__lt=expected_since)
    stated = F("stated_delivery")
    return Case(
        When(status=Status.COMPLETED, then=Value(Delivery.COMPLETE.value)),
        When(status=Status.CANCELLED, then=Value(Delivery.NONE.value)),
        When(passed("target_date", today), then=Value(Delivery.OFF_TRACK.value)),
        When(stated_delivery=Delivery.OFF_TRACK, then=stated),
        When(at_least_at_risk, then=Value(Delivery.AT_RISK.value)),
        default=stated,
        output_field=CharField(),
    )


def _pressing(today, expected_since):
    """How much an action presses, the most first; those that are done all alike."""
    cases = [
        When(status__in=CLOSED, then=Value(5)),
        When(target_date__lt=today, then=Value(1)),
    ]
    if expected_since is not None:
        late = Q(updated_on=None) | Q(updated_on__lt=expected_since)
        cases.append(When(late, then=Value(2)))
    at_risk = Q(stated_delivery=Delivery.AT_RISK) | Q(review_date__lt=today)
    cases += [
        When(stated_delivery=Delivery.OFF_TRACK, then=Value(3)),
        When(at_risk | Q(status=Status.PAUSED), then=Value(4)),
    ]
    return Case(*cases, default=Value(5))
