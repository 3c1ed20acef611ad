"""Files that people bring, kept from their upload until they are saved or discarded."""

from django.conf import settings
from django.db import models

from organisations.models import Organisation


class UploadQuerySet(models.QuerySet):
    def of(self, kind):
        return self.filter(kind=kind).defer("data").select_related("person")


class Upload(models.Model):
    """A file on its way into the record, of which it is no part yet: discarding it deletes it.

    `answers` are what people have settled so far, by the key of the question; the reader of the
    file says what they mean. `done` of `total` rows are saved while the work is under way; once
    all are, its bytes are gone and it stays to tell so.
    """

    FIGURES, PLAN = "figures", "plan"
    WAITING, QUEUED, SAVING, FAILED, SAVED = "waiting", "queued", "saving", "failed", "saved"
    KINDS = [(FIGURES, "Figures"), (PLAN, "Plan")]
    STATES = [
        (WAITING, "Waiting for a person"),
        (QUEUED, "Waiting to be saved"),
        (SAVING, "Being saved"),
        (FAILED, "Failed"),
        (SAVED, "Saved"),
    ]

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
    moved_at = models.DateTimeField(null=True, help_text="When the saving last went on")
    message = models.TextField(blank=True, help_text="Why it failed")

    objects = UploadQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]

    def __str__(self):
        return self.file_name
