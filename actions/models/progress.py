"""Quarters of a plan and the progress updates given in them."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from actions import delivery, quarters
from actions.delivery import STATED_DELIVERIES, STATUSES
from wres.accounts.models import User
from wres.audit.constraints import at_most, web_address
from wres.audit.models import Tracked, TrackedQuerySet

TEXT_LIMIT = 5_000  # characters of a long text


class Quarter(Tracked):
    """An NHS quarter of a plan: open until an inclusion lead closes it."""

    OPEN, CLOSED = "open", "closed"

    plan = models.ForeignKey("actions.Plan", models.PROTECT, related_name="quarters")
    year = models.PositiveSmallIntegerField(help_text="The financial year begins in this year")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=[(OPEN, "Open"), (CLOSED, "Closed")])
    opened_on = models.DateField(null=True, blank=True, help_text="When updates were asked for")
    updates_due = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["year", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "year", "number"],
                name="quarter_once",
                violation_error_message="The plan already has this quarter",
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=4), name="quarter_number_range"
            ),
        ]

    @property
    def trail_label(self):
        return str(self.nhs)

    def __str__(self):
        return str(self.nhs)

    @property
    def nhs(self) -> quarters.Quarter:
        return quarters.Quarter(self.year, self.number)

    @property
    def organisation_id(self):
        return self.plan.organisation_id

    @property
    def file_name(self) -> str:
        """ "RKE-WRES-2025-Q4": how the names of its papers begin."""
        return f"{self.organisation_id}-{self.plan.standard_id}-{self.nhs.slug}"

    def get_absolute_url(self):
        return reverse("quarter", args=[self.organisation_id, self.plan.year, self.nhs.slug])


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


class ProgressUpdate(Tracked):
    """What a lead said of an action in a quarter. It is never edited: a later one corrects it."""

    action = models.ForeignKey("actions.Action", models.PROTECT, related_name="updates")
    quarter = models.ForeignKey(Quarter, models.PROTECT, related_name="updates")
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    day = models.DateField(help_text="The London day on which it was given")
    at = models.DateTimeField(auto_now_add=True)
    status = models.CharField(max_length=20, choices=STATUSES)
    status_before = models.CharField(max_length=20, choices=STATUSES)
    delivery = models.CharField(max_length=20, choices=STATED_DELIVERIES)
    happened = models.TextField("what happened", max_length=TEXT_LIMIT)
    next_steps = models.TextField("what comes next", blank=True, max_length=TEXT_LIMIT)
    evidence_link = models.URLField("evidence", blank=True, max_length=500)
    target_date = models.DateField(null=True, blank=True)
    review_date = models.DateField(null=True, blank=True)
    is_late = models.BooleanField(default=False)
    is_no_change = models.BooleanField(default=False, help_text="Said with one click")
    is_example = models.BooleanField(default=False)
    submission = models.UUIDField(
        unique=True, help_text="Of the form that was sent: a double click gives one update"
    )

    objects = ProgressUpdateQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "-pk"]
        constraints = [
            at_most("happened", TEXT_LIMIT, "update_happened_length"),
            at_most("next_steps", TEXT_LIMIT, "update_next_steps_length"),
            at_most("evidence_link", 500, "update_evidence_link_length"),
            web_address("evidence_link", "update_evidence_link_web"),
        ]
        indexes = [
            models.Index(fields=["quarter", "-day", "-id"], name="update_log_of_quarter"),
            # Whether an action has an update in a quarter, asked of every action of a plan.
            models.Index(fields=["action", "quarter"], name="update_of_action_in_quarter"),
        ]

    @property
    def trail_label(self):
        return self.action.title

    def __str__(self):
        return f"{self.action} on {self.day}"

    @property
    def organisation_id(self):
        return self.action.organisation_id

    @property
    def delivery_words(self) -> str:
        return delivery.DELIVERY_LOOKS[delivery.Delivery(self.delivery)].words
