"""Files of large plans that people asked for and a worker makes; no part of the record."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from actions.models.progress import Quarter
from wres.accounts.access import TAKE_PART

PATIENCE = timedelta(minutes=10)  # after which the worker that makes a file is taken for gone
KEPT = timedelta(days=1)


class LargeFileQuerySet(models.QuerySet):
    def for_a_worker(self):
        """Those that nobody makes, and those whose worker has said nothing for too long."""
        is_late = Q(moved_at__lt=timezone.now() - PATIENCE)
        moving = self.filter(state__in=LargeFile.MOVING)
        return moving.filter(Q(moved_at=None) | is_late).order_by("at")

    def seen_by(self, membership):
        """Those of the organisation; drafts of papers are for those who work on them."""
        files = self.filter(plan__organisation=membership.organisation_id)
        files = files.select_related("plan__standard", "quarter")
        return files if membership.may(TAKE_PART) else files.filter(quarter=None)

    def forgotten(self):
        """Those that were asked for so long ago that nobody misses them."""
        return self.filter(at__lt=timezone.now() - KEPT)


class LargeFile(models.Model):
    """The whole plan, or the draft paper of a quarter where there is one, as a person asked for it.

    It says how things stood on `day` when the worker read them.
    """

    WAITING, READING, WRITING, MADE, FAILED = "waiting", "reading", "writing", "made", "failed"
    STATES = [
        (WAITING, "Waiting for the worker"),
        (READING, "Reading the plan"),
        (WRITING, "Writing the file"),
        (MADE, "The file is ready"),
        (FAILED, "The file could not be made"),
    ]
    MOVING = (WAITING, READING, WRITING)

    plan = models.ForeignKey("actions.Plan", models.CASCADE, related_name="large_files")
    quarter = models.ForeignKey(Quarter, models.CASCADE, null=True, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, help_text="How the name of the file ends")
    day = models.DateField(help_text="The London day on which it was asked for")
    at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=STATES, default=WAITING)
    tries = models.PositiveSmallIntegerField(default=0, help_text="Workers that have taken it")
    moved_at = models.DateTimeField(null=True, help_text="When the work last went on")
    file_name = models.CharField(max_length=255, blank=True)
    data = models.BinaryField(default=b"")

    objects = LargeFileQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]

    def __str__(self):
        return f"{self.quarter or self.plan}, {self.kind}"

    def get_absolute_url(self):
        return reverse("large_file", args=[self.plan.organisation_id, self.pk])

    @property
    def is_moving(self) -> bool:
        return self.state in self.MOVING

    @property
    def steps_done(self) -> int:
        """Of three: that a worker has it, that the plan is read, that the file is written."""
        return [self.WAITING, self.READING, self.WRITING, self.MADE].index(self.state)
