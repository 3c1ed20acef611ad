"""What a person is asked about headcounts by pay band: swapped, ten times too large, missing."""

import random

import pytest

from indicators.rules import pay_band_plausibility
from indicators.rules.pay_bands import Cell, Headcount

BANDS = {  # (White, BME) of a trust's clinical bands
    "Band 2": (310, 190),
    "Band 3": (280, 130),
    "Band 4": (150, 70),
    "Band 5": (420, 390),
    "Band 6": (510, 240),
    "Band 7": (430, 110),
    "Band 8a": (150, 30),
    "Band 8b": (60, 12),
    "Band 8c": (30, 4),
    "Band 9": (8, 1),
}


def people(pairs):
    return {band: Headcount(*pair) for band, pair in pairs.items()}


def asked(band, now, others):
    """What is asked of a band of 2025, `others` being all bands of other years."""
    beside = [each for name, each in now.items() if name != band]
    lines = {year: bands[band] for year, bands in others.items()}
    return [doubt.message for doubt in pay_band_plausibility.about(now[band], 2025, lines, beside)]


def test_a_band_swapped_since_last_year_is_asked_about():
    last = people(BANDS)
    now = last | {"Band 7": Headcount(110, 430)}
    assert asked("Band 7", now, {2024: last}) == [
        "White 110 and BME 430 in 2025, and White 430 and BME 110 in 2024. "
        "Are White and BME swapped?"
    ]


def test_a_band_ten_times_too_large_is_asked_about():
    last = people(BANDS)
    now = last | {"Band 7": Headcount(4300, 110)}
    (words,) = asked("Band 7", now, {2024: last})
    assert words == "4,300 White people in 2025, and 430 in 2024. Is it right?"
    (words,) = asked("Band 7", last | {"Band 7": Headcount(4300, 1100)}, {})
    assert words.startswith("5,400 people are in this band, and 810 at most in any other.")


def test_a_swapped_band_is_asked_about_without_another_year():
    now = people(BANDS) | {"Band 7": Headcount(110, 430)}
    (words,) = asked("Band 7", now, {})
    assert words.endswith("in the other bands. Are White and BME swapped?")
    assert not any(asked(band, people(BANDS), {}) for band in BANDS)


def cells(bands):
    return [Cell("clinical", band, each) for band, each in bands.items()]


def missing(bands, others):
    found = pay_band_plausibility.missing(
        cells(bands), 2025, {y: cells(b) for y, b in others.items()}
    )
    return [doubt.message for doubt in found]


def test_a_band_that_is_missing_is_asked_about():
    last = people(BANDS)
    now = {band: each for band, each in last.items() if band not in ("Band 6", "Band 9")}
    assert missing(now, {2024: last}) == [
        "Band 6 had 750 people in 2024 and is missing in 2025. Is it left out?"
    ]
    assert missing(now, {}) == [
        "Band 6 is missing in 2025, between Band 5 and Band 7. Is it left out?"
    ]
    assert missing(last, {2024: last}) == missing(last, {}) == []
    assert missing({"Band 6": last["Band 6"]}, {2024: last}) == []


def drifting(chance, share):
    """Two years of a trust of this part of the size, a tenth of its people new."""

    def year():
        return people(
            {
                band: [chance.binomialvariate(round(count * share * 1.25), 0.8) for count in pair]
                for band, pair in BANDS.items()
            }
        )

    return year(), year()


@pytest.mark.parametrize("share", [1, 0.06])
def test_honest_bands_are_hardly_asked_about(share):
    chance, found = random.Random(14), []
    for _ in range(60):
        last, now = drifting(chance, share)
        found += [bool(asked(band, now, {2024: last})) for band in BANDS]
        found += [bool(asked(band, now, {})) for band in BANDS]
    assert sum(found) <= 0.02 * len(found)


@pytest.mark.parametrize("has_last_year", [True, False])
def test_nine_of_ten_planted_bands_are_asked_about(has_last_year):
    chance, found = random.Random(14), []
    for _ in range(60):
        last, now = drifting(chance, 1)
        others = {2024: last} if has_last_year else {}
        for band in ("Band 3", "Band 4", "Band 6", "Band 7"):
            was = now[band]
            wrong = [Headcount(was.bme, was.white), Headcount(was.white * 10, was.bme * 10)]
            found += [bool(asked(band, now | {band: each}, others)) for each in wrong]
            left = {name: each for name, each in now.items() if name != band}
            found.append(bool(missing(left, others)))
    assert sum(found) >= 0.9 * len(found)
