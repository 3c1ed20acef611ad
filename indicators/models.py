"""The standard, its indicators and the figures that organisations hold for them."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from audit.models import Tracked, TrackedQuerySet
from indicators import comparison, counts
from organisations.models import Organisation, Unit

FIRST_YEAR, LAST_YEAR = 2015, 2050  # WRES began in 2015; a typing error is not a round
FIGURE_TWICE = "There is already a figure for this indicator and year"
CELL_TWICE = "There is already a headcount for this band and year"


def choices(scale):
    """The words of a scale of the rules as choices of a field."""
    return [(member.value, member.value.replace("_", " ").capitalize()) for member in scale]


class Percentage(models.DecimalField):
    """A share of 100, kept to 4 decimals so that what is displayed is rounded once."""

    def __init__(self, **kwargs):
        kwargs |= {"max_digits": 7, "decimal_places": 4, "null": True, "blank": True}
        super().__init__(**kwargs)


class Standard(models.Model):
    """A set of indicators with a yearly round, such as WRES."""

    code = models.CharField(max_length=10, primary_key=True)
    name = models.CharField(max_length=100)

    def __str__(self):
        return self.name


class Round(models.Model):
    """A yearly round of a standard and its deadlines, which move from year to year."""

    standard = models.ForeignKey(Standard, models.PROTECT, related_name="rounds")
    year = models.PositiveSmallIntegerField(help_text="The round of 31 March of this year")
    submission_due = models.DateField(null=True, blank=True)
    publication_due = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["standard", "year"]
        constraints = [models.UniqueConstraint(fields=["standard", "year"], name="round_once")]

    def __str__(self):
        return f"{self.standard_id} {self.year}"


class IndicatorQuerySet(models.QuerySet):
    def with_grids(self, organisation, year):
        """`has_grid`: whether the organisation holds headcounts by pay band of the year.

        `newest_grid` is the newest year of which it holds any, or None.
        """
        cells = PayBandCell.objects.filter(
            indicator=models.OuterRef("pk"), organisation=organisation, unit=None
        )
        newest = cells.order_by("-year").values("year")[:1]
        return self.annotate(
            has_grid=models.Exists(cells.filter(year=year)), newest_grid=models.Subquery(newest)
        )


class Indicator(models.Model):
    """One indicator of a standard: what it measures, which way is better, and its target range."""

    standard = models.ForeignKey(Standard, models.PROTECT, related_name="indicators")
    number = models.PositiveSmallIntegerField()
    short_name = models.CharField(max_length=80)
    name = models.CharField(max_length=300)
    meaning = models.TextField(help_text="What it measures and how it is computed")
    sentence = models.TextField(
        blank=True,
        help_text=(
            "The figures in a sentence, with {value}, {white}, {bme}, {workforce} and {year}; a "
            "part in [square brackets] is left out when its number is not held"
        ),
    )
    aim = models.CharField(max_length=10, choices=choices(comparison.Aim))
    unit_of_measure = models.CharField(max_length=10, choices=choices(comparison.Unit))
    numerator = models.CharField(
        max_length=5,
        choices=[(counts.WHITE, "White rate over BME rate"), (counts.BME, "BME over White")],
        blank=True,
        help_text="Whose rate a ratio divides by the other's",
    )
    target_lower = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    target_upper = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    source = models.CharField(max_length=200)

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        ordering = ["standard", "number"]
        constraints = [
            models.UniqueConstraint(fields=["standard", "number"], name="indicator_number_once"),
            models.CheckConstraint(
                condition=Q(target_lower__lte=F("target_upper")),
                name="indicator_target_range_ordered",
                violation_error_message="The lower end of the range must not be above the upper",
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.short_name}"


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


class FigureQuestion(Tracked):
    """A doubt about a figure that was loaded or typed in, and who said that it is right."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="figure_questions")
    origin = models.ForeignKey(
        FigureImport, models.PROTECT, null=True, related_name="questions", help_text="None if typed"
    )
    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True, related_name="+")
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


class FigureQuerySet(TrackedQuerySet):
    def whole_organisation(self):
        return self.filter(unit=None, part="overall")

    def over_the_years(self, indicators):
        """The organisation's own figures for these indicators, the latest entered last.

        The caller has the indicators already, so they are not fetched with each figure.
        """
        figures = self.whole_organisation().filter(indicator__in=indicators)
        return figures.defer("loaded_cells").order_by("year", "pk")

    def of_round(self, indicator, year):
        """All figures of the indicator in the round and the one before, units and parts too."""
        figures = self.filter(indicator=indicator, year__in=(year - 1, year))
        return figures.select_related("origin", "unit").defer("loaded_cells").order_by("year", "pk")


def _share(name):
    return Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gte": 0, f"{name}__lte": 100})


def _count(name):
    """A count is of a total, and no larger than it."""
    count, total = f"{name}_count", f"{name}_total"
    return Q(**{f"{count}__isnull": True}) | Q(
        **{f"{total}__isnull": False, f"{total}__gte": 1, f"{count}__lte": F(total)}
    )


class Figure(Tracked):
    """What an organisation, or one unit of it, holds for one indicator in one round.

    `year` is the reporting round, that of 31 March of the year. `white`, `bme` and `workforce`
    are percentages of 100; `value` is a ratio, or a board difference in percentage points.
    A figure that is not held as a number says so in `state`; none of these is zero.
    """

    PARTS = [
        ("overall", "Overall"),
        ("voting", "Voting members"),
        ("non_voting", "Non-voting members"),
        ("executive", "Executive members"),
        ("non_executive", "Non-executive members"),
    ]

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="figures")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="figures")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="figures")
    year = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
    )
    series = models.CharField(max_length=40, blank=True, help_text="Only like is compared")
    part = models.CharField(max_length=14, choices=PARTS, default="overall")
    source_period = models.CharField(max_length=60, blank=True)
    state = models.CharField(
        max_length=20, choices=choices(comparison.State), default=comparison.State.HELD
    )
    white = Percentage()
    bme = Percentage(verbose_name="BME")
    workforce = Percentage(help_text="BME percentage of the workforce, for the board difference")
    value = models.DecimalField(max_digits=9, decimal_places=4, null=True, blank=True)
    white_count = models.PositiveIntegerField(null=True, blank=True)
    white_total = models.PositiveIntegerField(null=True, blank=True)
    bme_count = models.PositiveIntegerField(null=True, blank=True)
    bme_total = models.PositiveIntegerField(null=True, blank=True)
    unknown_count = models.PositiveIntegerField(null=True, blank=True)
    unknown_total = models.PositiveIntegerField(null=True, blank=True)
    origin = models.ForeignKey(FigureImport, models.PROTECT, null=True, related_name="figures")
    origin_row = models.PositiveIntegerField(null=True)
    loaded_cells = models.JSONField(default=dict, help_text="The cells last loaded, as printed")

    objects = FigureQuerySet.as_manager()

    class Meta:
        ordering = ["indicator", "year"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "indicator", "year", "series", "part"],
                condition=Q(unit=None),
                name="figure_once",
                violation_error_message=FIGURE_TWICE,
            ),
            models.UniqueConstraint(
                fields=["organisation", "unit", "indicator", "year", "series", "part"],
                condition=Q(unit__isnull=False),
                name="figure_of_unit_once",
                violation_error_message=FIGURE_TWICE,
            ),
            models.CheckConstraint(
                condition=Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR), name="figure_year_range"
            ),
            models.CheckConstraint(
                condition=_share("white") & _share("bme") & _share("workforce"),
                name="figure_shares_of_100",
                violation_error_message="Enter each percentage as a number between 0 and 100",
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__gte=-100, value__lte=100),
                name="figure_value_range",
                violation_error_message="Enter the value as a number, such as 1.79",
            ),
            models.CheckConstraint(
                condition=Q(state=comparison.State.HELD)
                | Q(white=None, bme=None, workforce=None, value=None),
                name="figure_number_only_when_held",
                violation_error_message="A figure that is not held has no number",
            ),
            models.CheckConstraint(
                condition=_count("white") & _count("bme") & _count("unknown"),
                name="figure_counts_within_totals",
                violation_error_message="Enter each count with its total, which is 1 or more and "
                "not smaller than the count",
            ),
        ]

    def __str__(self):
        return f"{self.indicator_id} in {self.year}"

    def held(self) -> comparison.Held:
        """What the rules compare: computed from counts where they are held, else as published."""
        unit = comparison.Unit(self.indicator.unit_of_measure)
        return counts.preferred(self.published(), self.counts(), unit, self.indicator.numerator)

    def published(self) -> comparison.Held:
        """The numbers as they were given, whatever the counts say."""
        return comparison.Held(
            year=self.year,
            white=self.white,
            bme=self.bme,
            value=self.value,
            workforce=self.workforce,
            state=comparison.State(self.state),
            series=self.series,
        )

    def counts(self) -> counts.Counts:
        """The counts behind the figure; one that is suppressed or not held tells none."""
        if self.state not in {comparison.State.HELD, comparison.State.NOT_CALCULABLE}:
            return counts.Counts()
        return counts.Counts(
            counts.of(self.white_count, self.white_total), counts.of(self.bme_count, self.bme_total)
        )


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
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="pay_band_cells")
    year = models.PositiveSmallIntegerField()
    staff_group = models.CharField(max_length=12, choices=STAFF_GROUPS)
    band = models.CharField("AfC band or medical grade", max_length=40)
    position = models.PositiveSmallIntegerField(help_text="From the lowest band up")
    white = models.PositiveIntegerField(null=True, blank=True)
    bme = models.PositiveIntegerField("BME", null=True, blank=True)
    unknown = models.PositiveIntegerField("unknown or not stated", null=True, blank=True)
    is_suppressed = models.BooleanField(default=False)
    origin = models.ForeignKey(
        FigureImport, models.PROTECT, null=True, related_name="pay_band_cells"
    )
    origin_row = models.PositiveIntegerField(null=True)
    loaded_cells = models.JSONField(default=dict, help_text="The cells last loaded, as printed")

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

    def __str__(self):
        return f"{self.get_staff_group_display()}, {self.band}, {self.year}"
