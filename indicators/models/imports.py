"""Files of figures that were loaded, and the doubts that somebody settled."""

from django.conf import settings
from django.db import models

from wres.accounts.models import Organisation
from wres.audit.models import Tracked


class FigureImport(Tracked):
    """A file of figures that was loaded: its name and checksum, and whether it was undone.

    Who loaded it and when, and what it changed, stand in the history of its figures.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="figure_imports")
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    undone_on = models.DateField(null=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return self.file_name


class LeftOut(Tracked):
    """The rows of a file that were not read as figures, kept when the rest of it was saved.

    `lines` is `[[12, "Row 12, “Source: …”, was not read as a figure. …"]]`.
    """

    origin = models.OneToOneField(FigureImport, models.PROTECT, related_name="left_out")
    lines = models.JSONField(default=list)

    @property
    def trail_label(self):
        return self.origin.file_name

    def __str__(self):
        return f"Left out of {self.origin}"

    @property
    def organisation_id(self):
        return self.origin.organisation_id


class FigureQuestion(Tracked):
    """A doubt about a figure that was loaded or typed in, and who said that it is right."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="figure_questions")
    origin = models.ForeignKey(
        FigureImport, models.PROTECT, null=True, related_name="questions", help_text="None if typed"
    )
    indicator = models.ForeignKey(
        "indicators.Indicator", models.PROTECT, null=True, related_name="+"
    )
    year = models.PositiveSmallIntegerField(null=True)
    row = models.PositiveIntegerField(null=True)
    column = models.CharField(max_length=100, blank=True)
    message = models.TextField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    confirmed_on = models.DateField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return self.message
