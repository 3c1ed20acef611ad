"""What the executive summary and the quarter ask of actions: a part of `ActionQuerySet`."""

from django.db import connection
from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Length

from actions.delivery import CLOSED, FINISHED, Delivery, Status
from actions.questions_of_lists import passed

# What a line of the executive summary's lists is chosen and written from.
LISTED = ["pk", "position", "title", "status", "status_before", "status_changed_on"]
LISTED += ["target_date", "target_is_month", "first_target_date", "slips", "last_slipped_on"]
LISTED += [
    "stated_delivery",
    "review_date",
    "review_is_month",
    "completed_on",
    "completed_is_month",
]
LISTED += ["has_evidence", "created_on", "updated_on"]
LISTED += ["action_leads__position", "action_leads__lead__name"]


class SummaryQuestions(QuerySet):
    """Questions of a queryset of actions."""

    def standing(self, today, expected_since):
        """Counts of actions by section_id, status and stated_delivery, for the delivery rule.

        `count` is all of them. `late` actions have passed their target date; of the others,
        `slack` ones have passed their review date or lack an update that is due. One query,
        which reads the index `action_standing` and no row, in its order.
        """
        late, slack = passed("target_date", today), passed("review_date", today)
        if expected_since is not None:
            slack |= Q(updated_on=None) | Q(updated_on__lt=expected_since)
        groups = self.order_by().values("section_id", "status", "stated_delivery")
        return groups.annotate(
            count=Count("pk"),
            late=Count("pk", filter=late),
            slack=Count("pk", filter=(Q(target_date=None) | ~late) & slack),
        )

    def standing_and_lists(self, day):
        """The rows of `standing`, each with how many of its actions the summary's lists may have.

        `day` is a `filters.Day`. Which list a number is of depends on the row's status too. The
        same one query, which reads the index and no row.
        """
        days = day.this_quarter
        changed = Q(status_changed_on__range=days) & ~Q(status_before=F("status"))
        quiet = Q(updated_on=None) | Q(updated_on__lt=day.told_since)
        return self.standing(day.today, day.expected_since).annotate(
            reviews=Count("pk", filter=Q(review_date__lte=day.quarter.end)),
            quiet=Count("pk", filter=_asked_in(day.quarter) & quiet),
            silent=Count("pk", filter=silent(day)),
            changed=Count("pk", filter=changed),
            slipped=Count("pk", filter=Q(last_slipped_on__range=days)),
            new=Count("pk", filter=Q(created_on__range=days)),
            unevidenced=Count("pk", filter=Q(has_evidence=False)),
        )

    def status_changed_between(self, first, last):
        """Actions whose status is another than at the start of the quarter of these days."""
        changed = self.filter(status_changed_on__range=(first, last))
        return changed.exclude(status_before=F("status"))

    def slipped_between(self, first, last):
        """Actions whose target date was moved later on one of the days."""
        return self.filter(last_slipped_on__range=(first, last))

    def past_first_target_only(self, today):
        """Open actions that would be overdue, had their target date not been moved later."""
        moved = self.open().filter(last_slipped_on__lte=today, first_target_date__lt=today)
        return moved.filter(Q(target_date=None) | Q(target_date__gte=today))

    def asked_in(self, quarter):
        """Actions of which an update was asked in the NHS quarter.

        Those made by its end that were open until it. What was carried forward in the quarter is
        one of them, what was carried forward before it is asked of in its new plan.
        """
        return self.filter(_asked_in(quarter))

    def added_between(self, first, last):
        return self.filter(created_on__range=(first, last))

    def stated_off_track(self, sections):
        """Actions of these sections of a plan that a lead says are off track, by section.

        Asked of each section and status, so that a database goes to them in `action_standing`.
        """
        statuses = [status.value for status in Status if status not in FINISHED]
        stated = self.filter(section__in=sections, status__in=statuses)
        stated = stated.filter(stated_delivery=Delivery.OFF_TRACK)
        return stated.order_by("section_id", "status", "target_date")

    def without_success_measure(self):
        return self.alias(measure_length=Length("success_measure")).filter(measure_length=0)

    def without_update_in(self, quarter, row):
        """Actions asked of in the NHS quarter that have no update in it.

        `row` is the plan's row of that quarter, or None when it has none.
        """
        updates = self.model.updates.rel.related_model.objects
        told = updates.filter(action=OuterRef("pk"), quarter=row) if row else updates.none()
        return self.asked_in(quarter).filter(~Exists(told))

    def counts_by_section_and_indicator(self):
        """Rows (section id, indicator id, actions that name it), in one query.

        Actions about all indicators are counted under the indicator None, and there alone.
        """
        actions = self.order_by()
        named = actions.filter(all_indicators=False, links__isnull=False)
        named = named.values_list("section_id", "links__indicator_id").annotate(count=Count("pk"))
        every = actions.filter(all_indicators=True).annotate(none=Value(None, IntegerField()))
        every = every.values_list("section_id", "none").annotate(count=Count("pk"))
        return named.union(every, all=True).order_by()

    def by_day(self, field):
        """The earliest first, or with a minus the latest; those never updated before all others.

        Nulls are placed for that one field only: PostgreSQL sorts by no index when they are.
        """
        if field == "updated_on":
            field = F(field).asc(nulls_first=True)
        return self.order_by(field, "position")

    def for_report(self):
        """Rows of `LISTED` with the section's name, one for each lead, in printed order."""
        rows = self.order_by("position", "action_leads__position")
        return rows.values_list(*LISTED, "section__name", named=True)

    def first_of_each(self, lists, size):
        """Rows of the first actions of several ordered lists of one plan, in one query.

        Rows have the fields of `LISTED`, one for each lead of an action, in no order, and do
        not say which list they are of.
        """
        first = [actions.values("pk")[:size] for actions in lists]
        if not first:
            return []
        if not connection.features.supports_slicing_ordering_in_compound:  # SQLite
            first = [self.model.objects.filter(pk__in=ids).order_by().values("pk") for ids in first]
        ids, *others = first
        chosen = self.filter(pk__in=ids.union(*others, all=True).order_by() if others else ids)
        return chosen.order_by().values_list(*LISTED, named=True)


def silent(day):
    """Whether neither the quarter of a `filters.Day` nor the one before it has an update."""
    never = Q(updated_on=None) | Q(updated_on__lt=day.told_before)
    return _asked_in(day.quarter) & Q(created_on__lte=day.made_before) & never


def _asked_in(quarter):
    unclosed = ~Q(status__in=CLOSED)
    later = Q(status__in=FINISHED, status_changed_on__gt=quarter.end)
    carried = Q(status=Status.CARRIED_FORWARD, status_changed_on__gte=quarter.start)
    return Q(created_on__lte=quarter.end) & (unclosed | later | carried)
