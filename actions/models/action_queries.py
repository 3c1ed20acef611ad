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
    QuerySet,
    StringAgg,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat, JSONObject, Least, Length

from actions import conditions, references
from actions.delivery import CLOSED, DROPPED, FINISHED, Delivery, Status
from actions.quarters import Quarter
from wres.audit.models import TrackedQuerySet


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
        updates = self.model.updates.rel.related_model.objects
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


CARRIED = "Carried forward: "  # how a question begins that no file has raised
REPORTS_BEFORE = 4  # quarters of the summary's trend before its own
UNSAID_CAP = 100  # counting further would read every action of a large plan


class ActionQuerySet(SummaryQuestions, ListQuestions, TrackedQuerySet):
    """Those of every page and of an action itself; the summary and the lists have their own."""

    def open(self):
        """Actions on which something remains to be done."""
        return self.filter(conditions.OPEN.q)

    def led_by(self, user):
        """Actions of the leads for which the person acts."""
        mine = self.model.action_leads.rel.related_model.objects.filter(
            action=OuterRef("pk"), lead__members__user=user
        )
        return self.filter(Exists(mine))

    def about(self, indicator):
        """Actions linked to the indicator, and those about all indicators."""
        linked = self.model.links.rel.related_model.objects.filter(
            action=OuterRef("pk"), indicator=indicator
        )
        return self.filter(Q(all_indicators=True) | Exists(linked))

    def for_page(self, today):
        """With what its own page needs of its plan and section.

        `updates_are_overdue` says whether the updates of the calendar's quarter were due before
        today: a plan to come, or one that is over, has another one (`Plan.quarter_on`).
        `carried_to` names the same actions in later plans, such as "812:2026,813:2026": the
        number of each and the year of its plan.
        """
        quarter = Quarter.on(today)
        quarters = self.model.plan.field.related_model.quarters.rel.related_model.objects
        overdue = quarters.filter(plan=OuterRef("plan"), updates_due__lt=today)
        overdue = overdue.filter(year=quarter.year, number=quarter.number)
        rows = self.select_related("plan", "section", "predecessor__plan")
        return rows.annotate(
            updates_are_overdue=Exists(overdue), carried_to=Subquery(self._successors())
        )

    def _successors(self):
        same = self.model.objects.filter(predecessor=OuterRef("pk")).order_by()
        number, year = (Cast(name, TextField()) for name in ("pk", "plan__year"))
        colon, comma = Value(":", TextField()), Value(",", TextField())
        named = StringAgg(Concat(number, colon, year), comma)
        return same.values("predecessor").annotate(named=named).values("named")

    def with_led_by(self, user):
        """Annotate `is_led`: whether the person acts for one of the action's leads.

        And `acts_for_leads`: whether for any of its organisation.
        """
        links = self.model.action_leads.rel.related_model.objects
        mine = links.filter(action=OuterRef("pk"), lead__members__user=user)
        members = links.model.lead.field.related_model.members.rel.related_model.objects
        any_here = members.filter(user=user, lead__organisation=OuterRef("organisation"))
        return self.annotate(is_led=Exists(mine), acts_for_leads=Exists(any_here))

    def whole(self):
        """With its plan, section, leads, indicators and placements."""
        joined = {"action_leads": "lead", "links": "indicator", "placements": "section"}
        rows = {name: getattr(self.model, name).rel.related_model.objects for name in joined}
        return self.select_related("plan", "section").prefetch_related(
            *(Prefetch(name, rows[name].select_related(to)) for name, to in joined.items())
        )


def _count(actions):
    """How many actions of one plan the queryset holds, as a subquery."""
    counted = actions.order_by().values("plan").annotate(count=Count("pk"))
    return Subquery(counted.values("count"))


def _reports_before(reports, quarter):
    """The newest of these reports on quarters before this one, each as a subquery of its own."""
    same = {f"quarter__plan__{name}": OuterRef(name) for name in ("organisation", "standard")}
    earlier = Q(quarter__year=quarter.year, quarter__number__lt=quarter.number)
    found = reports.filter(earlier | Q(quarter__year__lt=quarter.year), **same)
    ordered = found.order_by("-quarter__year", "-quarter__number", "-quarter__plan__year")
    said = ordered.values(
        said=JSONObject(pk="pk", year="quarter__year", number="quarter__number", counts="counts")
    )
    return {f"report_{n}": Subquery(said[n : n + 1]) for n in range(REPORTS_BEFORE)}


def current_on(plans, day):
    """The newest of the plans whose year has begun on the day, else the first to come, or None."""
    now = Quarter.on(day).year
    ordered = sorted(plans, key=lambda plan: (plan.year > now, abs(plan.year - now)))
    return next(iter(ordered), None)


class PlanQuerySet(TrackedQuerySet):
    def current_on(self, day):
        return current_on(self, day)

    def of_year(self, year):
        """The plan of the year among these, which are read once, or None."""
        return next((plan for plan in self if plan.year == year), None)

    def for_pages(self, user):
        """With what a page of any plan asks of all: few rows, in one query.

        `next_year` is that of the plan after, and `is_led` whether the person acts for a lead.
        """
        leads = self.model.organisation.field.related_model.leads.rel.related_model.objects
        led = leads.filter(organisation=OuterRef("organisation"), members__user=user)
        return self.with_next_year().annotate(is_led=Exists(led))

    def with_next_year(self):
        """With `next_year`, that of the plan after each, and what names a plan."""
        same = {"organisation": OuterRef("organisation"), "standard": OuterRef("standard")}
        later = self.model.objects.filter(**same, year__gt=OuterRef("year")).order_by("year")
        plans = self.select_related("organisation", "standard")
        return plans.annotate(next_year=Subquery(later.values("year")[:1]))

    def for_list(self):
        """With its numbers of open questions, and of actions with unsaid roles up to UNSAID_CAP.

        `open_dates` of the open questions are about dates carried forward. `claims`: how many
        actions are said to be complete and wait to be accepted.
        """
        actions, questions = (
            getattr(self.model, name).rel.related_model for name in ("actions", "questions")
        )
        links = actions.links.rel.related_model.objects.filter(action__plan=OuterRef("pk"))
        unsaid = links.filter(role="unspecified").order_by().values("action").distinct()
        asked = questions.objects.open().filter(plan=OuterRef("pk")).order_by().values("pk")
        claims = actions.completions.rel.related_model.objects.filter(state="waiting")
        claims = claims.filter(action__plan=OuterRef("pk"), action__status=Status.COMPLETED)
        return self.annotate(
            claims=CountOfSome(Subquery(claims.order_by().values("pk"))),
            open_questions=CountOfSome(Subquery(asked)),
            open_dates=CountOfSome(Subquery(asked.carried())),
            unsaid_roles=CountOfSome(Subquery(unsaid[:UNSAID_CAP])),
        )

    def for_summary(self, quarter, today):
        """With what the summary needs before it counts: its NHS quarter.

        And with numbers of actions that no list of the summary counts, and with the counts of
        the quarters reported before, as `actions.summary.trend` reads them. `earlier_due`: until
        when the quarter before still asks for updates.
        """
        here = Q(quarters__year=quarter.year, quarters__number=quarter.number)
        before, rows = quarter.previous(), self.model.quarters.rel.related_model.objects
        earlier = rows.filter(plan=OuterRef("pk"), year=before.year, number=before.number)
        earlier = earlier.filter(state="open", updates_due__gte=today)
        reports = rows.model.reports.rel.related_model.objects.standing()
        here_closed = reports.filter(quarter__plan=OuterRef("pk"), quarter__year=quarter.year)
        actions = self.model.actions.rel.related_model.objects.filter(plan=OuterRef("pk"))
        past_first_only = actions.filter(conditions.past_first_target_only(today).q)
        return self.with_next_year().annotate(
            quarter=FilteredRelation("quarters", condition=here),
            quarter_state=F("quarter__state"),
            updates_due=F("quarter__updates_due"),
            earlier_due=Subquery(earlier.values("updates_due")),
            has_report=Exists(here_closed.filter(quarter__number=quarter.number)),
            **_reports_before(reports, quarter),
            unmeasured=Coalesce(_count(actions.without_success_measure()), 0),
            past_first_only=Coalesce(_count(past_first_only), 0),
            about_all=Coalesce(_count(actions.filter(all_indicators=True)), 0),
        )


class PlanImportQuerySet(TrackedQuerySet):
    def of(self, organisation):
        """Files of the organisation's plans, the latest first, with `who` and when (`at`)."""
        made = self.model.history.filter(id=OuterRef("pk"), history_type="+")
        return (
            self.filter(plan__organisation=organisation)
            .select_related("plan")
            .annotate(
                who=Subquery(made.values("history_user__name")[:1]),
                at=Subquery(made.values("history_date")[:1]),
            )
            .order_by("-pk")
        )


class PlanIndicatorQuerySet(TrackedQuerySet):
    def focus(self):
        """The focus areas of a plan in their order, with their indicators."""
        chosen = self.exclude(focus_order=None).select_related("indicator")
        return chosen.order_by("focus_order")

    def with_own(self, plan, enough):
        """Annotate `own`, how many actions name the indicator, and `alone`, how many no other.

        At most `enough` of those that name it are looked at, and those about all indicators are
        not among them. Goes through the plan's actions and stops, so that no long list of links
        is read: the plan is given, so that a database knows how many actions it has.
        """
        actions = self.model._meta.get_field("plan").related_model.actions.rel.related_model
        links = actions.links.rel.related_model.objects.filter(action=OuterRef("pk"))
        this = Q(indicator=OuterRef(OuterRef("indicator")))
        named = Subquery(links.filter(this).order_by().values("pk")[:1])
        some = actions.objects.filter(plan=plan, all_indicators=False).annotate(named=named)
        # A scalar, which no database turns into a join that reads every link of the indicator.
        some = some.filter(named__isnull=False).order_by()
        other = Subquery(links.filter(~this).order_by().values("pk")[:1])
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

    def carried(self):
        """Those about dates that the plan took over from the one before."""
        return self.filter(message__startswith=CARRIED)

    def for_page(self):
        """With what the page of one question needs of its plan and action."""
        return self.select_related(
            "plan__organisation", "plan__standard", "action__plan__standard", "settled_by"
        )

    def for_list(self):
        """Open ones first, in the order of the file, with their action and who settled them."""
        open_first = F("settled_on").asc(nulls_first=True)
        return self.select_related("action", "settled_by").order_by(open_first, "row", "pk")


class ProgressUpdateQuerySet(TrackedQuerySet):
    def for_log(self):
        """With everything that an entry of a progress log shows."""
        return self.select_related("action__section", "author", "quarter").order_by("-day", "-pk")

    def with_claim(self):
        """With the claim that the action is complete, where the update made one."""
        return self.select_related("completion__decided_by")

    def for_page_of_action(self):
        """The log of one action, newest first; its action is known."""
        return self.select_related("author", "quarter").order_by("-day", "-pk")

    def for_log_by_section(self):
        """The log of a quarter: by section as printed, newest first in each."""
        return self.for_log().order_by("action__section__position", "-day", "-pk")
