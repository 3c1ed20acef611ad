"""A plan of a year, its sections, what it says of each indicator, and the leads of actions."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Min, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.functional import cached_property

from actions import quarters
from actions.models.action_queries import PlanImportQuerySet, PlanIndicatorQuerySet, PlanQuerySet
from indicators.models import Indicator, Standard, choices
from indicators.rules.comparison import Group
from wres.accounts.models import Organisation, User
from wres.audit.constraints import at_most
from wres.audit.models import Tracked, loaded


class Plan(Tracked):
    """An action plan for the financial year that begins in `year`."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="plans")
    standard = models.ForeignKey(Standard, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(help_text="2025 for the plan of 2025-26")
    date = models.DateField("date of the plan", help_text="When it was published")

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "standard", "year"],
                name="plan_once",
                violation_error_message="There is already a plan of this year",
            )
        ]

    @property
    def trail_label(self):
        return str(self)

    def __str__(self):
        return f"{self.standard_id} action plan {self.years}"

    @property
    def years(self) -> str:
        return f"{self.year}-{(self.year + 1) % 100:02}"

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


class PlanImport(Tracked):
    """A file of the plan that was loaded: its name and checksum, and whether it was undone."""

    ADDED_LATER: ClassVar[dict] = {"undone_on": None}

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


class Lead(Tracked):
    """Who leads actions: a role, a team or a group, with the spellings that are the same one."""

    KINDS = [("role", "Role"), ("team", "Team"), ("group", "Group"), ("unit", "Unit")]

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="leads")
    name = models.CharField(max_length=150)
    kind = models.CharField(max_length=10, choices=KINDS, default="role")
    aliases = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                Lower("name"),
                name="lead_name_once",
                violation_error_message="There is already a lead of this name",
            )
        ]

    def __str__(self):
        return self.name


class LeadMember(Tracked):
    """A person who acts for a lead."""

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="members")
    user = models.ForeignKey(User, models.PROTECT, related_name="lead_memberships")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["lead", "user"],
                name="lead_member_once",
                violation_error_message="This person already acts for this lead",
            )
        ]

    @property
    def trail_label(self):
        return self.lead.name

    def __str__(self):
        return f"{self.user} for {self.lead}"

    @property
    def organisation_id(self):
        return self.lead.organisation_id


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
