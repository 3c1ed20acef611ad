"""The questions that pages ask of actions, named as a reader would ask them."""

from enum import IntEnum

from django.db import connection
from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    StringAgg,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat, Least, Left, Length

from actions import conditions, quarters, references
from actions.delivery import CLOSED, DROPPED, FINISHED, Delivery, Status
from actions.models.leads import LeadMember
from actions.models.links import ActionIndicator, ActionLead, Placement, Question
from actions.models.progress import ProgressUpdate, Quarter
from wres.audit.models import TrackedQuerySet


class Urgency(IntEnum):
    """How soon an action asks for its leads, the soonest first."""

    OVERDUE = 1
    THIS_QUARTER = 2
    LATER = 3
    NO_DATE = 4
    DONE = 5


def delivery_case(today, expected_since):
    """The rule of `actions.delivery` as SQL; a test holds the two together."""
    steps = [
        When(status=Status.COMPLETED, then=Value(Delivery.COMPLETE.value)),
        When(status=Status.CANCELLED, then=Value(Delivery.NONE.value)),
    ]
    for step in (Delivery.OFF_TRACK, Delivery.AT_RISK):
        worse = conditions.at_best(step, today, expected_since).q
        steps.append(When(Q(stated_delivery=step) | worse, then=Value(step.value)))
    return Case(*steps, default=F("stated_delivery"), output_field=CharField())


def _pressing(today, expected_since):
    """How much an action presses, the most first; those that are done all alike."""
    off_track, at_risk = (
        conditions.at_best(step, today, expected_since).q
        for step in (Delivery.OFF_TRACK, Delivery.AT_RISK)
    )
    cases = [When(status__in=CLOSED, then=Value(5)), When(off_track, then=Value(1))]
    if expected_since is not None:
        cases.append(When(conditions.lacks_update(expected_since).q, then=Value(2)))
    cases += [
        When(stated_delivery=Delivery.OFF_TRACK, then=Value(3)),
        When(Q(stated_delivery=Delivery.AT_RISK) | at_risk, then=Value(4)),
    ]
    return Case(*cases, default=Value(5))


# What a line of the executive summary's lists is chosen and written from.
SAID_LENGTH = 300  # characters of an update that a list has room for
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


class ActionQuerySet(TrackedQuerySet):
    def open(self):
        """Actions on which something remains to be done."""
        return self.filter(conditions.OPEN.q)

    def led_by(self, user):
        """Actions of the leads for which the person acts."""
        mine = ActionLead.objects.filter(action=OuterRef("pk"), lead__members__user=user)
        return self.filter(Exists(mine))

    def about(self, indicator):
        """Actions linked to the indicator, and those about all indicators."""
        linked = ActionIndicator.objects.filter(action=OuterRef("pk"), indicator=indicator)
        return self.filter(Q(all_indicators=True) | Exists(linked))

    def for_page(self, today):
        """With what its own page needs of its plan and section.

        `updates_are_overdue` says whether the updates of the calendar's quarter were due before
        today: a plan to come, or one that is over, has another one (`Plan.quarter_on`).
        `carried_to` names the same actions in later plans, such as "812:2026,813:2026": the
        number of each and the year of its plan.
        """
        quarter = quarters.Quarter.on(today)
        overdue = Quarter.objects.filter(plan=OuterRef("plan"), updates_due__lt=today)
        overdue = overdue.filter(year=quarter.year, number=quarter.number)
        same = self.model.objects.filter(predecessor=OuterRef("pk")).order_by()
        number, year = (Cast(name, TextField()) for name in ("pk", "plan__year"))
        colon, comma = Value(":", TextField()), Value(",", TextField())
        named = StringAgg(Concat(number, colon, year), comma)
        carried_to = same.values("predecessor").annotate(named=named).values("named")
        rows = self.select_related("plan", "section", "predecessor__plan")
        return rows.annotate(updates_are_overdue=Exists(overdue), carried_to=Subquery(carried_to))

    def with_led_by(self, user):
        """Annotate `is_led`: whether the person acts for one of the action's leads.

        And `acts_for_leads`: whether for any of its organisation.
        """
        mine = ActionLead.objects.filter(action=OuterRef("pk"), lead__members__user=user)
        any_here = LeadMember.objects.filter(user=user, lead__organisation=OuterRef("organisation"))
        return self.annotate(is_led=Exists(mine), acts_for_leads=Exists(any_here))

    def whole(self):
        """With its plan, section, leads, indicators and placements."""
        return self.select_related("plan", "section").prefetch_related(
            Prefetch("action_leads", ActionLead.objects.select_related("lead")),
            Prefetch("links", ActionIndicator.objects.select_related("indicator")),
            Prefetch("placements", Placement.objects.select_related("section")),
        )

    # Lists: the plan and my actions

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
        here = Placement.objects.filter(action=OuterRef("pk"), section=section).order_by("row")
        return self.annotate(row_here=Subquery(here.values("row")[:1])).exclude(row_here=None)

    def of_lead(self, lead):
        return self.filter(Exists(ActionLead.objects.filter(action=OuterRef("pk"), lead=lead)))

    def without_lead(self):
        return self.filter(~Exists(ActionLead.objects.filter(action=OuterRef("pk"))))

    def with_open_question(self):
        asked = Question.objects.filter(action=OuterRef("pk"), settled_on=None)
        return self.filter(Exists(asked))

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

    def for_indicator(self, indicator):
        """Actions about the indicator with their leads; `role` is that of the link, or None."""
        links = ActionIndicator.objects.filter(action=OuterRef("pk"), indicator=indicator)
        leads = ActionLead.objects.select_related("lead")
        leads = leads.only("action_id", "lead__name")
        return (
            self.about(indicator)
            .annotate(role=Subquery(links.values("role")))
            .prefetch_related(Prefetch("action_leads", leads))
            .order_by("position")
        )

    def with_unsaid_roles(self):
        """Actions with a link whose role nobody has said yet."""
        unsaid = ActionIndicator.objects.filter(action=OuterRef("pk"), role="unspecified")
        return self.filter(Exists(unsaid))

    # The executive summary and reports

    def standing(self, today, expected_since, **lists):
        """Counts of actions by section_id, status and stated_delivery, for the delivery rule.

        `count` is all of them. Of them the day makes `late` ones off track, and others, `slack`,
        at risk. And how many each of the conditions `lists` holds of, under its name. One query,
        which reads the index `action_standing` and no row, in its order.
        """
        late = conditions.at_best(Delivery.OFF_TRACK, today, expected_since)
        slack = ~late & conditions.at_best(Delivery.AT_RISK, today, expected_since)
        counted = {"late": late, "slack": slack} | lists
        groups = self.order_by().values("section_id", "status", "stated_delivery")
        counts = {name: Count("pk", filter=each.q) for name, each in counted.items()}
        return groups.annotate(count=Count("pk"), **counts)

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
        updates = ProgressUpdate.objects
        told = updates.filter(action=OuterRef("pk"), quarter=row) if row else updates.none()
        return self.filter(conditions.asked_in(quarter).q, ~Exists(told))

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

        Rows have the fields of `LISTED` and the beginning of what was last said, one for each
        lead of an action, in no order, and do not say which list they are of.
        """
        first = [actions.values("pk")[:size] for actions in lists]
        if not first:
            return []
        if not connection.features.supports_slicing_ordering_in_compound:  # SQLite
            first = [self.model.objects.filter(pk__in=ids).order_by().values("pk") for ids in first]
        ids, *others = first
        chosen = self.filter(pk__in=ids.union(*others, all=True).order_by() if others else ids)
        told = ProgressUpdate.objects.filter(action=OuterRef("pk"), is_no_change=False)
        told = told.order_by("-day", "-pk")
        said = {
            name: Subquery(told.values_list(Left(name, SAID_LENGTH))[:1])
            for name in ("happened", "next_steps")
        }
        return chosen.order_by().annotate(**said).values_list(*LISTED, *said, named=True)
