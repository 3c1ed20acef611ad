"""The figures that organisations and their units hold."""

from dataclasses import replace
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, F, Q, Subquery, When

from indicators.models.imports import FigureImport
from indicators.models.pay_bands import PayBandCell
from indicators.models.standard import Indicator, choices
from indicators.rules import comparison, disclosure, statistics
from wres.accounts.models import Organisation, Unit
from wres.audit.models import Tracked, TrackedQuerySet, loaded

FIRST_YEAR, LAST_YEAR = 2015, 2050  # WRES began in 2015; a typing error is not a round
FIGURE_TWICE = "There is already a figure for this indicator and year"


class Percentage(models.DecimalField):
    """A share of 100, kept to 4 decimals so that what is displayed is rounded once."""

    def __init__(self, **kwargs):
        kwargs |= {"max_digits": 7, "decimal_places": 4, "null": True, "blank": True}
        super().__init__(**kwargs)


class FigureQuerySet(TrackedQuerySet):
    def whole_organisation(self):
        return self.filter(unit=None, part="overall")

    def beside_pay_bands(self):
        """With what `Figure.workforce_of_bands` needs, for figures of the board."""
        workforces = PayBandCell.objects.workforces_beside()
        board = Q(indicator__unit_of_measure=comparison.Unit.POINTS)
        return self.annotate(
            **{
                name: Case(When(board, then=Subquery(workforces.values(name))))
                for name in ("bme_staff", "all_staff")
            }
        )

    def over_the_years(self, indicators):
        """The organisation's own figures for these indicators, the latest entered last.

        The caller has the indicators already, so they are not fetched with each figure.
        """
        figures = self.whole_organisation().filter(indicator__in=indicators)
        return figures.beside_pay_bands().defer("loaded_cells").order_by("year", "pk")

    def of_round(self, indicator, year):
        """All figures of the indicator in the round and the one before, units and parts too."""
        figures = self.filter(indicator=indicator, year__in=(year - 1, year)).beside_pay_bands()
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

    bme_staff: int | None = None  # of the pay bands, see `beside_pay_bands`
    all_staff: int | None = None
    hides_below = 0  # people: set for a page for whom may not see numbers of few people

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

    @property
    def trail_label(self):
        of = f"Indicator {self.indicator.number}" if loaded(self, "indicator") else "Figure"
        return f"{of}, {self.year}"

    def __str__(self):
        return f"{self.indicator_id} in {self.year}"

    @property
    def is_headline(self) -> bool:
        """Whether it is of the whole organisation, as WRES publishes it."""
        return self.part == "overall" and self.unit_id is None

    @property
    def is_of_few(self) -> bool:
        """Whether its counts are hidden from whom the page is for, see `hides_below`.

        The members of the overall board are public.
        """
        is_board = self.is_headline and self.indicator.unit_of_measure == comparison.Unit.POINTS
        return not is_board and not disclosure.may_tell(self.counts(), self.hides_below)

    def told_counts(self) -> statistics.Counts:
        """The counts that the page may tell."""
        return statistics.Counts() if self.is_of_few else self.counts()

    def held(self) -> comparison.Held:
        """What the rules compare: computed from counts where they are held, else as published.

        Of the board, the workforce that was not given is that of the pay bands. Of a part or unit
        of few people it is suppressed.
        """
        if not self.is_headline and self.is_of_few:
            suppressed = comparison.State.SUPPRESSED
            return comparison.Held(year=self.year, state=suppressed, series=self.series)
        unit = comparison.Unit(self.indicator.unit_of_measure)
        held = self.published()
        if self.has_workforce_of_bands:
            held = replace(held, workforce=self.workforce_of_bands)
        return statistics.preferred(held, self.counts(), unit, self.indicator.numerator)

    @property
    def workforce_of_bands(self) -> Decimal | None:
        """BME % of the workforce by the pay bands of the round as they are now."""
        if self.bme_staff is None or not self.all_staff:
            return None
        return Decimal(100 * self.bme_staff) / self.all_staff

    @property
    def has_workforce_of_bands(self) -> bool:
        """Whether the pay bands say what nobody gave: what was given stays."""
        is_held = self.state == comparison.State.HELD
        return is_held and self.workforce is None and self.workforce_of_bands is not None

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

    def counts(self) -> statistics.Counts:
        """The counts behind the figure; one that is suppressed or not held tells none."""
        if self.state not in {comparison.State.HELD, comparison.State.NOT_CALCULABLE}:
            return statistics.Counts()
        return statistics.Counts(
            statistics.of(self.white_count, self.white_total),
            statistics.of(self.bme_count, self.bme_total),
        )
