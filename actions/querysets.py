"""The questions that pages ask of actions and updates, named as a reader would ask them."""

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, Value, When

from actions.delivery import CLOSED, DROPPED, Delivery, Status
from audit.models import TrackedQuerySet


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

    def for_list(self):
        """With everything that a row of a list shows."""
        return self.select_related("section").prefetch_related(
            "action_leads__lead", "links__indicator", "placements__section"
        )


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


class QuestionQuerySet(TrackedQuerySet):
    def open(self):
        return self.filter(settled_on=None)


class ProgressUpdateQuerySet(TrackedQuerySet):
    def for_log(self):
        """With everything that an entry of a progress log shows."""
        return self.select_related("action__section", "author", "quarter").order_by("-day", "-pk")
