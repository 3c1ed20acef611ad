"""Files that people bring, kept from their upload until they are saved or discarded."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from wres.accounts.models import Organisation

PATIENCE = timedelta(minutes=2)  # without a move before work is taken for interrupted
KEPT = timedelta(days=30)  # a file that nobody finishes
TRIES = 3  # workers that vanish without a step forward before a file is left alone


class UploadQuerySet(models.QuerySet):
    def of(self, kind):
        return self.filter(kind=kind).defer("data").select_related("person")

    def forgotten(self):
        """Those that nobody has touched for so long that nobody will; none that moves."""
        last = timezone.now() - KEPT
        idle = self.exclude(state__in=Upload.MOVING).filter(at__lt=last)
        return idle.filter(Q(moved_at=None) | Q(moved_at__lt=last))

    def for_a_worker(self):
        """Those on which nothing has moved yet, or for so long that their worker is gone."""
        is_new, is_late = Q(moved_at=None), Q(moved_at__lt=timezone.now() - PATIENCE)
        return self.filter(is_new | is_late, state__in=Upload.MOVING).defer("data")


class Upload(models.Model):
    """A file on its way into the record, of which it is no part yet: discarding it deletes it.

    `answers` are what people have settled so far, by the key of the question; the reader of the
    file says what they mean. `done` of `total` are ready while a worker has it: organisations
    when it compares them, rows when it saves them. Once all are saved, its bytes are gone and it
    stays to tell so. A large import on its way out of the record is one too, without bytes.
    """

    FIGURES, PLAN, UNDOING = "figures", "plan", "undoing"
    WAITING, READING, QUEUED, SAVING = "waiting", "reading", "queued", "saving"
    REFUSED, FAILED, SAVED = "refused", "failed", "saved"
    KINDS = [(FIGURES, "Figures"), (PLAN, "Plan"), (UNDOING, "Undoing of an import of figures")]
    STATES = [
        (READING, "Being read"),
        (WAITING, "Waiting for a person"),
        (QUEUED, "Waiting to be saved"),
        (SAVING, "Being saved"),
        (REFUSED, "Refused"),
        (FAILED, "Failed"),
        (SAVED, "Saved"),
    ]
    MOVING = (READING, QUEUED, SAVING)  # in a worker's hands

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="uploads")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=KINDS)
    at = models.DateTimeField(auto_now_add=True)
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    data = models.BinaryField()
    facts = models.JSONField(default=dict, help_text="What was asked beside the file")
    answers = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=STATES, default=WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    by_worker = models.BooleanField(
        default=False, help_text="Whether it is so large that a worker reads and compares it"
    )
    run = models.PositiveIntegerField(
        default=0, help_text="Raised when a worker takes it: an earlier one then lets go"
    )
    tries = models.PositiveSmallIntegerField(
        default=0, help_text="Workers that have taken it since something of it was saved"
    )
    moved_at = models.DateTimeField(null=True, help_text="When the work last went on")
    message = models.TextField(blank=True, help_text="Why it failed, was refused or is asked again")

    objects = UploadQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]

    def __str__(self):
        return self.file_name

    @property
    def is_moving(self) -> bool:
        return self.state in self.MOVING

    @property
    def is_late(self) -> bool:
        """Whether its worker has said nothing for so long that it may be gone."""
        last = self.moved_at
        return self.is_moving and last is not None and timezone.now() - last > PATIENCE


class UploadPart(models.Model):
    """What a large file would change of one organisation, as a worker has compared it.

    `problems` and `questions` are lists of row, column and message; `rows` are the first that
    change, each its number, place, whether it is new, and what would change in words.
    """

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="parts")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, help_text="A checksum of all that would change")
    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    needs_reason = models.BooleanField(default=False)
    problems = models.JSONField(default=list)
    questions = models.JSONField(default=list)
    rows = models.JSONField(default=list, help_text="The first rows that change, as shown")
    not_read = models.JSONField(
        default=list, help_text="The rows that were not read: number and words"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["upload", "organisation"], name="upload_part_once")
        ]

    def __str__(self):
        return f"{self.organisation_id} of {self.upload_id}"

    @property
    def moving(self) -> int:
        """How many rows would be saved."""
        return 0 if self.problems else self.new + self.changed
