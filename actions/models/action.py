"""An action of a plan: what was promised, by when, and how it stands."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.urls import reverse

from actions import conditions, delivery, quarters, references
from actions.delivery import STATED_DELIVERIES, STATUSES
from actions.models.action_queries import ActionQuerySet
from actions.models.progress import TEXT_LIMIT
from wres.accounts.access import UPDATE_ANY
from wres.audit.constraints import at_most
from wres.audit.models import Tracked

SUMMARY_INDEXES = {
    "action_target": ["plan", "target_date", "position", "status"],
    "action_review": ["plan", "review_date", "position", "status"],
    "action_updated": ["plan", "updated_on", "position", "status"],
    "action_evidence": ["plan", "status", "has_evidence", "position"],
    "action_changed": ["plan", "-status_changed_on", "position", "status", "status_before"],
    "action_slipped": ["plan", "-last_slipped_on", "position"],
    "action_created": ["plan", "-created_on", "position"],
    "action_about_all": ["plan", "all_indicators", "section"],
}


class Action(Tracked):
    """Something that a plan promised.

    A date known to the month only is kept as the last day of the month and marked so. `version`
    is raised by every save, and every change of links, leads and progress saves the action too;
    a form that edits the action checks it. The days (`created_on` and the like) are London days
    that were given, `updated_on` at most the last day of the quarter that the update answers; the
    history has the moments of the clock. `reference` is given once and never changes; only rows
    from before there were references have none. `submission` is of the form in which a person added
    it: a double click adds one, and an action that no file brought can be taken away again.
    """

    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="actions"
    )
    plan = models.ForeignKey("actions.Plan", models.PROTECT, related_name="actions")
    section = models.ForeignKey(
        "actions.Section",
        models.PROTECT,
        related_name="actions",
        help_text="That of the first placement",
    )
    position = models.PositiveIntegerField(help_text="Order in the plan")
    title = models.CharField(max_length=500)
    objective = models.TextField(blank=True, max_length=TEXT_LIMIT)
    success_measure = models.TextField(blank=True, max_length=TEXT_LIMIT)
    all_indicators = models.BooleanField("about all indicators", default=False)
    predecessor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="successors"
    )

    status = models.CharField(max_length=20, choices=STATUSES, default=delivery.Status.NOT_STATED)
    status_changed_on = models.DateField(null=True)
    status_before = models.CharField(
        max_length=20,
        choices=STATUSES,
        blank=True,
        help_text="The status at the start of the quarter in which it last changed",
    )
    stated_delivery = models.CharField(
        max_length=20, choices=STATED_DELIVERIES, default=delivery.Delivery.NOT_STATED
    )
    target_date = models.DateField(null=True, blank=True)
    target_is_month = models.BooleanField(default=False)
    review_date = models.DateField(null=True, blank=True)
    review_is_month = models.BooleanField(default=False)
    review_cadence = models.CharField(max_length=60, blank=True)
    reviewed_on = models.DateField(null=True, blank=True)
    reviewed_is_month = models.BooleanField(default=False)
    completed_on = models.DateField(null=True, blank=True)
    completed_is_month = models.BooleanField(default=False)
    first_target_date = models.DateField(null=True)
    slips = models.PositiveIntegerField(default=0, help_text="How often the target moved later")
    last_slipped_on = models.DateField(null=True)
    has_evidence = models.BooleanField(default=False)
    created_on = models.DateField()
    updated_on = models.DateField(null=True, help_text="Day of the last progress update")
    version = models.PositiveIntegerField(default=0)
    reference = models.CharField(max_length=10, blank=True, db_index=True, editable=False)
    submission = models.UUIDField(null=True, editable=False)

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "position"],
                name="action_position_once",
                violation_error_message="Another action has this place in the plan",
            ),
            models.UniqueConstraint(
                fields=["organisation", "reference"],
                condition=~Q(reference=""),
                name="action_reference_once",
                violation_error_message="Another action has this reference",
            ),
            models.UniqueConstraint(
                fields=["plan", "submission"],
                name="action_submission_once",
                violation_error_message="This form added an action already",
            ),
            at_most("title", 500, "action_title_length"),
            at_most("objective", TEXT_LIMIT, "action_objective_length"),
            at_most("success_measure", TEXT_LIMIT, "action_success_measure_length"),
            models.CheckConstraint(
                condition=Q(status__in=[value for value, _ in STATUSES]),
                name="action_status_known",
                violation_error_message="Choose a status from the list",
            ),
            models.CheckConstraint(
                condition=Q(stated_delivery__in=[value for value, _ in STATED_DELIVERIES]),
                name="action_delivery_known",
                violation_error_message="Choose a delivery from the list",
            ),
        ]
        indexes = [
            # Counting a plan by delivery and section, and for the lists of its summary, reads
            # this index and no row.
            models.Index(
                fields=[
                    "plan",
                    "section",
                    "status",
                    "stated_delivery",
                    "target_date",
                    "review_date",
                    "updated_on",
                    "status_changed_on",
                    "status_before",
                    "last_slipped_on",
                    "created_on",
                    "has_evidence",
                ],
                name="action_standing",
            ),
            # A page of the plan in printed order reads its own 25 rows.
            models.Index(fields=["section", "position"], name="action_in_section"),
            # Each list of the summary is cut short in its own order.
            *(models.Index(fields=fields, name=name) for name, fields in SUMMARY_INDEXES.items()),
            models.Index("plan", Length("success_measure"), name="action_measure_length"),
        ]

    def __str__(self):
        return self.title

    def save(self, **kwargs):
        if not self.reference:
            (self.reference,) = references.fresh(self.organisation_id)
        self.version += 1
        super().save(**kwargs)

    def get_absolute_url(self):
        return reverse("action", args=[self.organisation_id, self.pk])

    def can_be_updated_by(self, membership) -> bool:
        """Inclusion leads update any action, others those of the leads they act for."""
        if membership.may(UPDATE_ANY):
            return True
        if hasattr(self, "is_led"):  # asked with the action: `with_led_by` of the same person
            return self.is_led
        return self.action_leads.filter(lead__members__user=membership.user_id).exists()

    def set_status(self, status: str, today):
        if status == self.status:
            return
        earlier = self.status_changed_on
        if earlier is None or quarters.Quarter.on(earlier) != quarters.Quarter.on(today):
            self.status_before = self.status
        self.status, self.status_changed_on = status, today

    def set_target(self, day, is_month: bool, today):
        if delivery.moved_later(self.target_date, day):
            self.slips += 1
            self.last_slipped_on = today
        if self.first_target_date is None:
            self.first_target_date = day
        self.target_date, self.target_is_month = day, is_month

    def delivery_on(self, today, expected_since) -> delivery.Judged:
        """Delivery by the rule; `expected_since` is `Plan.updates_expected_since`."""
        return conditions.delivery_on(self, today, expected_since)
