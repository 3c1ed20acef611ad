"""Indicator 9 beside the workforce: as it was given, else of the pay bands as they stand now."""

import pytest
from bs4 import BeautifulSoup

from indicators.imports import figure_load
from indicators.imports.reading import read_figures
from indicators.models import FigureImport

BANDS = "year,staff group,band,white,bme,unknown\n"
WORKFORCE = "2025,clinical,Band 5,50,40,10\n2025,non-clinical,Band 2,70,25,5\n"
BOARD = "year,membership,white,bme,unknown\n2025,voting,8,3,0\n2025,non-voting,2,1,1\n"
GIVEN = BOARD.replace("unknown", "unknown,workforce").replace("3,0", "3,0,40")
LONG = "indicator,year,bme\n9,2025,26.7\n"
PAGE = "/RKE/figures/9/2025/"
FROM_BANDS = "The BME share of the workforce is from the pay bands of 31 March 2025"


@pytest.fixture
def bring(trust, changing, ada):
    """`bring(text)`: Ada loads a file of this text; returns what it asks and changes."""

    def run(text):
        read = read_figures(text.encode(), indicators=figure_load.known_indicators())
        with changing(trust, ada) as change:
            load = figure_load.compare(trust, read)
            figure_load.save(load, change, organisation=trust, file_name="a.csv", sha256="0" * 64)
        return load

    return run


@pytest.fixture
def esi_reads(trust, esi, sign_in):
    def read(page=PAGE):
        main = BeautifulSoup(sign_in(esi).get(page).content, "html.parser").main
        return " ".join(main.get_text(" ").split())

    return read


@pytest.mark.parametrize("figures", [BOARD, LONG])
def test_the_difference_is_from_the_workforce_of_that_years_pay_bands(bring, esi_reads, figures):
    bring(BANDS + WORKFORCE)
    bring(figures)
    page = esi_reads()
    assert "BME share of the workforce 32.5%" in page
    assert "Difference −5.8 percentage points" in page
    assert FROM_BANDS in page
    for other in ("/RKE/indicators/9/", "/RKE/outcomes/2025/"):
        assert "5.8 percentage points" in esi_reads(other)


def test_it_follows_pay_bands_that_come_later_and_change(bring, esi_reads):
    bring(BOARD)
    assert "BME share of the workforce Not held" in esi_reads()
    bring(BANDS + WORKFORCE)
    assert "BME share of the workforce 32.5%" in esi_reads()
    bring(BANDS + WORKFORCE.replace("70,25,5", "60,35,5"))
    assert "BME share of the workforce 37.5%" in esi_reads()


def test_it_goes_with_pay_bands_that_are_undone(bring, ada, sign_in, esi_reads):
    bring(BANDS + WORKFORCE)
    bring(BOARD)
    undo = f"/RKE/figures/imports/{FigureImport.objects.last().pk}/undo/"
    sign_in(ada).post(undo, {"reason": "Those were of last year"})
    page = esi_reads()
    assert "BME share of the workforce Not held" in page
    assert "32.5" not in page


def test_a_share_that_was_given_stays_and_is_told_as_given(bring, esi_reads):
    bring(BANDS + WORKFORCE)
    load = bring(GIVEN)
    assert "40.0% was given, and the pay bands of 2025 give 32.5%" in load.questions[0].message
    page = esi_reads()
    assert "BME share of the workforce 40.0%" in page
    assert "was given as 40.0%. The pay bands of 31 March 2025 give 32.5%" in page


@pytest.mark.parametrize(
    "bands",
    [
        WORKFORCE.replace("40", "<11"),
        WORKFORCE.replace("40", ""),
        "2025,clinical,Band 5,50,40,10\n",
        WORKFORCE.replace("2025", "2024"),
    ],
)
def test_a_part_of_the_workforce_is_not_the_workforce(bring, esi_reads, bands):
    bring(BANDS + bands)
    bring(BOARD)
    assert "BME share of the workforce Not held" in esi_reads()


def test_a_units_board_is_set_against_the_units_own_pay_bands(bring, trust, esi_reads):
    trust.units.create(name="Surgery")
    bring(BANDS + WORKFORCE)
    bring("indicator,year,unit,bme\n9,2025,Surgery,26.7\n9,2025,,30\n")
    assert "Surgery BME share of the board 26.7% BME share of the workforce Not held" in esi_reads()


def test_the_pay_bands_are_linked(bring, esi, sign_in):
    bring(BANDS + WORKFORCE)
    bring(BOARD)
    assert 'href="/RKE/indicators/1/?year=2025"' in sign_in(esi).get(PAGE).content.decode()


def test_years_of_pay_bands_cost_no_more_queries(bring, esi, sign_in, queries):
    client, counts = sign_in(esi), []
    for year in (2025, 2024, 2023, 2022):
        bring((BANDS + WORKFORCE).replace("2025", str(year)))
        bring(BOARD.replace("2025", str(year)))
        for page in (PAGE, "/RKE/indicators/9/", "/RKE/outcomes/2025/"):
            client.get(page)
            with queries() as seen:
                client.get(page)
            counts.append(len(seen))
    assert counts[:3] == counts[-3:]
    assert max(counts) <= 12


def test_next_years_board_is_held_against_the_share_of_last_years_bands(bring):
    bring(BANDS + WORKFORCE)
    bring(BOARD)
    bring((BANDS + WORKFORCE).replace("2025", "2026").replace("70,25,5", "20,75,5"))
    (question,) = bring(BOARD.replace("2025", "2026")).questions[:1]
    assert "The BME share of the workforce went from 32.5% in 2025 to 57.5%" in question.message
