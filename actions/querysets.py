"""The questions that pages ask of actions and updates, named as a reader would ask them."""

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Length

from actions.delivery import CLOSED, DROPPED, Delivery, Status
from actions.quarters import Quarter
from audit.models import TrackedQuerySet

# What a line of the executive summary's lists is written from.
LISTED = ["listed", "total", "pk", "position", "title", "section_id", "status", "status_before"]
LISTED += ["status_changed_on", "target_date", "target_is_month", "review_date", "review_is_month"]
LISTED += ["first_target_date", "slips", "last_slipped_on", "completed_on", "completed_is_month"]
LISTED += ["created_on", "updated_on"]


class ActionQuerySet(TrackedQuerySet):
    def open(self):
        """Actions on which something remains to be done."""
        return self.exclude(status__in=CLOSED)

    def led_by(self, user):
        """Actions of the leads for which the person acts."""
        mine = self.model.action_leads.rel.related_model.objects.filter(
            action=OuterRef("pk"), lead__members__user=user
        )
        return self.filter(Exists(mine))

    def overdue(self, today):
        return self.open().filter(target_date__lt=today)

    def review_due(self, until):
        """Reviews that fall on or before the day; a completed action may have one too."""
        return self.exclude(status__in=DROPPED).filter(review_date__lte=until)

    def without_update_since(self, day):
        """Open actions with no progress update on or after the day."""
        return self.open().filter(Q(updated_on=None) | Q(updated_on__lt=day))

    def completed_without_evidence(self):
        return self.filter(status=Status.COMPLETED, has_evidence=False)

    def about(self, indicator):
        """Actions linked to the indicator, and those about all indicators."""
        linked = self.model.links.rel.related_model.objects.filter(
            action=OuterRef("pk"), indicator=indicator
        )
        return self.filter(Q(all_indicators=True) | Exists(linked))

    def with_delivery(self, today, expected_since):
        """Annotate `delivery` as the rule in `actions.delivery` gives it on the day."""
        return self.annotate(delivery=delivery_case(today, expected_since))

    def counts_by_section_and_delivery(self, today, expected_since):
        """How many actions there are by (section id, delivery), in one query.

        Asked of `plan.actions`, it reads the index `action_standing` and no row.
        """
        judged = self.with_delivery(today, expected_since).order_by()
        counted = judged.values_list("section_id", "delivery").annotate(count=Count("pk"))
        return {(section, Delivery(step)): count for section, step, count in counted}

    # The executive summary and the quarter

    def standing(self, today, expected_since):
        """Rows (section id, status, stated delivery, all, late, slack) for the delivery rule.

        `late` actions have passed their target date; of the others, `slack` ones have passed
        their review date or lack an update that is due. One query, which reads the index
        `action_standing` and no row, in its order.
        """
        slack = Q(review_date__lt=today)
        if expected_since is not None:
            slack |= Q(updated_on=None) | Q(updated_on__lt=expected_since)
        in_time = Q(target_date=None) | Q(target_date__gte=today)
        groups = self.order_by().values_list("section_id", "status", "stated_delivery")
        return groups.annotate(
            count=Count("pk"),
            late=Count("pk", filter=Q(target_date__lt=today)),
            slack=Count("pk", filter=in_time & slack),
        )

    def status_changed_between(self, first, last):
        return self.filter(status_changed_on__range=(first, last))

    def slipped_between(self, first, last):
        """Actions whose target date was moved later on one of the days."""
        return self.filter(last_slipped_on__range=(first, last))

    def added_between(self, first, last):
        return self.filter(created_on__range=(first, last))

    def without_success_measure(self):
        return self.alias(measure_length=Length("success_measure")).filter(measure_length=0)

    def without_update_in(self, quarter, row):
        """Actions that were open until the end of the NHS quarter and have no update in it.

        `row` is the plan's row of that quarter, or None when it has none.
        """
        closed = Q(status__in=CLOSED) & (
            Q(status_changed_on=None) | Q(status_changed_on__lte=quarter.end)
        )
        updates = self.model.updates.rel.related_model.objects
        told = updates.filter(action=OuterRef("pk"), quarter=row) if row else updates.none()
        return self.filter(created_on__lte=quarter.end).exclude(closed).filter(~Exists(told))

    def first_of_each(self, lists, size):
        """The first actions of several lists, and how many each has, in one query.

        `lists` is {name: actions of one plan in their order}. Answers rows with the fields of
        `LISTED`, in no order; an empty list has none.
        """
        arms = [
            self.filter(pk__in=actions.values("pk")[:size])
            .order_by()
            .annotate(listed=Value(name, CharField()), total=_count(actions))
            .values_list(*LISTED, named=True)
            for name, actions in lists.items()
        ]
        return arms[0].union(*arms[1:], all=True)

    def for_list(self):
        """With everything that a row of a list shows."""
        return self.select_related("section").prefetch_related(
            "action_leads__lead", "links__indicator", "placements__section"
        )

    def for_page(self, user, today):
        """With everything that its own page shows.

        `is_led` says whether the person acts for one of its leads, and `updates_are_overdue`
        whether the updates of today's quarter were due before today.
        """
        quarter = Quarter.on(today)
        mine = self._links("action_leads").filter(lead__members__user=user)
        quarters = self.model.plan.field.related_model.quarters.rel.related_model.objects
        overdue = quarters.filter(plan=OuterRef("plan"), updates_due__lt=today)
        overdue = overdue.filter(year=quarter.year, number=quarter.number)
        return (
            self.for_list()
            .select_related("plan")
            .annotate(is_led=Exists(mine), updates_are_overdue=Exists(overdue))
        )

    def _links(self, name):
        """Rows of a link model that belong to the outer action."""
        return getattr(self.model, name).rel.related_model.objects.filter(action=OuterRef("pk"))

    def with_unsaid_roles(self):
        """Actions with a link whose role nobody has said yet."""
        return self.filter(Exists(self._links("links").filter(role="unspecified")))


def delivery_case(today, expected_since):
    """The rule of `actions.delivery` as SQL; a test holds the two together."""
    at_least_at_risk = Q(review_date__lt=today) | Q(status=Status.PAUSED)
    if expected_since is not None:
        at_least_at_risk |= Q(updated_on=None) | Q(updated_on__lt=expected_since)
    stated = F("stated_delivery")
    return Case(
        When(status=Status.COMPLETED, then=Value(Delivery.COMPLETE.value)),
        When(status__in=DROPPED, then=Value(Delivery.NONE.value)),
        When(target_date__lt=today, then=Value(Delivery.OFF_TRACK.value)),
        When(stated_delivery=Delivery.OFF_TRACK, then=stated),
        When(at_least_at_risk, then=Value(Delivery.AT_RISK.value)),
        default=stated,
        output_field=CharField(),
    )


def _count(actions):
    """How many actions of one plan the queryset holds, as a subquery."""
    counted = actions.order_by().values("plan").annotate(count=Count("pk"))
    return Subquery(counted.values("count"))


class QuestionQuerySet(TrackedQuerySet):
    def of(self, organisation):
        return self.filter(plan__organisation=organisation)

    def open(self):
        return self.filter(settled_on=None)

    def for_list(self):
        """Open ones first, in the order of the file, with their action and who settled them."""
        open_first = F("settled_on").asc(nulls_first=True)
        return self.select_related("action", "settled_by").order_by(open_first, "row", "pk")


class ProgressUpdateQuerySet(TrackedQuerySet):
    def for_log(self):
        """With everything that an entry of a progress log shows."""
        return self.select_related("action__section", "author", "quarter").order_by("-day", "-pk")
