"""The outcomes of a year as a page, as JSON and as CSV."""

import csv
from io import StringIO

import pytest
from bs4 import BeautifulSoup

from indicators.models import Figure, Indicator, PayBandCell
from indicators.rules.comparison import GROUP_TAGS, Group
from tests.test_comparison import GOLDEN, REFERENCES

PAGE = "/RKE/outcomes/2025/"
INDICATOR = "/RKE/indicators/2/?year=2025"
QUERIES = {PAGE: 9, INDICATOR: 12}  # whatever the plan and the years hold


@pytest.fixture
def seen(published, esi, sign_in):
    """What Esi, an executive, sees of 2025."""
    return BeautifulSoup(sign_in(esi).get(PAGE).content, "html.parser")


@pytest.fixture
def data(published, esi, sign_in):
    return sign_in(esi).get("/RKE/outcomes/2025.json").json()


def words(element):
    return " ".join(element.get_text(" ").split())


def card(page, number):
    return words(page.find(id=f"indicator-{number}"))


def test_a_stranger_is_asked_to_sign_in(client, trust):
    for address in (PAGE, "/RKE/outcomes/", "/RKE/outcomes/2025.json", "/RKE/outcomes/2025.csv"):
        assert client.get(address).headers["Location"].startswith("/accounts/login/")


def test_another_trust_is_not_found(published, noor, sign_in):
    assert sign_in(noor).get(PAGE).status_code == 404


def test_the_start_goes_to_the_newest_year_with_figures(published, esi, sign_in):
    assert sign_in(esi).get("/RKE/outcomes/").headers["Location"] == PAGE


def test_the_start_stays_with_the_plan_when_the_first_figure_of_next_year_comes(
    published, changing, esi, sign_in
):
    with changing(published):
        indicator = Indicator.objects.get(number=2)
        Figure.objects.create(organisation=published, indicator=indicator, year=2026, value=1)
    assert sign_in(esi).get("/RKE/outcomes/").headers["Location"] == PAGE
    assert b'href="/RKE/outcomes/2026/"' in sign_in(esi).get(PAGE).content


def test_without_any_figure_the_start_says_what_to_do(trust, esi, ada, sign_in):
    page = sign_in(esi).get("/RKE/outcomes/").content
    assert b"No figures are held yet" in page
    assert b"An administrator imports figures" in page
    assert b'href="/RKE/figures/import/"' in sign_in(ada).get("/RKE/outcomes/").content


def test_pay_bands_alone_are_said_to_be_held(trust, changing, ada, sign_in):
    with changing(trust):
        PayBandCell.objects.create(
            organisation=trust,
            indicator=Indicator.objects.get(number=1),
            **{"year": 2025, "staff_group": "clinical", "band": "Band 5", "position": 1},
            **{"white": 10, "bme": 5, "unknown": 0},
        )
    page = sign_in(ada).get("/RKE/outcomes/", follow=True).content.decode()
    assert "Only headcounts by pay band (indicator 1) are held for 2025" in page
    assert 'href="/RKE/figures/import/"' in page


@pytest.mark.parametrize("year", ["2017", "1999", "99999999999999999999"])
def test_a_year_with_neither_figures_nor_plan_is_not_found(published, esi, sign_in, year):
    assert sign_in(esi).get(f"/RKE/outcomes/{year}/").status_code == 404


def test_a_plan_whose_figures_have_not_come_has_an_honest_page(plan, esi, sign_in):
    page = sign_in(esi).get(PAGE).content.decode()
    assert "9 indicators are not assessed." in page


def test_esi_reads_the_position_in_a_sentence(seen):
    top = words(seen.main)
    assert "1 indicator performs well, 3 show some improvement, 4 need improvement" in top
    assert "2 improved, but the gap widened: indicators 5 and 7." in top
    assert "Indicators 3 and 8 need improvement and are not focus areas." in top
    assert words(seen.h1) == "Outcomes 2025"


def test_indicators_stand_in_their_groups(seen):
    groups = {
        words(section.h2)[2:]: [article["id"] for article in section.find_all("article")]
        for section in seen.main.find_all("section")
    }
    assert groups == {
        "Improvement needed 4 of 9": [f"indicator-{n}" for n in (2, 3, 8, 9)],
        "Some improvement – further work needed 3 of 9": [f"indicator-{n}" for n in (5, 6, 7)],
        "Performing well 1 of 9": ["indicator-4"],
        "Not assessed 1 of 9": ["indicator-1"],
    }


def test_each_card_says_position_gap_group_and_flags(seen):
    for number, (position, (trend, before, after, changed), group, flags, why) in GOLDEN.items():
        text = card(seen, number)
        assert f"{position} since 2024" in text
        assert f"Gap {trend.replace('not computable', 'cannot be calculated')}" in text
        assert (f"{before} to {after}" in text) is (before is not None)
        assert ("now favours White staff" in text) is changed
        assert f"Why {group}:" in text
        assert ("improved, but the gap widened" in text) is bool(flags)
        assert why in text


def reference_words(year, measure, value, arrow, effect):
    """One measure in a card's table: arrow, and in words which way and whether better."""
    unit = "" if measure == "value" else "%"
    moved = f"{arrow} from {value}{unit}, {effect}"
    moved = f"{value}{unit}, same as {year}" if arrow == "same" else moved
    sign = {"up": "▲", "down": "▼", "same": "▶"}[arrow]
    return f"{sign} {moved}"


def test_each_card_says_its_references_in_words(seen):
    for number, *reference in REFERENCES:
        rows = seen.find(id=f"indicator-{number}").tbody.find_all("tr")
        row = next(r for r in rows if words(r.th).startswith(str(reference[0])))
        assert reference_words(*reference) in words(row.td)


def test_a_card_has_one_row_for_each_earlier_year(seen):
    assert [words(row) for row in seen.find(id="indicator-5").tbody.find_all("tr")] == [
        "2024 last year White ▼ down from 27.2%, better; BME ▼ down from 30.0%, better",
        "2018 baseline White ▼ down from 28.4%, better; BME ▼ down from 29.1%, better",
    ]


def test_arrows_are_not_read_out(seen):
    arrows = [span for span in seen.main.find_all("span") if words(span) in {"▲", "▼", "▶"}]
    assert len(arrows) == len(REFERENCES) + 8  # on its face each tells of last year
    assert all(arrow["aria-hidden"] == "true" for arrow in arrows)


def test_a_card_has_its_sentence_target_and_chance(seen):
    assert "White applicants were 1.79 times as likely to be appointed" in card(seen, 2)
    assert "Range 0.80 to 1.25" in card(seen, 2)
    assert "Target No target set" in card(seen, 5)


def test_without_any_counts_chance_is_spoken_of_once(seen):
    assert words(seen.main).count("due to chance") == 1
    assert "so we cannot say whether changes are due to chance." in words(seen.main)


def test_with_some_counts_each_card_speaks_of_its_own_chance(published, ife, sign_in, changing):
    with changing(published):
        figure = published.figures.get(indicator__number=2, year=2025)
        figure.white_count, figure.white_total = 9, 725
        figure.bme_count, figure.bme_total = 17, 2505
        figure.save()
    page = BeautifulSoup(sign_in(ife).get(PAGE).content, "html.parser")
    assert "1.83 (0.82 to 4.09), could be chance." in card(page, 2)
    assert "No counts held, so chance cannot be assessed." in card(page, 5)
    assert "due to chance" not in words(page.main)


def test_indicator_1_is_shown_without_a_figure(seen):
    assert "No figure held" in card(seen, 1)
    assert "Why not assessed: No figure held." in card(seen, 1)


def test_each_tile_has_a_picture_of_now_and_last_year(seen):
    titles = [words(tile.svg.title) if tile.svg else "" for tile in seen("article")]
    assert titles[2].startswith("BME up from 11.8% in 2024 to 14.4% in 2025, worse")
    assert titles.count("") == 1  # indicator 1 has no figure
    five = seen.find(id="indicator-5").svg
    assert five.find(class_="app-chart__white")
    assert five.find(class_="app-chart__bme-then")


def test_bands_that_are_small_stand_beside_one_another(seen):
    spans = [band["class"][-1] for band in seen.main.find_all("section")]
    assert spans == [f"app-band--of-{n}" for n in (4, 3, 1, 4)]


def test_focus_areas_are_marked_with_their_reason(seen):
    assert "Focus area 1" in card(seen, 2)
    assert "lies outside its target range" in card(seen, 2)
    assert "Focus area no" in card(seen, 3)


def test_a_card_leads_to_its_actions_in_the_plan(seen):
    link = seen.find("a", href="/RKE/plan/2025/?indicator=1")
    assert words(link) == "30 actions about indicator 1"
    assert seen.find("a", href="/RKE/indicators/1/?year=2025")


def test_one_can_go_to_other_years_and_to_the_data(seen):
    for address in ("/RKE/outcomes/2024/", "/RKE/outcomes/2025.json", "/RKE/outcomes/2025.csv"):
        assert seen.find("a", href=address)


def test_only_ife_is_offered_to_change_the_target(published, esi, ife, sign_in):
    offer = b"/RKE/plan/2025/indicators/5/"
    assert offer not in sign_in(esi).get(PAGE).content
    assert offer in sign_in(ife).get(PAGE).content


def test_a_stated_group_stands_beside_the_computed_one(published, ife, esi, sign_in, changing):
    with changing(published, ife):
        said = published.plans.get().plan_indicators.get(indicator__number=3)
        said.stated_group, said.stated_group_reason = Group.NOT_ASSESSED, "Only <7> cases"
        said.save()
    client = sign_in(esi)
    page = BeautifulSoup(client.get(PAGE).content, "html.parser")
    assert "Computed group improvement needed" in card(page, 3)
    assert "Only <7> cases" in card(page, 3)
    stated = client.get("/RKE/outcomes/2025.json").json()["indicators"][2]
    assert (stated["group"], stated["computed_group"]) == ("not assessed", "improvement needed")


def test_each_group_has_its_own_colour_and_none_is_amber():
    assert len(set(GROUP_TAGS.values())) == len(Group)
    assert "yellow" in GROUP_TAGS[Group.SOME_IMPROVEMENT]


# Data


def test_the_json_has_every_golden_outcome(data):
    for number, (position, (trend, before, after, changed), group, flags, _) in GOLDEN.items():
        found = data["indicators"][number - 1]
        assert (found["number"], found["position"], found["group"]) == (number, position, group)
        gap = {"trend": trend, "before": before, "after": after, "changed_sides": changed}
        assert found["gap"] == gap
        assert (found["flags"], found["focus"]) == (flags, number in {2, 5, 6, 9, 7})


def test_the_json_has_every_reference(data):
    names = ("year", "measure", "value", "arrow", "effect")
    assert data["year"] == 2025
    assert [
        (found["number"], *(reference[name] for name in names))
        for found in data["indicators"]
        for reference in found["references"]
    ] == REFERENCES


def test_the_json_gives_numbers_as_displayed(data):
    by_number = {found["number"]: found for found in data["indicators"]}
    assert by_number[2]["value"] == "1.79"
    assert (by_number[5]["white"], by_number[5]["bme"]) == ("23.0", "28.3")
    assert (by_number[9]["value"], by_number[9]["bme"]) == ("26.7", "26.7")
    assert "white" not in by_number[2]
    assert "value" not in by_number[5]


def test_the_json_has_indicator_1_as_not_assessed(data):
    found = data["indicators"][0]
    assert (found["number"], found["group"], found["value"]) == (1, "not assessed", None)
    assert (found["state"], found["why"]) == ("no figure held", "No figure held.")
    assert found["references"] == []


def test_the_csv_has_a_row_for_each_indicator(published, esi, sign_in):
    response = sign_in(esi).get("/RKE/outcomes/2025.csv")
    rows = list(csv.DictReader(StringIO(response.content.decode("utf-8-sig"))))
    assert [row["indicator"] for row in rows] == [str(n) for n in range(1, 10)]
    assert (rows[4]["white"], rows[4]["bme"], rows[4]["gap before"]) == ("23.0", "28.3", "2.8")
    assert rows[4]["last year bme change"] == "down, better"
    assert rows[1]["baseline value"] == "2.14"
    assert 'filename="RKE-outcomes-2025.csv"' in response.headers["Content-Disposition"]


# What must not be told


def test_a_suppressed_figure_shows_words_and_no_number_anywhere(
    published, esi, sign_in, changing, ife
):
    with changing(published, ife):
        figure = published.figures.get(indicator__number=3, year=2025)
        figure.value, figure.state = None, "suppressed"
        figure.bme_count, figure.bme_total = 4444, 7777
        figure.white_count, figure.white_total = 5555, 8888
        figure.save()
    client = sign_in(esi)
    page = BeautifulSoup(client.get(PAGE).content, "html.parser")
    assert "Suppressed" in card(page, 3)
    found = client.get("/RKE/outcomes/2025.json").json()["indicators"][2]
    assert (found["value"], found["state"], found["position"]) == (
        None,
        "suppressed",
        "not assessed",
    )
    for address in (PAGE, "/RKE/outcomes/2025.json", "/RKE/outcomes/2025.csv"):
        body = client.get(address).content.decode()
        assert not any(number in body for number in ("4444", "7777", "5555", "8888", "2.51"))


# What it costs


def twenty_years(organisation, changing):
    """Figures of every indicator that has one, for the rounds 2015 to 2034."""
    indicators = Indicator.objects.filter(standard="WRES").exclude(number=1)
    held = set(organisation.figures.values_list("indicator", "year"))
    with changing(organisation) as change:
        change.insert_many(
            [
                Figure(organisation=organisation, indicator=i, year=year, bme="20", value="1.2")
                for i in indicators
                for year in range(2015, 2035)
                if (i.pk, year) not in held
            ]
        )


def test_the_page_asks_as_little_with_20_years_of_figures(
    published, ife, sign_in, queries, changing
):
    client = sign_in(ife)
    client.get(PAGE)
    with queries() as few:
        client.get(PAGE)
    twenty_years(published, changing)
    with queries() as many:
        client.get(PAGE)
    assert len(few) == len(many) == QUERIES[PAGE]


@pytest.mark.parametrize("count", [40, 400])
def test_the_pages_ask_as_little_with_400_actions(
    crowded_plan, ife, sign_in, queries, changing, count
):
    twenty_years(crowded_plan(count).organisation, changing)
    client = sign_in(ife)
    for address, expected in QUERIES.items():
        with queries() as seen:
            assert client.get(address).status_code == 200
        assert len(seen) == expected <= 12
