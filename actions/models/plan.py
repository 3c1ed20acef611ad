"""A plan of a year, its sections, what it says of each indicator, and the files it came from."""

from datetime import date

from django.db import models
from django.db.models import (
    Count,
    Exists,
    F,
    FilteredRelation,
    Func,
    IntegerField,
    Min,
    OuterRef,
    Q,
    Subquery,
)
from django.db.models.functions import Coalesce, JSONObject, Lower
from django.urls import reverse
from django.utils.functional import cached_property

from actions import conditions, quarters
from actions.dates import PrintedDate
from actions.delivery import Status
from actions.models.action import Action
from actions.models.cycle import Completion
from actions.models.leads import Lead
from actions.models.links import ActionIndicator, Question
from actions.models.progress import Quarter
from actions.models.report import Report
from indicators.models import Indicator, Standard, choices
from indicators.rules.comparison import Group
from wres.accounts.models import Organisation
from wres.audit.constraints import at_most
from wres.audit.models import Tracked, TrackedQuerySet, loaded

REPORTS_BEFORE = 4  # quarters of the summary's trend before its own
UNSAID_CAP = 100  # counting further would read every action of a large plan


class CountOfSome(Func):
    """The number of rows of a subquery that is cut short, which Count cannot take."""

    template = "(SELECT COUNT(*) FROM %(expressions)s AS some_of_them)"
    output_field = IntegerField()


class CountOfAlone(CountOfSome):
    """The number of its rows whose column `other` is null."""

    template = "(SELECT COUNT(*) - COUNT(some_of_them.other) FROM %(expressions)s AS some_of_them)"


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
    now = quarters.Quarter.on(day).year
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
        led = Lead.objects.filter(organisation=OuterRef("organisation"), members__user=user)
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
        links = ActionIndicator.objects.filter(action__plan=OuterRef("pk"))
        unsaid = links.filter(role="unspecified").order_by().values("action").distinct()
        asked = Question.objects.open().filter(plan=OuterRef("pk")).order_by().values("pk")
        claims = Completion.objects.filter(state="waiting")
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
        before = quarter.previous()
        earlier = Quarter.objects.filter(
            plan=OuterRef("pk"), year=before.year, number=before.number
        )
        earlier = earlier.filter(state="open", updates_due__gte=today)
        reports = Report.objects.standing()
        here_closed = reports.filter(quarter__plan=OuterRef("pk"), quarter__year=quarter.year)
        actions = Action.objects.filter(plan=OuterRef("pk"))
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


class Plan(Tracked):
    """An action plan for the financial year that begins in `year`."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="plans")
    standard = models.ForeignKey(Standard, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(help_text="2025 for the plan of 2025-26")
    date = models.DateField("date of the plan", help_text="When it was published")
    proposed_on = models.DateField(null=True, blank=True)
    approved_by = models.CharField(max_length=200, blank=True, help_text="The meeting")
    approved_on = models.DateField(null=True, blank=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "standard", "year"],
                name="plan_once",
                violation_error_message="There is already a plan of this year",
            ),
            at_most("approved_by", 200, "plan_approved_by_length"),
            models.CheckConstraint(
                condition=Q(approved_by="", approved_on=None)
                | (~Q(approved_by="") & Q(approved_on__isnull=False)),
                name="plan_approval_has_a_day",
                violation_error_message="An approval has a meeting and a day",
            ),
        ]

    @property
    def trail_label(self):
        return str(self)

    def __str__(self):
        return f"{self.standard_id} action plan {self.years}"

    @property
    def years(self) -> str:
        return f"{self.year}-{(self.year + 1) % 100:02}"

    @property
    def approval_words(self) -> str:
        """ "Approved by the Trust Board on 3 September 2025"; nothing while nobody has said."""
        if self.approved_on:
            return f"Approved by {self.approved_by} on {PrintedDate(self.approved_on).words}"
        if self.proposed_on:
            return f"Proposed on {PrintedDate(self.proposed_on).words}, not approved yet"
        return ""

    def file_name(self, kind: str) -> str:
        """ "RKE-action-plan-2025-26.xlsx" for the kind "xlsx"."""
        return f"{self.organisation_id}-action-plan-{self.years}.{kind}"

    def get_absolute_url(self):
        return reverse("plan", args=[self.organisation_id, self.year])

    @cached_property
    def next_year(self) -> int | None:
        """The year of the plan after this one; `PlanQuerySet.for_pages` brings it along."""
        later = Plan.objects.filter(organisation=self.organisation_id, standard=self.standard_id)
        return later.filter(year__gt=self.year).aggregate(next=Min("year"))["next"]

    def begins_after(self, day) -> bool:
        return day < self.first_quarter.start

    @property
    def first_quarter(self) -> quarters.Quarter:
        return quarters.Quarter(self.year, 1)

    def quarter_on(self, day) -> quarters.Quarter:
        """The quarter of this plan to which the day belongs.

        A plan has its first quarter until that is over, and its last one once the year of the
        plan after it has begun. Until then it goes on.
        """
        now = quarters.Quarter.on(day)
        if now.year > self.year and self.next_year and now.year >= self.next_year:
            return quarters.Quarter(self.next_year, 1).previous()
        return max(now, self.first_quarter)

    def told_since(self, quarter):
        """The first day whose updates are of the quarter: the first has all that came before."""
        return date.min if quarter == self.first_quarter else quarter.start

    def updates_expected_since(self, today):
        """The first day of the plan's quarter once its updates are overdue, else None."""
        quarter = self.quarter_on(today)
        overdue = self.quarters.filter(year=quarter.year, number=quarter.number)
        is_overdue = overdue.filter(updates_due__lt=today).exists()
        return self.told_since(quarter) if is_overdue else None


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


class PlanImport(Tracked):
    """A file of the plan that was loaded: its name and checksum, and whether it was undone."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="imports")
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    undone_on = models.DateField(null=True)

    objects = PlanImportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return self.file_name

    def get_absolute_url(self):
        return reverse("plan_import_page", args=[self.organisation_id, self.pk])

    @property
    def organisation_id(self):
        return self.plan.organisation_id

    @property
    def lines_left_out(self) -> list[dict]:
        """What was not understood of the file, as `LeftOut` keeps it."""
        kept = LeftOut.objects.filter(origin=self).first()
        return kept.lines if kept else []


class LeftOut(Tracked):
    """What was not understood of a plan's file, kept when the rest of it was saved.

    `lines` is `[{"where": "row 5", "text": "Key: …", "why": "It is a note …"}]`.
    """

    origin = models.OneToOneField(PlanImport, models.PROTECT, related_name="left_out")
    lines = models.JSONField(default=list)

    @property
    def trail_label(self):
        return self.origin.file_name

    def __str__(self):
        return f"Left out of {self.origin}"

    @property
    def organisation_id(self):
        return self.origin.organisation_id


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
        links = ActionIndicator.objects.filter(action=OuterRef("pk"))
        this = Q(indicator=OuterRef(OuterRef("indicator")))
        named = Subquery(links.filter(this).order_by().values("pk")[:1])
        some = Action.objects.filter(plan=plan, all_indicators=False).annotate(named=named)
        # A scalar, which no database turns into a join that reads every link of the indicator.
        some = some.filter(named__isnull=False).order_by()
        other = Subquery(links.filter(~this).order_by().values("pk")[:1])
        return self.annotate(
            own=CountOfSome(Subquery(some.values("pk")[:enough])),
            alone=CountOfAlone(Subquery(some.annotate(other=other).values("other")[:enough])),
        )


class PlanIndicator(Tracked):
    """What a plan says of one indicator: baseline, target, focus, and a group stated by a person.

    `target` is the percentage set for the BME figure of a percent indicator. `target_lower` and
    `target_upper` replace the indicator's range, or set one for the board difference.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="plan_indicators")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    baseline_year = models.PositiveSmallIntegerField(null=True, blank=True)
    target = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    target_lower = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    target_upper = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    focus_order = models.PositiveSmallIntegerField(null=True, blank=True)
    focus_reason = models.TextField(blank=True, max_length=2000)
    stated_group = models.CharField(max_length=50, choices=choices(Group), blank=True)
    stated_group_reason = models.TextField(blank=True, max_length=2000)

    objects = PlanIndicatorQuerySet.as_manager()

    class Meta:
        ordering = ["indicator__number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "indicator"], name="plan_indicator_once"),
            at_most("focus_reason", 2_000, "plan_indicator_focus_reason_length"),
            at_most("stated_group_reason", 2_000, "plan_indicator_stated_reason_length"),
            models.CheckConstraint(
                condition=Q(target__isnull=True) | Q(target__gte=0, target__lte=100),
                name="plan_indicator_target_share",
                violation_error_message="Enter the target as a number between 0 and 100",
            ),
            models.CheckConstraint(
                condition=Q(target_lower__isnull=True, target_upper__isnull=True)
                | Q(target_lower__lte=F("target_upper")),
                name="plan_indicator_range_ordered",
                violation_error_message="The lower end of the range must not be above the upper",
            ),
            models.CheckConstraint(
                condition=Q(stated_group="") | ~Q(stated_group_reason=""),
                name="plan_indicator_stated_with_reason",
                violation_error_message="Say why the group is another than the computed one",
            ),
        ]

    @property
    def trail_label(self):
        return str(self.indicator) if loaded(self, "indicator") else ""

    def __str__(self):
        return f"{self.indicator} in the {self.plan}"

    @property
    def organisation_id(self):
        return self.plan.organisation_id

    @property
    def is_focus(self) -> bool:
        return self.focus_order is not None


class Section(Tracked):
    """A part of a plan, with the other titles under which it is printed."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="sections")
    name = models.CharField(max_length=200)
    aliases = models.JSONField(default=list, blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                "plan",
                Lower("name"),
                name="section_name_once",
                violation_error_message="There is already a section of this name",
            ),
            # Known to be unique, it also gives a page of the plan in printed order unsorted.
            models.UniqueConstraint(
                fields=["plan", "position"],
                name="section_position_once",
                violation_error_message="Another section has this place in the plan",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def organisation_id(self):
        return self.plan.organisation_id


class ColumnName(Tracked):
    """What a heading of the organisation's files means: one of the columns of plans, or nothing."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="column_names")
    heading = models.CharField(max_length=100, help_text="As it is compared")
    column = models.CharField(max_length=40, blank=True, help_text="Empty: kept as printed")

    class Meta:
        ordering = ["heading"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "heading"],
                name="column_name_once",
                violation_error_message="This heading has a meaning already",
            )
        ]

    @property
    def trail_label(self):
        return self.heading

    def __str__(self):
        return f"{self.heading}: {self.column or 'kept as printed'}"
