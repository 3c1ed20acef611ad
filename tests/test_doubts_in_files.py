"""What is asked when a file is loaded beside all that the organisation holds."""

from datetime import date

import pytest

from indicators.imports import figure_load, uploads
from wres.accounts.models import Organisation

LONG = "indicator,year,white,bme,value\n"
COUNTED = "indicator,year,white numerator,white denominator,bme numerator,bme denominator\n"
BANDS = "year,staff group,band,white,bme,unknown\n"
TODAY = date(2026, 3, 16)
STAFF = {"2": (310, 190), "3": (280, 130), "4": (150, 70), "5": (420, 390), "6": (510, 240)}
STAFF |= {"7": (430, 110), "8a": (150, 30)}


@pytest.fixture
def asked(trust, ada, changing):
    """What a file is asked, by row; with `is_saved` it is loaded."""

    def load(text, is_saved=False, today=TODAY):
        organisation = Organisation.objects.get(pk=trust.pk)
        found = figure_load.compare(organisation, uploads.read(text.encode(), "f.csv", today))
        assert found.problems == ()
        if is_saved:
            with changing(trust, ada) as change:
                figure_load.save(
                    found, change, organisation=trust, file_name="f.csv", sha256="0" * 64
                )
        return [(question.row, question.message) for question in found.questions]

    return load


def bands(year, staff):
    return "".join(f"{year},clinical,{band},{w},{b},10\n" for band, (w, b) in staff.items())


def test_a_middle_year_upside_down_is_asked_about(asked):
    text = LONG + "".join(
        f"2,{year},,,{value}\n"
        for year, value in [(2021, 1.7), (2022, 0.6), (2023, 1.6), (2024, 1.65)]
    )
    found = asked(text)
    assert 3 in [row for row, _ in found]
    assert all("Is one of them upside down?" in words for _, words in found)


def test_exchanged_indicators_are_asked_about_in_both_rows(asked):
    rows = "".join(f"5,{y},23.5,28.0,\n7,{y},58.0,46.5,\n" for y in (2022, 2023, 2024))
    found = asked(f"{LONG}{rows}5,2025,58.5,46.0,\n7,2025,23.0,28.5,\n")
    assert [row for row, words in found if "Are the two indicators exchanged?" in words] == [8, 9]


def test_shares_of_a_small_trust_are_asked_about_by_its_counts_or_pay_bands(asked):
    few = {"2": (30, 20), "3": (20, 20)}
    staff = bands(2024, few) + bands(2024, few).replace("clinical", "non-clinical")
    text = f"{LONG}5,2023,23.3,30.0,\n5,2024,28.3,43.3,\n"
    assert "BME went from 30.0%" in asked(text)[0][1]
    asked(BANDS + staff, is_saved=True)
    assert asked(text) == []
    counted = f"{COUNTED}5,2023,14,60,18,60\n5,2024,17,60,26,60\n"
    assert asked(counted) == []


def test_pay_bands_are_held_against_last_years(asked):
    asked(BANDS + bands(2024, STAFF), is_saved=True)
    wrong = STAFF | {"5": (390, 420), "7": (110, 430), "6": (5100, 240)}
    del wrong["4"]
    found = asked(BANDS + bands(2025, wrong))
    assert [words for _, words in found if "missing" in words] == [
        "Band 4 had 230 people in 2024 and is missing in 2025. Is it left out?"
    ]
    assert any("5,100 White people in 2025, and 510 in 2024" in words for _, words in found)
    assert any("White 110 and BME 430 in 2025" in words for _, words in found)
    assert asked(BANDS + bands(2025, STAFF)) == []


def test_a_round_that_ends_next_year_is_asked_about(asked, settings):
    settings.TODAY = date(2026, 1, 16)
    ((_, words),) = asked(f"{LONG}2,2026,,,1.6\n5,2026,23,28,\n", today=settings.TODAY)
    assert words.startswith("The round of 2026 ends on 31 March 2026")


def test_a_board_of_120_is_asked_about(asked):
    ((_, words),) = asked(f"{COUNTED}9,2025,96,120,24,120\n")
    assert "120 members of the board are given" in words
