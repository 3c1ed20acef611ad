"""The questions that pages ask of actions and updates, named as a reader would ask them."""

from django.db.models import (
    Count,
    Exists,
    F,
    FilteredRelation,
    Func,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    StringAgg,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Concat, JSONObject

from actions.delivery import CLOSED, FINISHED, Status
from actions.quarters import Quarter
from actions.questions_of_lists import ListQuestions, passed
from actions.questions_of_summary import SummaryQuestions, silent
from audit.models import TrackedQuerySet

CARRIED = "Carried forward: "  # how a question begins that no file has raised
REPORTS_BEFORE = 4  # quarters of the summary's trend before its own
UNSAID_CAP = 100  # counting further would read every action of a large plan


class ActionQuerySet(SummaryQuestions, ListQuestions, TrackedQuerySet):
    """Those of every page and of an action itself; the summary and the lists have their own."""

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
        """After their target date; what was carried forward, if it was so on that day."""
        return self.exclude(status__in=FINISHED).filter(passed("target_date", today))

    def review_due(self, until):
        """Reviews that fall on or before the day; a completed action may have one too."""
        return self.exclude(status=Status.CANCELLED).filter(review_date__lte=until)

    def without_update_this(self, quarter, since):
        """Those asked in the NHS quarter, with no progress update on or after the day `since`."""
        return self.asked_in(quarter).filter(Q(updated_on=None) | Q(updated_on__lt=since))

    def without_update_twice(self, day):
        """Those asked in the quarter and there in the one before, without an update in either."""
        return self.filter(silent(day))

    def completed_without_evidence(self):
        return self.filter(status=Status.COMPLETED, has_evidence=False)

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
        return self.with_next_year().annotate(
            quarter=FilteredRelation("quarters", condition=here),
            quarter_state=F("quarter__state"),
            updates_due=F("quarter__updates_due"),
            earlier_due=Subquery(earlier.values("updates_due")),
            has_report=Exists(here_closed.filter(quarter__number=quarter.number)),
            **_reports_before(reports, quarter),
            unmeasured=Coalesce(_count(actions.without_success_measure()), 0),
            past_first_only=Coalesce(_count(actions.past_first_target_only(today)), 0),
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
