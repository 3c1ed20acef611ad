"""Indicator 1: the grid of a year, each band against the workforce, and the ratios of tiers."""

import pytest
from bs4 import BeautifulSoup

from indicators.models import FigureImport, Indicator, PayBandCell
from wres.accounts.models import Unit

PAGE = "/RKE/indicators/1/"
CLINICAL = [
    ("Band 5", 200, 200, 0),
    ("Band 6", 120, 60, 20),
    ("Band 7", 80, 20, None),
    ("Band 8a", 50, 5, 0),
]


def words(element):
    return " ".join(element.get_text(" ").split())


@pytest.fixture
def make_cells(trust, changing):
    """`make_cells(2025, "clinical", [("Band 5", white, bme, unknown)])`: headcounts held."""

    def make(year, group="clinical", rows=CLINICAL, organisation=trust, **facts):
        indicator = Indicator.objects.get(number=1)
        with changing(organisation):
            for position, (band, white, bme, unknown) in enumerate(rows):
                PayBandCell.objects.create(
                    organisation=organisation,
                    indicator=indicator,
                    year=year,
                    staff_group=group,
                    position=position,
                    band=band,
                    **{"white": white, "bme": bme, "unknown": unknown},
                    **facts,
                )

    return make


@pytest.fixture
def ife_sees(trust, ife, sign_in):
    def see(page=PAGE):
        return BeautifulSoup(sign_in(ife).get(page).content, "html.parser").main

    return see


def rows_of(page, caption):
    table = page.find("caption", string=caption).find_parent("table")
    return [
        [words(cell).removeprefix(words(cell.span)).strip() for cell in row.find_all(["th", "td"])]
        for row in table.tbody.find_all("tr")
    ]


def test_without_headcounts_no_figure_is_held(published, ife_sees):
    assert "No figure held" in words(ife_sees())


def test_without_headcounts_and_plan_no_year_is_named(ife_sees):
    page = words(ife_sees())
    assert "2015" not in page
    assert "There is no plan yet." in page


def test_each_band_stands_against_the_workforce(make_cells, ife_sees):
    make_cells(2025)
    page = ife_sees()
    assert "37.7% of the workforce is BME: 285 of 755 staff." in words(page)
    assert rows_of(page, "Clinical, not medical staff, 31 March 2025") == [
        ["Band 5", "200", "200", "0", "50.0%", "12.3 percentage points above the workforce"],
        ["Band 6", "120", "60", "20", "30.0%", "7.7 percentage points below the workforce"],
        ["Band 7", "80", "20", "Not held", "20.0%", "17.7 percentage points below the workforce"],
        ["Band 8a", "50", "5", "0", "9.1%", "28.6 percentage points below the workforce"],
        ["All bands shown", "450", "285", "20", "37.7%", "Same as the workforce"],
    ]


def test_the_ratios_say_how_it_changes_higher_up(make_cells, ife_sees):
    make_cells(2025)
    fewer = "BME staff are less well represented higher up"
    assert rows_of(ife_sees(), "Race disparity ratios, 31 March 2025") == [
        ["Clinical, not medical", "Lower to middle", "2.50", fewer],
        ["Clinical, not medical", "Middle to upper", "4.00", fewer],
        ["Clinical, not medical", "Lower to upper", "10.00", fewer],
    ]


def test_medical_grades_have_shares_and_no_ratios(make_cells, ife_sees):
    make_cells(2025, "medical", [("Consultants", 30, 20, 0)])
    page = ife_sees()
    assert len(rows_of(page, "Medical and dental staff, 31 March 2025")) == 2
    assert "Race disparity ratios" not in words(page)


def test_a_suppressed_band_tells_no_number_and_counts_in_no_total(make_cells, ife_sees):
    make_cells(2025)
    make_cells(2025, rows=[("Band 9", 777, 4, 0)], is_suppressed=True)
    page = ife_sees()
    rows = rows_of(page, "Clinical, not medical staff, 31 March 2025")
    assert ["Band 9", *["Suppressed"] * 4, "–"] in rows
    assert "777" not in words(page)
    assert "285 of 755" in words(page)
    ratios = rows_of(page, "Race disparity ratios, 31 March 2025")
    assert ratios[2][2:] == ["–", "Not calculable: a band is suppressed"]


def test_ife_chooses_the_year(make_cells, ife_sees):
    make_cells(2024, rows=[("Band 5", 10, 10, 0)])
    make_cells(2025)
    newest = ife_sees()
    assert words(newest.find("strong", attrs={"aria-current": "page"})) == "2025"
    assert newest.find("a", href="?year=2024")
    assert "10 of 20 staff" in words(ife_sees(f"{PAGE}?year=2024"))
    assert "No headcounts are held for 2020" in words(ife_sees(f"{PAGE}?year=2020"))


def test_the_newest_year_is_shown_also_where_the_plan_is_older(plan, make_cells, ife_sees):
    make_cells(2026)
    assert "31 March 2026" in words(ife_sees())


def test_the_files_are_named(trust, changing, make_cells, ife_sees):
    with changing(trust):
        origin = FigureImport.objects.create(
            organisation=trust, file_name="bands.xlsx", sha256="ab" * 32, rows=4
        )
    make_cells(2025, origin=origin)
    assert f"From bands.xlsx (SHA-256 {'ab' * 32} )." in words(ife_sees())


def test_other_trusts_and_units_are_left_out(make_cells, other_trust, trust, ife_sees):
    unit = Unit.objects.create(organisation=trust, name="Surgery")
    make_cells(2025)
    make_cells(2025, rows=[("Band 5", 901, 902, 0)], unit=unit)
    make_cells(2025, rows=[("Band 5", 903, 904, 0)], organisation=other_trust)
    page = words(ife_sees())
    assert not any(number in page for number in ("901", "902", "903", "904"))


def test_the_outcomes_say_that_it_is_held_by_pay_band(published, make_cells, ife, sign_in):
    client = sign_in(ife)
    before = client.get("/RKE/outcomes/2025.json").json()["indicators"][0]
    assert (before["state"], before["why"]) == ("no figure held", "No figure held.")
    make_cells(2025)
    after = client.get("/RKE/outcomes/2025.json").json()["indicators"][0]
    assert (after["group"], after["state"]) == ("not assessed", "held by pay band")
    assert "No single direction is better" in after["why"]
    other = client.get("/RKE/outcomes/2024.json").json()["indicators"][0]
    assert other["state"] == "no figure held"


def test_the_page_keeps_to_its_queries_over_20_years(published, make_cells, ife, sign_in, queries):
    client, seen_of = sign_in(ife), []
    make_cells(2025)
    for years in ((), range(2015, 2025)):
        for year in years:
            make_cells(year)
        client.get(PAGE)
        with queries() as seen:
            client.get(PAGE)
        seen_of.append(len(seen))
    assert seen_of[0] == seen_of[1]
    assert seen_of[0] <= 12
