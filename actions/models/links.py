"""What hangs on an action: where it is printed, its indicators, its leads and what is in doubt."""

from django.db import models
from django.db.models import F, Q

from actions.models.leads import Lead
from indicators.models import Indicator
from wres.accounts.models import User
from wres.audit.constraints import at_most
from wres.audit.models import Tracked, TrackedQuerySet

CARRIED = "Carried forward: "  # how a question begins that no file has raised


class Placement(Tracked):
    """Where an action is printed: its section, its number and its cells exactly as printed.

    `raw` holds the cells last loaded; a later load compares with them, never with what people
    have edited since.
    """

    action = models.ForeignKey("actions.Action", models.PROTECT, related_name="placements")
    section = models.ForeignKey("actions.Section", models.PROTECT, related_name="placements")
    number = models.CharField(max_length=20)
    row = models.PositiveIntegerField(help_text="Row of the file, its header being row 1")
    raw = models.JSONField(default=dict)

    class Meta:
        ordering = ["row"]
        indexes = [
            # Where an action stands in a section, without reading the section's other rows.
            models.Index(fields=["action", "section", "row"], name="placement_in_section"),
        ]

    @property
    def trail_label(self):
        return self.action.title

    def __str__(self):
        return f"{self.section} {self.number}"

    @property
    def organisation_id(self):
        return self.action.organisation_id


class ActionIndicator(Tracked):
    """An action's link to an indicator; its role is unspecified until a person says."""

    UNSPECIFIED, PRIMARY, SECONDARY = "unspecified", "primary", "secondary"
    ROLES = [(UNSPECIFIED, "Not yet said"), (PRIMARY, "Primary"), (SECONDARY, "Secondary")]

    action = models.ForeignKey("actions.Action", models.PROTECT, related_name="links")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="action_links")
    role = models.CharField(max_length=12, choices=ROLES, default=UNSPECIFIED)
    position = models.PositiveSmallIntegerField(help_text="Order in which it is listed, from 1")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["action", "indicator"],
                name="action_indicator_once",
                violation_error_message="The action is already linked to this indicator",
            ),
            models.CheckConstraint(
                condition=Q(role__in=["unspecified", "primary", "secondary"]),
                name="action_indicator_role_known",
                violation_error_message="Choose primary or secondary",
            ),
        ]
        indexes = [models.Index(fields=["action", "role"], name="link_role_of_action")]

    @property
    def trail_label(self):
        return self.action.title

    def __str__(self):
        return f"{self.action}: {self.indicator}, {self.role}"

    @property
    def organisation_id(self):
        return self.action.organisation_id

    @property
    def proposed_role(self) -> str:
        """The first listed is proposed as primary: a proposal only, and often wrong."""
        return self.PRIMARY if self.position == 1 else self.SECONDARY


class ActionLead(Tracked):
    """An action's link to one of its leads."""

    action = models.ForeignKey("actions.Action", models.PROTECT, related_name="action_leads")
    lead = models.ForeignKey(Lead, models.PROTECT, related_name="action_leads")
    position = models.PositiveSmallIntegerField(help_text="Order in which it is listed, from 1")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["action", "lead"],
                name="action_lead_once",
                violation_error_message="The action already has this lead",
            )
        ]

    @property
    def trail_label(self):
        return self.action.title

    def __str__(self):
        return f"{self.action}: {self.lead}"

    @property
    def organisation_id(self):
        return self.action.organisation_id


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


class Question(Tracked):
    """A doubt about a printed cell, until a person settles it."""

    plan = models.ForeignKey("actions.Plan", models.PROTECT, related_name="questions")
    action = models.ForeignKey(
        "actions.Action", models.PROTECT, null=True, blank=True, related_name="questions"
    )
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=40)
    message = models.TextField()
    answer = models.TextField(blank=True, max_length=2000)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    settled_on = models.DateField(null=True, blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["row", "pk"]
        constraints = [at_most("answer", 2_000, "question_answer_length")]

    def __str__(self):
        return f"{self.place}: {self.message}"

    @property
    def place(self) -> str:
        """ "Row 3, completion" of a file, or where else the question comes from."""
        if self.message.startswith(CARRIED):
            return "From the plan before"
        return f"Row {self.row}, {self.column}"

    @property
    def organisation_id(self):
        return self.plan.organisation_id
