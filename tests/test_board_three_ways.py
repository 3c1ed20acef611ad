"""Indicator 9 as it is published: a difference, its two parts, or the board's share alone."""

import csv
import io
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup

from indicators.imports import figure_load, uploads
from indicators.models import Figure
from indicators.rules import plausibility
from indicators.rules.figures import Aim, Held, Unit
from tests.conftest import TODAY
from tests.test_reading import held, read
from wres.files.tables import RefusedError

DIFFERENCES = "indicator,year,value\n9,2024,-0.64\n9,2025,-7.5\n"
OTHER_STANDARD = "WDES metrics 2025,,\nMetric,Year,Relative likelihood\n2,2025,1.04\n3,2025,1.94\n"


@pytest.fixture
def bring(trust, changing):
    """`bring(text)`: a file of this text is loaded; returns what it asks and changes."""

    def load(text):
        found = figure_load.compare(trust, uploads.read(text.encode(), "board.csv", TODAY))
        facts = {"organisation": trust, "file_name": "board.csv", "sha256": "0" * 64}
        with changing(trust) as change:
            figure_load.save(found, change, **facts)
        return found

    return load


@pytest.fixture
def esi_sees(esi, sign_in):
    return lambda address: sign_in(esi).get(address)


def values(found):
    return [(row.year, row.part, row.value and row.value.number) for row in found.rows]


def test_the_difference_is_read_and_asked_nothing(bring):
    found = bring(DIFFERENCES)
    assert (found.problems, found.questions) == ((), ())
    assert list(Figure.objects.order_by("year").values_list("value", flat=True)) == [
        Decimal("-0.64"),
        Decimal("-7.5"),
    ]


def test_a_difference_is_compared_with_the_difference_of_last_year(bring, esi_sees):
    bring(DIFFERENCES)
    page = esi_sees("/RKE/indicators/9/?year=2025")
    words = BeautifulSoup(page.content, "html.parser").main.get_text(" ", strip=True)
    assert (
        "The BME share of the board was 7.5 percentage points below the BME share of the workforce."
        in words
    )
    assert "−7.5 percentage points" in words
    assert "widened from 0.6 to 7.5 percentage points" in words


def test_a_difference_is_never_compared_with_a_share(bring, esi_sees):
    bring("indicator,year,bme,value\n9,2024,26.7,\n9,2025,,-7.5\n")
    (card,) = [
        each
        for each in esi_sees("/RKE/outcomes/2025.json").json()["indicators"]
        if each["number"] == 9
    ]
    assert (card["position"], card["gap"]["trend"]) == ("not assessed", "not computable")


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"value": "-7.5"}, {"value": "-7.5", "bme": None, "workforce": None, "unit": "points"}),
        (
            {"bme": "26.66", "workforce": "32.44"},
            {"value": "-5.8", "bme": "26.7", "workforce": "32.4", "unit": "points"},
        ),
        (
            {"bme": "26.7"},
            {"value": "26.7", "bme": "26.7", "workforce": None, "unit": "percent"},
        ),
    ],
)
def test_json_and_csv_say_which_of_the_three_it_is(bring, esi_sees, cells, said):
    bring(f"indicator,year,{','.join(cells)}\n9,2025,{','.join(cells.values())}\n")
    told = esi_sees("/RKE/outcomes/2025.json").json()["indicators"][-1]
    assert {name: told[name] for name in said} == said
    rows = esi_sees("/RKE/outcomes/2025.csv").content.decode("utf-8-sig")
    row = list(csv.DictReader(io.StringIO(rows)))[-1]
    plain = {name: row[name].removeprefix("'") or None for name in said}
    assert plain == said


def test_a_row_may_give_the_shares_and_the_difference(bring):
    text = "indicator,year,bme,workforce,value\n9,2025,26.66,32.44,{}\n"
    assert bring(text.format("-5.8")).questions == ()
    (question,) = bring(text.format("-15.8").replace("2025", "2024")).questions[:1]
    assert "−15.8 percentage points was given, and the shares give −5.8" in question.message


@pytest.mark.parametrize(
    "text",
    [
        "indicator,year,part,value\n9,2025,,-7.5\n9,2025,voting,-10\n9,2025,executive,2.5\n",
        "indicator,year,membership,difference\n9,2025,Total board,-7.5\n"
        "9,2025,Voting members,-10.0\n9,2025,Executive members,+2.5\n",
        "year,membership,percentage difference\n"
        "2025,Difference (Total Board - Overall workforce),-7.5%\n"
        "2025,Difference (Voting membership - Overall workforce),−10 percentage points\n"
        "2025,Difference (Executive membership - Overall workforce),2.5pp\n",
        "year,part,value\n2025,overall,-7.5\n2025,voting,-10.0\n2025,executive,2.5\n",
    ],
)
def test_the_whole_board_voting_and_executive_members_have_one_each(text):
    found = read(text)
    assert (found.problems, found.questions, found.not_read) == ((), (), ())
    assert values(found) == [
        (2025, "overall", Decimal("-7.5")),
        (2025, "voting", Decimal(-10)),
        (2025, "executive", Decimal("2.5")),
    ]


def test_shares_by_membership_are_read_with_or_without_the_workforce():
    found = read("year,membership,BME %,workforce\n2025,Voting,25,32.5\n2025,Executive,20,\n")
    assert [(r.part, r.bme.number, r.workforce.number) for r in found.rows] == [
        ("voting", Decimal(25), Decimal("32.5")),
        ("executive", Decimal(20), None),
    ]


def test_headcounts_by_membership_stay_headcounts():
    found = read(
        "year,membership,white,bme,unknown\n2025,voting,8,2,0\n2025,non-voting,2,1,0\n",
    )
    assert {row.part: row.counts["bme_count"] for row in found.rows} == {
        "voting": 2,
        "non_voting": 1,
        "overall": 3,
    }


@pytest.mark.parametrize("cell", ["-101", "x", "1e2", "--3", "100.5%"])
def test_what_is_no_difference_is_refused_with_what_to_enter(cell):
    (problem,) = read(f"indicator,year,value\n9,2025,{cell}\n").problems
    assert "difference in percentage points between −100 and 100, such as −7.5" in problem.message


def test_a_part_of_1_is_asked_about():
    (question,) = read("indicator,year,value\n9,2025,-0.075\n").questions
    assert "Did you mean -7.5 percentage points?" in question.message


def test_a_file_with_neither_share_nor_difference_is_refused():
    (problem,) = read("indicator,year,workforce\n9,2025,32.4\n").problems
    assert "Indicator 9 needs a column for BME" in problem.message


def test_the_board_share_alone_is_read_as_before():
    (row,) = read("indicator,year,white,bme,value\n9,2025,,26.7,\n").rows
    assert (row.bme, row.value) == (held("26.7"), None)


def test_figures_of_another_standard_are_refused():
    with pytest.raises(RefusedError, match="WDES"):
        read(OTHER_STANDARD)


def doubts(*differences):
    *earlier, now = [
        Held(year, value=Decimal(each)) for year, each in enumerate(differences, start=2020)
    ]
    return [
        each.message for each in plausibility.about(now, earlier, aim=Aim.ZERO, unit=Unit.POINTS)
    ]


def test_a_difference_of_which_the_sign_is_turned_is_asked_about():
    (asked,) = doubts("-9.1", "-8.2", "-9.0", "9.4")
    assert "Is it the board minus the workforce in both?" in asked


def test_a_difference_far_from_the_other_years_is_asked_about():
    (asked,) = doubts("-9.1", "-8.2", "-9.0", "-47")
    assert asked.startswith("The difference went from −9.0 percentage points in 2022 to −47.0")


@pytest.mark.parametrize("line", [("-0.64", "-7.5"), ("-6", "-9", "-3", "1"), ("2", "-4", "3")])
def test_members_who_come_and_go_are_asked_nothing(line):
    assert doubts(*line) == []


def test_a_difference_is_typed_in_by_hand(published, ada, sign_in):
    client, address = sign_in(ada), "/RKE/figures/9/2026/edit/?part=executive"
    form = BeautifulSoup(client.get(address).content, "html.parser")
    assert "Difference in percentage points" in form.main.get_text()
    opened = form.find("input", {"name": "opened"})["value"]
    sent = client.post(address, {"opened": opened, "state": "held", "value": "−7.5"})
    assert sent.url == "/RKE/figures/9/2026/?part=executive"
    kept = Figure.objects.get(indicator__number=9, year=2026, part="executive")
    assert (kept.bme, kept.value) == (None, Decimal("-7.5"))
    page = client.get(sent.url)
    assert "Executive members: The BME share of the board was 7.5 percentage points" in page.text


def test_the_file_to_fill_in_has_a_row_for_each_kind_and_comes_back(bring, ada, sign_in):
    bring("indicator,year,part,value\n9,2025,,-7.5\n9,2025,voting,-10\n9,2025,executive,2.5\n")
    data = sign_in(ada).get("/RKE/figures/templates/long.csv").content
    rows = [row for row in csv.reader(io.StringIO(data.decode("utf-8-sig"))) if row[0] == "9"]
    assert [row[2] for row in rows] == ["", "voting", "executive"] * 2
    again = bring(data.decode("utf-8-sig"))
    assert (len(again.changed), again.problems) == (0, ())
