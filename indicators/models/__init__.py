"""The standard, its indicators and the figures that organisations hold for them."""

from indicators.models.figures import FIRST_YEAR, LAST_YEAR, Figure, FigureQuerySet, Percentage
from indicators.models.imports import FigureImport, FigureQuestion, LeftOut
from indicators.models.pay_bands import PayBandCell
from indicators.models.standard import Indicator, Round, Standard, choices

__all__ = [
    "FIRST_YEAR",
    "LAST_YEAR",
    "Figure",
    "FigureImport",
    "FigureQuerySet",
    "FigureQuestion",
    "Indicator",
    "LeftOut",
    "PayBandCell",
    "Percentage",
    "Round",
    "Standard",
    "choices",
]
