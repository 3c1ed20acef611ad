"""The questions that pages ask of actions and updates, named as a reader would ask them."""

from enum import IntEnum

from django.db import connection
from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    FilteredRelation,
    Func,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Least, Length

from actions.delivery import CLOSED, DROPPED, Delivery, Status
from actions.quarters import Quarter
from audit.models import TrackedQuerySet

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


UNSAID_CAP = 100  # counting further would read every action of a large plan


class Urgency(IntEnum):
    """How soon an action asks for its leads, the soonest first."""

    OVERDUE = 1
    THIS_QUARTER = 2
    LATER = 3
    NO_DATE = 4
    DONE = 5


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

    # The executive summary and the quarter

    def standing(self, today, expected_since):
        """Counts of actions by section_id, status and stated_delivery, for the delivery rule.

        `count` is all of them. `late` actions have passed their target date; of the others,
        `slack` ones have passed their review date or lack an update that is due. One query,
        which reads the index `action_standing` and no row, in its order.
        """
        slack = Q(review_date__lt=today)
        if expected_since is not None:
            slack |= Q(updated_on=None) | Q(updated_on__lt=expected_since)
        in_time = Q(target_date=None) | Q(target_date__gte=today)
        groups = self.order_by().values("section_id", "status", "stated_delivery")
        return groups.annotate(
            count=Count("pk"),
            late=Count("pk", filter=Q(target_date__lt=today)),
            slack=Count("pk", filter=in_time & slack),
        )

    def standing_and_lists(self, today, expected_since, days, quarter):
        """The rows of `standing`, each with how many of its actions the summary's lists may have.

        `days` are the first and last on which a change counts. Which list a number is of
        depends on the row's status too. The same one query, which reads the index and no row.
        """
        changed = Q(status_changed_on__range=days) & ~Q(status_before=F("status"))
        quiet = Q(updated_on=None) | Q(updated_on__lt=quarter.start)
        return self.standing(today, expected_since).annotate(
            reviews=Count("pk", filter=Q(review_date__lte=quarter.end)),
            quiet=Count("pk", filter=quiet),
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

    def added_between(self, first, last):
        return self.filter(created_on__range=(first, last))

    def stated_off_track(self, sections):
        """Open actions of these sections of a plan that a lead says are off track, by section.

        Asked of each section and status, so that a database goes to them in `action_standing`.
        """
        statuses = [status.value for status in Status if status not in CLOSED]
        stated = self.filter(section__in=sections, status__in=statuses)
        stated = stated.filter(stated_delivery=Delivery.OFF_TRACK)
        return stated.order_by("section_id", "status", "target_date")

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

    # The plan's list and my actions

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
        """Actions with the text in title, objective or success measure, in any case."""
        objective, measure = Q(objective__icontains=text), Q(success_measure__icontains=text)
        return self.filter(Q(title__icontains=text) | objective | measure)

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

    def for_page(self, today):
        """With what its own page needs of its plan and section.

        `updates_are_overdue` says whether the updates of today's quarter were due before today.
        """
        quarter = Quarter.on(today)
        quarters = self.model.plan.field.related_model.quarters.rel.related_model.objects
        overdue = quarters.filter(plan=OuterRef("plan"), updates_due__lt=today)
        overdue = overdue.filter(year=quarter.year, number=quarter.number)
        return self.select_related("plan", "section").annotate(updates_are_overdue=Exists(overdue))

    def whole(self):
        """With its plan, section, leads, indicators and placements."""
        joined = {"action_leads": "lead", "links": "indicator", "placements": "section"}
        rows = {name: getattr(self.model, name).rel.related_model.objects for name in joined}
        return self.select_related("plan", "section").prefetch_related(
            *(Prefetch(name, rows[name].select_related(to)) for name, to in joined.items())
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


def _count(actions):
    """How many actions of one plan the queryset holds, as a subquery."""
    counted = actions.order_by().values("plan").annotate(count=Count("pk"))
    return Subquery(counted.values("count"))


class PlanQuerySet(TrackedQuerySet):
    def for_list(self):
        """With its number of open questions, and of actions with unsaid roles up to UNSAID_CAP."""
        actions, questions = (
            getattr(self.model, name).rel.related_model for name in ("actions", "questions")
        )
        links = actions.links.rel.related_model.objects.filter(action__plan=OuterRef("pk"))
        unsaid = links.filter(role="unspecified").order_by().values("action").distinct()
        asked = questions.objects.open().filter(plan=OuterRef("pk")).order_by().values("pk")
        return self.annotate(
            open_questions=CountOfSome(Subquery(asked)),
            unsaid_roles=CountOfSome(Subquery(unsaid[:UNSAID_CAP])),
        )

    def for_summary(self, quarter, enough, today):
        """With what the summary needs before it counts: its NHS quarter and its indicators.

        And with numbers of actions that no list of the summary counts. Of the actions that name
        an indicator, at most `enough` are looked at.
        """
        here = Q(quarters__year=quarter.year, quarters__number=quarter.number)
        actions = self.model.actions.rel.related_model.objects.filter(plan=OuterRef("pk"))
        said = self.model.plan_indicators.rel.related_model.objects.with_own(enough)
        return self.prefetch_related(Prefetch("plan_indicators", said)).annotate(
            quarter=FilteredRelation("quarters", condition=here),
            quarter_state=F("quarter__state"),
            updates_due=F("quarter__updates_due"),
            unmeasured=Coalesce(_count(actions.without_success_measure()), 0),
            past_first_only=Coalesce(_count(actions.past_first_target_only(today)), 0),
            about_all=Coalesce(_count(actions.filter(all_indicators=True)), 0),
        )


class PlanIndicatorQuerySet(TrackedQuerySet):
    def with_own(self, enough):
        """Annotate `own`, how many actions name the indicator, and `alone`, how many no other.

        At most `enough` of those that name it are looked at, and those about all indicators are
        not among them. Goes through the plan's actions and stops, so that no long list of links
        is read.
        """
        actions = self.model._meta.get_field("plan").related_model.actions.rel.related_model
        links = actions.links.rel.related_model.objects.filter(action=OuterRef("pk"))
        this = Q(indicator=OuterRef(OuterRef("indicator")))
        some = actions.objects.filter(plan=OuterRef("plan"), all_indicators=False)
        some = some.filter(Exists(links.filter(this))).order_by()
        other = Subquery(links.filter(~this).values("pk")[:1])
        return self.annotate(
            own=CountOfSome(Subquery(some.values("pk")[:enough])),
            alone=CountOfAlone(Subquery(some.annotate(other=other).values("other")[:enough])),
        )


class CountOfSome(Func):
    """The number of rows of a subquery that is cut short, which Count cannot take."""

    template = "(SELECT COUNT(*) FROM %(expressions)s AS some_of_them)"
    output_field = IntegerField()


class CountOfAlone(CountOfSome):
    """The number of its rows whose column `other` is null."""

    template = "(SELECT COUNT(*) - COUNT(some_of_them.other) FROM %(expressions)s AS some_of_them)"


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

    def for_page_of_action(self):
        """The log of one action, newest first; its action is known."""
        return self.select_related("author", "quarter").order_by("-day", "-pk")

    def for_log_by_section(self):
        """The log of a quarter: by section as printed, newest first in each."""
        return self.for_log().order_by("action__section__position", "-day", "-pk")
