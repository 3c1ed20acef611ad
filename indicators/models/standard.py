"""The standard, its rounds and its indicators."""

from django.db import models
from django.db.models import F, Q

from indicators.models.pay_bands import PayBandCell
from indicators.rules import comparison, statistics


def choices(scale):
    """The words of a scale of the rules as choices of a field."""
    return [(member.value, member.value.replace("_", " ").capitalize()) for member in scale]


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
        choices=[
            (statistics.WHITE, "White rate over BME rate"),
            (statistics.BME, "BME over White"),
        ],
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
