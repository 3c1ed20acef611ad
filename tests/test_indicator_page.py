"""One indicator over the years, and the form in which Ife says what the plan says of it."""

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command

from actions.models import PlanIndicator
from indicators.models import Figure, Indicator

PAGE = "/RKE/indicators/5/"
FORM = "/RKE/plan/2025/indicators/5/"


def see(response):
    return BeautifulSoup(response.content, "html.parser")


def words(element):
    return " ".join(element.get_text(" ").split())


@pytest.fixture
def esi_sees(published, esi, sign_in):
    return lambda number, year="": see(sign_in(esi).get(f"/RKE/indicators/{number}/?year={year}"))


@pytest.fixture
def said(published):
    """What the published plan says of an indicator, as it is now."""
    return lambda number=5: published.plans.get().plan_indicators.get(indicator__number=number)


@pytest.fixture
def opened(published, ife, sign_in):
    """What Ife's browser would send of the form if she changed nothing."""

    def open_form(address=FORM):
        form = see(sign_in(ife).get(address)).main.form
        data = {field["name"]: field.get("value", "") for field in form.find_all("input")}
        data |= {area["name"]: area.text.removeprefix("\n") for area in form.find_all("textarea")}
        for box in form.find_all("input", type="checkbox"):
            data[box["name"]] = "on" if box.has_attr("checked") else ""
        for select in form.find_all("select"):
            chosen = select.find("option", selected=True)
            data[select["name"]] = chosen["value"] if chosen else ""
        return data

    return open_form


def test_a_stranger_is_asked_to_sign_in(client, trust):
    assert client.get(PAGE).headers["Location"].startswith("/accounts/login/")
    assert client.get(FORM).headers["Location"].startswith("/accounts/login/")


def test_another_trust_is_not_found(published, noor, sign_in):
    assert sign_in(noor).get(PAGE).status_code == 404
    assert sign_in(noor).get(FORM).status_code == 404


@pytest.mark.parametrize("number", [0, 10, 99999999999999999999])
def test_an_unknown_indicator_is_not_found(published, esi, sign_in, number):
    assert sign_in(esi).get(f"/RKE/indicators/{number}/").status_code == 404


def test_esi_reads_what_the_number_means(esi_sees):
    page = words(esi_sees(5).main)
    assert "28.3% of BME staff and 23.0% of White staff said that patients" in page
    assert "Some improvement – further work needed" in page
    assert "improved, but the gap widened" in page
    assert "Lower is better." in page


def test_the_figures_of_all_years_stand_in_a_table_with_their_origin(esi_sees):
    rows = [
        [words(cell).split(maxsplit=1)[1] for cell in row.find_all(["th", "td"])[:3]]
        for row in esi_sees(5)
        .find("caption", string="Figures of indicator 5 by year")
        .find_parent("table")
        .tbody.find_all("tr")
    ]
    assert rows == [
        ["2025", "23.0%", "28.3%"],
        ["2024", "27.2%", "30.0%"],
        ["2018", "28.4%", "29.1%"],
    ]
    assert "results.csv, row 13" in words(esi_sees(5).main)


def test_counts_give_each_year_its_interval_and_chance(published, ife, sign_in, changing):
    figure = Figure.objects.get(indicator__number=2, year=2025)
    figure.white_count, figure.white_total = 9, 725
    figure.bme_count, figure.bme_total = 17, 2505
    with changing(published):
        figure.save()
    page = words(see(sign_in(ife).get("/RKE/indicators/2/")).main)
    assert "95% interval 1.83 (0.82 to 4.09), could be chance" in page
    assert "95% interval No counts held" in page
    assert "Chance 1.83 (0.82 to 4.09), could be chance." in page


def test_columns_that_would_say_nothing_are_left_out_and_said_once(published, esi_sees, changing):
    page = words(esi_sees(2).main)
    assert page.count("Series") == page.count("Source period") == 0
    assert "No series is named for any of these figures." in page
    with changing(published):
        figure = published.figures.get(indicator__number=2, year=2025)
        figure.source_period = "April 2024 to March 2025"
        figure.save()
    page = words(esi_sees(2).main)
    assert "Source period April 2024 to March 2025" in page
    assert "Source period Not recorded" in page
    assert "No series is named for any of these figures." in page


def test_the_picture_says_what_it_found_and_how_to_read_it(esi_sees):
    picture = esi_sees(5).main.find("svg")
    finding = "BME down from 30.0% in 2024 to 28.3% in 2025, better, but the gap widened"
    assert finding in picture.title.text
    assert finding in words(picture.find_parent("figure").figcaption.h2)
    assert "dashed" in picture.desc.text
    said = {text.text for text in picture.find_all("text")}
    assert {"BME 28.3%", "White 23.0%", "2024 last year", "2018 baseline"} <= said
    assert picture.find(class_="app-chart__gap-area")
    assert not picture.find_all(style=True)


def test_the_picture_of_a_ratio_shows_the_target_range(esi_sees):
    picture = esi_sees(2).main.find("svg")
    assert picture.find(class_="app-chart__range")
    assert "target range 0.80 to 1.25" in picture.desc.text


def test_an_earlier_year_can_be_asked_for(esi_sees):
    assert "Outcome 2024" in words(esi_sees(5, "2024").main)
    assert "Outcome 2025" in words(esi_sees(5, "nonsense").main)


def test_indicator_1_says_plainly_that_no_figure_is_held(esi_sees):
    page = esi_sees(1, "2025")
    assert words(page.main).count("No figure held") >= 2
    assert page.main.find("svg") is None
    assert "The first 25 of 30 actions." in words(page.main)


def test_the_actions_lead_to_the_plan(esi_sees):
    page = esi_sees(9)
    assert "5 actions." in words(page.main)
    assert page.find("a", href="/RKE/plan/2025/?indicator=9")
    assert (
        len(
            page.find("caption", string="Actions of the plan about indicator 9")
            .find_parent("table")
            .tbody.find_all("tr")
        )
        == 5
    )


def test_without_a_plan_or_figures_the_page_still_explains_the_indicator(trust, esi, sign_in):
    page = words(see(sign_in(esi).get(PAGE)).main)
    assert "No figure held" in page
    assert "There is no plan" in page


def test_a_suppressed_year_is_said_in_words(published, esi_sees, changing):
    with changing(published):
        figure = published.figures.get(indicator__number=5, year=2024)
        figure.white = figure.bme = None
        figure.state = "suppressed"
        figure.save()
    page = words(esi_sees(5).main)
    assert "Suppressed" in page
    assert "30.0" not in page


def test_two_series_are_not_joined(published, esi_sees, changing):
    indicator = Indicator.objects.get(number=7, standard="WRES")
    with changing(published):
        Figure.objects.create(
            organisation=published, indicator=indicator, year=2023, series="old", bme=30, white=50
        )
    page = esi_sees(7)
    assert (
        len(page.main.find_all("line", class_=["app-chart__white-line", "app-chart__bme-line"]))
        == 2
    )
    assert "old" in words(page.main)


# What the plan says of it


@pytest.mark.parametrize("name", ["esi", "amara", "ada"])
def test_only_inclusion_leads_may_change_it(published, request, sign_in, name):
    client = sign_in(request.getfixturevalue(name))
    assert client.get(FORM).status_code == 403
    assert client.post(FORM, {}).status_code == 403


def test_an_indicator_of_no_plan_is_not_found(published, ife, sign_in):
    for address in ("/RKE/plan/2024/indicators/5/", "/RKE/plan/2025/indicators/10/"):
        assert sign_in(ife).get(address).status_code == 404


def test_ife_sets_a_target_and_the_trail_knows(opened, client, said, ife):
    response = client.post(FORM, opened() | {"target": "25.0"}, follow=True)
    assert "Saved the plan settings for indicator 5" in words(see(response).main)
    assert "25.0% or lower for BME staff" in words(see(response).main)
    assert said().target == 25
    last = said().history.first()
    assert (last.history_user, last.through) == (ife, f"POST {FORM}")
    call_command("verify_audit", verbosity=0)


def test_a_stated_group_needs_a_reason_that_the_trail_keeps(opened, client, said):
    sent = opened() | {"stated_group": "improvement needed"}
    page = see(client.post(FORM, sent))
    assert page.title.text.startswith("Error: ")
    assert "Say why the group is another than computed" in words(page.main)
    client.post(FORM, sent | {"stated_group_reason": "The gap is the widest yet"})
    assert said().stated_group == "improvement needed"
    assert said().history.first().history_change_reason == "The gap is the widest yet"


def test_a_focus_area_needs_a_place_and_a_reason(opened, client, said):
    address = "/RKE/plan/2025/indicators/3/"
    sent = opened(address) | {"is_focus": "on"}
    page = words(see(client.post(address, sent)).main)
    assert "Enter its place among the focus areas, such as 1" in page
    assert "Say why this is a focus area" in page
    client.post(address, sent | {"focus_order": "6", "focus_reason": "The worst mover"})
    assert (said(3).focus_order, said(3).focus_reason) == (6, "The worst mover")


def test_a_focus_area_can_be_given_up(opened, client, said):
    client.post(FORM, opened() | {"is_focus": ""})
    assert (said().focus_order, said().focus_reason) == (None, "")


@pytest.mark.parametrize("typed", ["1_0", "NaN", "１０", "101", "-1", "25.55", "1,5", "=1+1"])
def test_a_target_that_is_no_percentage_is_refused(opened, client, said, typed):
    page = words(see(client.post(FORM, opened() | {"target": typed})).main)
    assert "Enter target for the BME figure as a percentage from 0 to 100" in page
    assert said().target is None


def test_a_range_needs_both_ends_in_order(opened, client, said):
    address = "/RKE/plan/2025/indicators/2/"
    sent = opened(address)
    page = words(see(client.post(address, sent | {"target_lower": "0.9"})).main)
    assert "Enter both ends of the target range" in page
    sent |= {"target_lower": "1.20", "target_upper": "0.90"}
    page = words(see(client.post(address, sent)).main)
    assert "The lower end must not be above the upper end" in page
    client.post(address, sent | {"target_lower": "0.90", "target_upper": "1.20"})
    assert (str(said(2).target_lower), str(said(2).target_upper)) == ("0.90", "1.20")


def test_ife_is_told_when_a_range_for_the_board_takes_effect(published, ife, sign_in):
    page = see(sign_in(ife).get("/RKE/plan/2025/indicators/9/"))
    hint = "Takes effect when the workforce share is held too"
    for field in ("target_lower", "target_upper"):
        described = page.find(id=f"id_{field}")["aria-describedby"].split()
        assert hint in " ".join(words(page.find(id=each)) for each in described)


def test_saving_without_a_change_leaves_no_history(opened, client, said):
    before = said().history.count()
    assert client.post(FORM, opened()).status_code == 302
    assert said().history.count() == before


def test_the_first_thing_said_of_an_indicator_is_added(plan, ife, sign_in, trust):
    sent = {"opened": "0", "target": "20", "baseline_year": "", "stated_group": ""}
    assert sign_in(ife).post(FORM, sent).status_code == 302
    assert PlanIndicator.objects.get(plan=plan).target == 20


def test_of_two_people_one_saves_and_the_other_keeps_every_word(opened, client, said):
    first, second = opened(), opened()
    client.post(FORM, first | {"target": "25.0"})
    mine = second | {"focus_reason": "What the <b>network</b> asked for"}
    response = client.post(FORM, mine)
    page = see(response)
    assert response.status_code == 409
    assert "You changed it in another window" in words(page.main)
    assert "25.0" in words(page.main.find("table"))
    assert page.find(id="id_focus_reason").text.strip() == mine["focus_reason"]
    assert page.find(id="id_target")["value"].startswith("25")
    assert said().focus_reason != mine["focus_reason"]


def test_after_a_conflict_a_second_save_goes_through(opened, client, said):
    first, second = opened(), opened()
    client.post(FORM, first | {"target": "25.0"})
    page = see(client.post(FORM, second | {"focus_reason": "What the network asked for"}))
    again = second | {
        "focus_reason": page.find(id="id_focus_reason").text.strip(),
        "target": page.find(id="id_target")["value"],
        "opened": page.find(id="id_opened")["value"],
    }
    assert client.post(FORM, again).status_code == 302
    assert (said().target, said().focus_reason) == (25, "What the network asked for")


@pytest.mark.parametrize("opened_on", ["", "-1", "abc", "99999999999999999999999"])
def test_a_form_without_its_version_is_refused_in_words(opened, client, said, opened_on):
    response = client.post(FORM, opened() | {"opened": opened_on, "target": "25.0"})
    assert "This page was not complete" in words(see(response).main)
    assert said().target is None


def test_the_plans_year_is_shown_until_another_is_asked_for(published, esi_sees, changing):
    with changing(published):
        indicator = Indicator.objects.get(number=5)
        Figure.objects.create(organisation=published, indicator=indicator, year=2026, bme=20)
    page = esi_sees(5)
    assert "Outcome 2025" in words(page.main)
    years = page.find("nav", attrs={"aria-label": "Year of the outcome"})
    assert words(years.find("a", href="?year=2026")) == "2026 , outcome"
    assert "Outcome 2026" in words(esi_sees(5, 2026).main)


def test_many_series_are_capped_with_their_number_and_a_link(published, esi, sign_in, changing):
    with changing(published):
        indicator = Indicator.objects.get(number=5)
        for number in range(60):
            Figure.objects.create(
                organisation=published, indicator=indicator, year=2025, bme=20, series=f"S{number}"
            )
    page = see(sign_in(esi).get(PAGE)).main
    assert "The newest 40 of 63 figures." in words(page)
    every = see(sign_in(esi).get(PAGE + page.find("a", string="Show all 63")["href"])).main
    rows = every.find("caption", string="Figures of indicator 5 by year").find_parent("table")
    assert len(rows.tbody.find_all("tr")) == 63
