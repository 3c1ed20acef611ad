"""The report of a closed quarter: rows of its own, which nothing changes afterwards.

`Report` is tracked and holds the checksums of everything else, so they are sealed with it. The
other rows are append-only in the database: later edits, imports and rules leave them as they are.
"""

from django.db import models
from django.db.models import Q

from actions.models.progress import Quarter
from indicators.models import Indicator
from wres.accounts.models import Organisation, User
from wres.audit.constraints import at_most
from wres.audit.kinds import Kind
from wres.audit.models import Frozen, Tracked, TrackedQuerySet


class ReportQuerySet(TrackedQuerySet):
    def standing(self):
        """Those of closed quarters that were not opened again since."""
        return self.filter(quarter__state=Quarter.CLOSED, reopened_on=None)

    def without_papers(self):
        """Those whose papers are still to be made, the oldest first."""
        return self.filter(papers=None).order_by("pk")


class Report(Tracked):
    """A quarter as it stood when it was closed; closed again after reopening, the next version.

    Its papers follow once it is kept, so that nobody waits for them.
    """

    quarter = models.ForeignKey(Quarter, models.PROTECT, related_name="reports")
    version = models.PositiveSmallIntegerField(default=1)
    day = models.DateField(help_text="The London day on which it was closed")
    closed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    closed_over = models.TextField(
        blank=True, max_length=2_000, help_text="Why it was closed over open challenges"
    )
    rule_version = models.CharField(max_length=40)
    counts = models.JSONField(default=dict, help_text="Delivery → how many actions")
    content_sha256 = models.CharField(max_length=64, help_text="Of the rows, as canonical JSON")
    papers_sha256 = models.JSONField(default=dict, help_text="Kind of paper → its checksum")
    reopened_on = models.DateField(null=True)
    reopened_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reopened_reason = models.TextField(blank=True, max_length=2_000)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["quarter", "version"]
        constraints = [
            models.UniqueConstraint(fields=["quarter", "version"], name="report_version_once"),
            at_most("closed_over", 2_000, "report_closed_over_length"),
            at_most("reopened_reason", 2_000, "report_reopened_reason_length"),
            models.CheckConstraint(
                condition=Q(reopened_on=None) | ~Q(reopened_reason=""),
                name="report_reopened_with_reason",
                violation_error_message="Say why the quarter is reopened",
            ),
        ]

    @property
    def trail_label(self):
        return f"{self.quarter}, version {self.version}"

    def __str__(self):
        return f"Report of quarter {self.quarter_id}, version {self.version}"

    def paper_name(self, suffix: str) -> str:
        """ "RKE-WRES-2025-Q4-version-1.pdf", of the file that its paper of a kind is."""
        return f"{self.quarter.file_name}-version-{self.version}.{suffix}"

    @property
    def organisation_id(self):
        return self.quarter.organisation_id


class ReportPart(Frozen):
    """A part of the report as it is read: a heading with its sentences, and a table if it has one.

    `columns` and `rows` are those of `actions.reports.document.Table`, as JSON.
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="parts")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=40)
    content = models.JSONField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["report", "position"], name="report_part_once")
        ]

    def __str__(self):
        return f"{self.report_id} {self.name}"


class ReportedAction(Frozen):
    """How an action stood when the quarter was closed, in the words and numbers of that day."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="actions")
    action = models.ForeignKey("actions.Action", models.PROTECT, related_name="reported")
    position = models.PositiveIntegerField()
    section = models.CharField(max_length=200)
    title = models.CharField(max_length=500)
    leads = models.TextField(blank=True)
    status = models.CharField(max_length=20)
    delivery = models.CharField(max_length=20)
    delivery_words = models.CharField(max_length=200)
    target_date = models.DateField(null=True)
    target_is_month = models.BooleanField(default=False)
    first_target_date = models.DateField(null=True)
    slips = models.PositiveIntegerField(default=0)
    review_date = models.DateField(null=True)
    completed_on = models.DateField(null=True)
    updated_on = models.DateField(null=True)
    created_on = models.DateField()
    has_evidence = models.BooleanField(default=False)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["report", "action"], name="reported_action_once")
        ]

    def __str__(self):
        return f"{self.title} in report {self.report_id}"


class ReportedOutcome(Frozen):
    """What the rule said of an indicator when the quarter was closed, and of which figures."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="outcomes")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    position = models.CharField(max_length=60)
    gap = models.CharField(max_length=200)
    group = models.CharField(max_length=50, help_text="As shown: stated by a person, or computed")
    computed_group = models.CharField(max_length=50)
    is_focus = models.BooleanField(default=False)
    figures = models.JSONField(help_text="The figures compared, each with its year and numbers")

    class Meta:
        ordering = ["indicator"]
        constraints = [
            models.UniqueConstraint(fields=["report", "indicator"], name="reported_outcome_once")
        ]

    def __str__(self):
        return f"{self.indicator_id} in report {self.report_id}"


class Paper(Frozen):
    """The report as a file, stored to the byte when the quarter was closed."""

    DOCX, PDF, XLSX, CSV = "docx", "pdf", "xlsx", "csv"
    KINDS = [(DOCX, "Word"), (PDF, "PDF"), (XLSX, "Excel"), (CSV, "CSV")]

    report = models.ForeignKey(Report, models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=4, choices=KINDS)
    file_name = models.CharField(max_length=120)
    data = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["report", "kind"]
        constraints = [models.UniqueConstraint(fields=["report", "kind"], name="paper_once")]

    def __str__(self):
        return self.file_name


class PaperTemplate(Tracked):
    """A trust's own Word template, whose styles its papers take."""

    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="paper_template")
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    data = models.BinaryField(null=True, help_text="None once it was taken away")

    def __str__(self):
        return self.file_name


class Publication(Tracked):
    """A page that anyone may read: a closed quarter, the outcomes of a year or a plan, frozen.

    `content` is the document as `actions.reports.document` writes it, without names of people
    and with small counts suppressed, as its publisher saw it before publishing.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="publications")
    report = models.ForeignKey(Report, models.PROTECT, null=True, related_name="publications")
    year = models.PositiveSmallIntegerField(null=True, help_text="Of outcomes, or of a plan")
    slug = models.SlugField(max_length=60)
    title = models.CharField(max_length=200)
    content = models.JSONField()
    published_on = models.DateField()
    published_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    withdrawn_on = models.DateField(null=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    withdrawn_reason = models.TextField(blank=True, max_length=2_000)

    class Meta:
        ordering = ["-published_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "slug"],
                condition=Q(withdrawn_on=None),
                name="publication_slug_once",
                violation_error_message="There is already a published page of this",
            ),
            models.CheckConstraint(
                condition=Q(report__isnull=True) ^ Q(year__isnull=True),
                name="publication_of_one_thing",
            ),
        ]

    def trail_kind(self, history_type):
        told = {"+": Kind.PUBLISHED, "~": Kind.WITHDRAWN if self.withdrawn_on else Kind.CHANGED}
        return told.get(history_type) or super().trail_kind(history_type)

    def __str__(self):
        return self.title
