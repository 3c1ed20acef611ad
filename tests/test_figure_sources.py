"""Where the numbers of a figure come from, when not all of them came at once."""

from decimal import Decimal

import pytest
from bs4 import BeautifulSoup

from indicators.imports import figure_load
from indicators.imports.reading import read_figures
from indicators.models import Figure

COUNTS = (
    "indicator,year,white numerator,white denominator,bme numerator,bme denominator\n"
    "2,2025,400,1000,450,2014\n"
)
VALUE = "indicator,year,value\n2,2025,1.79\n"
PAGE = "/RKE/figures/2/2025/"


@pytest.fixture
def bring(trust, changing, ada):
    """`bring("counts.csv", text)`: Ada loads a file of this name and text."""

    def run(name, text):
        read = read_figures(text.encode(), indicators=figure_load.known_indicators())
        with changing(trust, ada) as change:
            load = figure_load.compare(trust, read)
            figure_load.save(load, change, organisation=trust, file_name=name, sha256="0" * 64)

    return run


@pytest.fixture
def esi_reads(trust, esi, sign_in):
    def read(page=PAGE):
        main = BeautifulSoup(sign_in(esi).get(page).content, "html.parser").main
        origin = main.find("h2", string="Where it comes from").find_all_next(["h2", "h3", "dl"])
        return " ".join(" ".join(each.get_text(" ").split()) for each in origin)

    return read


@pytest.mark.parametrize("first", ["counts", "value"])
def test_counts_and_value_of_different_files_name_each_theirs(bring, esi_reads, first):
    files = {"counts": COUNTS, "value": VALUE}
    for name in sorted(files, key=lambda name: name != first):
        bring(f"{name}.csv", files[name])
    page = esi_reads()
    assert "Numbers File value.csv, row 2" in page
    assert "Counts File counts.csv, row 2" in page


def test_counts_and_value_of_one_file_name_it_once(bring, esi_reads):
    header, row, _ = COUNTS.split("\n")
    bring("both.csv", f"{header},value\n{row},1.79\n")
    assert esi_reads().count("both.csv") == 1


def test_a_number_typed_over_is_told_apart_from_counts_of_a_file(
    bring, trust, ada, changing, esi_reads
):
    bring("both.csv", COUNTS)
    figure = Figure.objects.get()
    with changing(trust, ada):
        figure.value, figure.origin = Decimal("1.7"), None
        figure.save()
    page = esi_reads()
    assert "Numbers Typed in by Ada" in page
    assert "Counts File both.csv, row 2" in page


def test_another_series_has_a_history_of_its_own(bring, esi, sign_in):
    bring("a.csv", "indicator,year,value,series\n2,2025,1.79,old\n2,2025,1.11,new\n")
    old = Figure.objects.get(series="old")
    page = BeautifulSoup(sign_in(esi).get(f"{PAGE}?figure={old.pk}").content, "html.parser")
    trail = page.find(class_="app-trail").get_text(" ")
    assert "1.79" in trail
    assert "1.11" not in trail
