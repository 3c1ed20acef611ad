"""Headcounts by pay band, the grid of indicator 1."""

from django.db import models
from django.db.models import Case, Count, F, OuterRef, Q, Sum, When
from django.db.models.functions import Coalesce

from wres.accounts.models import Organisation, Unit
from wres.audit.models import Tracked, TrackedQuerySet

STAFF_GROUPS_NEEDED = {"clinical", "non_clinical"}  # without both it is no whole workforce
CELL_TWICE = "There is already a headcount for this band and year"


class PayBandCellQuerySet(TrackedQuerySet):
    def workforces_beside(self):
        """The whole workforce beside each outer figure: at most one row, `bme_staff`, `all_staff`.

        Of the figure's organisation, unit and round. None where a headcount is suppressed or not
        held, or a staff group is missing: a part of the workforce is not it.
        """
        same = {name: OuterRef(name) for name in ("organisation", "year", "indicator__standard")}
        cells = self.annotate(of=Coalesce("unit", 0)).filter(of=Coalesce(OuterRef("unit"), 0))
        untold = Q(is_suppressed=True) | Q(white=None) | Q(bme=None) | Q(unknown=None)
        needed = Case(When(staff_group__in=STAFF_GROUPS_NEEDED, then="staff_group"))
        cells = cells.filter(**same).order_by().values("organisation")
        cells = cells.annotate(
            bme_staff=Sum("bme"),
            all_staff=Sum(F("white") + F("bme") + F("unknown")),
            untold=Count("pk", filter=untold),
            groups=Count(needed, distinct=True),
        )
        return cells.filter(untold=0, groups=len(STAFF_GROUPS_NEEDED), all_staff__gt=0)


class PayBandCell(Tracked):
    """Headcounts of a cell of indicator 1: a pay band in a staff group on 31 March of the year."""

    STAFF_GROUPS = [
        ("non_clinical", "Non-clinical"),
        ("clinical", "Clinical, not medical"),
        ("medical", "Medical and dental"),
    ]

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="pay_band_cells")
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="pay_band_cells"
    )
    indicator = models.ForeignKey(
        "indicators.Indicator", models.PROTECT, related_name="pay_band_cells"
    )
    year = models.PositiveSmallIntegerField()
    staff_group = models.CharField(max_length=12, choices=STAFF_GROUPS)
    band = models.CharField("AfC band or medical grade", max_length=40)
    position = models.PositiveSmallIntegerField(help_text="From the lowest band up")
    white = models.PositiveIntegerField(null=True, blank=True)
    bme = models.PositiveIntegerField("BME", null=True, blank=True)
    unknown = models.PositiveIntegerField("unknown or not stated", null=True, blank=True)
    is_suppressed = models.BooleanField(default=False)
    origin = models.ForeignKey(
        "indicators.FigureImport", models.PROTECT, null=True, related_name="pay_band_cells"
    )
    origin_row = models.PositiveIntegerField(null=True)
    loaded_cells = models.JSONField(default=dict, help_text="The cells last loaded, as printed")

    objects = PayBandCellQuerySet.as_manager()

    class Meta:
        ordering = ["year", "staff_group", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "indicator", "year", "staff_group", "band"],
                condition=Q(unit=None),
                name="pay_band_cell_once",
                violation_error_message=CELL_TWICE,
            ),
            models.UniqueConstraint(
                fields=["organisation", "unit", "indicator", "year", "staff_group", "band"],
                condition=Q(unit__isnull=False),
                name="pay_band_cell_of_unit_once",
                violation_error_message=CELL_TWICE,
            ),
        ]

    @property
    def trail_label(self):
        return str(self)

    def __str__(self):
        return f"{self.get_staff_group_display()}, {self.band}, {self.year}"
