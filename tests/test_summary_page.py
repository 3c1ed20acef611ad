"""The executive summary, as an executive opens it once a quarter."""

from datetime import date
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup

from actions.delivery import Status
from actions.models import ProgressUpdate, Quarter
from actions.plan import filters
from actions.summary import lists
from indicators.models import Figure, Indicator

PAGE = "/RKE/plan/2025/summary/"


@pytest.fixture
def look(esi, sign_in):
    """`look()`: what Esi, an executive, sees."""

    def at(query=""):
        answer = sign_in(esi).get(PAGE + query)
        assert answer.status_code == 200
        return BeautifulSoup(answer.content, "html.parser")

    return at


def words(element):
    return " ".join(element.get_text(" ").split())


def listing(page, name):
    return page.find(id=f"list-{name}").find_parent("section")


def test_a_stranger_is_asked_to_sign_in(client, plan):
    assert client.get(PAGE).headers["Location"].startswith("/accounts/login/")


def test_another_trust_is_not_found(plan, noor, sign_in):
    assert sign_in(noor).get(PAGE).status_code == 404


@pytest.mark.parametrize("year", ["2024", "0", "99999999999999999999"])
def test_a_year_without_a_plan_is_not_found(plan, esi, sign_in, year):
    assert sign_in(esi).get(f"/RKE/plan/{year}/summary/").status_code == 404


@pytest.mark.parametrize("person", ["ife", "amara", "esi", "ada"])
def test_everyone_of_the_trust_may_read_it(request, plan, sign_in, person):
    assert sign_in(request.getfixturevalue(person)).get(PAGE).status_code == 200


def test_it_only_answers_to_reading(plan, esi, sign_in):
    assert sign_in(esi).post(PAGE).status_code == 405


def test_the_first_thing_read_is_where_the_plan_is(published, look):
    page = look()
    assert words(page.h1) == "Executive summary, Q4 2025/26"
    assert words(page.find(class_="app-top__finding")) == (
        "1 of 40 actions is off track. 2 indicators improved while the gap widened."
    )
    first = words(page.find(class_="app-statements"))
    assert "1 of 40 actions is off track and 27 are at risk." in first
    assert "Indicators 3 and 8 need improvement and are not focus areas." in first


def test_the_bar_has_its_numbers_beside_it_and_they_lead_to_the_actions(published, look):
    bar = look().find(class_="app-delivery")
    numbers = {words(li): li.a and li.a["href"] for li in bar("li")}
    assert list(numbers) == ["12 complete", "0 on track", "27 at risk", "1 off track"]
    assert numbers["1 off track"] == "/RKE/plan/2025/?delivery=off_track"
    assert numbers["0 on track"] is None
    assert words(bar.svg.title).startswith("1 of 40 actions is off track.")
    assert [text.text for text in bar.svg("text")] == ["12", "27"]


def test_each_indicator_is_a_tile_with_number_arrow_group_and_flags(published, look):
    tiles = [words(tile) for tile in look().find(class_="app-strip")("li")]
    assert len(tiles) == 9
    assert tiles[0] == "1 Representation by pay band No figure held – Not assessed"
    assert tiles[1].startswith("2 Recruitment ★ Focus area 1.79 ▲ up from 1.63, worse !")
    assert tiles[4].endswith("▼ down from 30.0%, better ◐ Some improvement Gap widened")


def test_at_most_five_things_need_attention_and_leads_speak(published, changing, amara, look):
    plan = published.plans.get()
    late = plan.actions.get(
        target_date__lt=date(2026, 3, 16), status__in=["not_stated", "in_progress", "ongoing"]
    )
    said = {"happened": "The panel met twice.", "next_steps": "Train the chairs."}
    with changing(published, amara):
        ProgressUpdate.objects.create(
            **{"action": late, "quarter": plan.quarters.last(), "author": amara},
            **{"day": date(2026, 3, 1), "status": late.status, "status_before": late.status},
            **{"delivery": "off_track", "submission": uuid4()} | said,
        )
    items = [words(item) for item in look().find(class_="app-attention")("li")]
    assert len(items) <= 5
    assert "The panel met twice. Next: Train the chairs." in items[0]
    assert any("Indicators 3 and 8 need improvement and are not focus" in item for item in items)


def test_what_needs_improvement_and_has_few_actions_to_itself_is_named(published, look):
    challenge = words(look().find(id="challenge").find_parent("section"))
    assert "2 and 3 need improvement, and only 1 action targets each of them specifically." in (
        challenge
    )
    assert "8 and 9 need improvement, and no action targets any of them specifically." in challenge


def test_each_indicator_has_a_line_with_what_moved(published, look):
    rows = {words(row.a): words(row) for row in look().find(id="outcomes").tbody("tr")}
    five = rows["5 Harassment from patients and public"]
    assert "White 23.0%, BME 28.3%" in five
    assert "White 27.2%, BME 30.0%" in five
    assert "Widened from 2.8 to 5.3 percentage points Improved, but the gap widened" in five
    assert "No figure held" in rows["1 Representation by pay band"]
    assert len(rows) == 9


def test_the_picture_says_what_it_shows_and_a_table_has_its_numbers(published, look):
    page = look()
    picture = page.find(id="delivery").svg
    assert words(picture.title) == "1 action is off track, in Debiasing Recruitment"
    total = page("table")[1].tbody("tr")[-1]("td")[-1]
    assert words(total).endswith("40 all, All sections")
    drawn = [words(number) for number in picture("text")]
    assert sum(int(number) for number in drawn if number.isdigit()) == 40


def test_the_numbers_lead_to_the_actions_they_count(published, look, esi, sign_in):
    page = look()
    links = [a["href"] for a in page("table")[1].tbody("a")]
    links += [a["href"] for a in page("a") if "due=" in a["href"]]
    off_track = next(href for href in links if href.endswith("?delivery=off_track"))
    assert "Showing 1 of 1 action" in words(
        BeautifulSoup(sign_in(esi).get(off_track).content, "html.parser").main
    ).replace("1 to 1", "1")
    assert {sign_in(esi).get(href).status_code for href in set(links)} == {200}


def test_a_long_list_is_cut_short_with_a_link_to_all_of_it(published, look):
    section = listing(look(), "quiet")
    assert words(section.h3) == "No update yet this quarter: 28"
    assert len(section("li")) == 5
    assert section("a")[-1]["href"] == "/RKE/plan/2025/?due=no_update"
    assert words(section("a")[-1]).startswith("and 23 more")


def test_every_link_to_the_rest_is_a_filter_that_the_plan_knows():
    for kind in lists.KINDS:
        assert kind.query.removeprefix("due=") in filters.DUE


def test_an_empty_list_says_so(plan, look):
    assert words(listing(look(), "overdue")) == "Overdue: 0 No action is past its target date."


def test_coverage_by_section_is_shown_when_asked_for(published, look):
    assert "Show every indicator by section" in words(look())
    table = look("?coverage=sections").find(id="coverage-caption").find_parent("table")
    nine = next(row for row in table.tbody("tr") if "9 Board" in words(row))
    assert words(nine) == "9 Board representation Focus area, thinly covered 0 0 1 1 0 2 5"
    two = next(words(row) for row in table.tbody("tr") if "2 Recruitment" in words(row))
    assert two.endswith(" 20 23")


def test_coverage_marks_what_needs_improvement_and_is_no_focus_area(published, look):
    table = look("?coverage=sections").find(id="coverage-caption").find_parent("table")
    marked = [words(row.th) for row in table.tbody("tr") if "not a focus area" in words(row)]
    assert [row.split()[0] for row in marked] == ["3", "8"]


def test_coverage_has_as_many_actions_as_the_plan_shows(published, look, esi, sign_in):
    table = look("?coverage=sections").find(id="coverage-caption").find_parent("table")
    for row in table.tbody("tr")[:-1]:
        number, shown = words(row.th).split()[0], words(row("td")[-1])
        page = sign_in(esi).get(f"/RKE/plan/2025/?indicator={number}")
        assert f"of {shown} actions" in words(BeautifulSoup(page.content, "html.parser").main)


def test_a_thin_focus_area_is_marked_in_words(published, look):
    assert (
        "Thinly covered: indicator 9, board representation, is a focus area with 2 actions that "
        "name it, and 3 about all indicators: view all 5." in words(look()).replace(" .", ".")
    )


def test_the_plan_shows_as_many_actions_of_a_thin_area_as_its_link_says(
    published, look, esi, sign_in
):
    link = next(a for a in look().find_all("a") if words(a) == "view all 5")
    page = BeautifulSoup(sign_in(esi).get(link["href"]).content, "html.parser")
    assert "of 5 actions" in words(page.main)


def test_a_closed_quarter_is_said_to_be_closed(plan, changing, look):
    with changing(plan.organisation):
        quarter = plan.quarters.get()
        quarter.state, quarter.updates_due = Quarter.CLOSED, date(2026, 3, 20)
        quarter.save()
    assert "Closed. As it stands on 16 March 2026; updates are due by 20 March 2026." in words(
        look()
    )


def test_what_people_typed_is_shown_as_text(make_action, look):
    make_action("<script>alert(1)</script>{{7*7}}", target_date=date(2026, 1, 1))
    assert "<script>alert(1)</script>{{7*7}}" in words(listing(look(), "overdue"))


def test_an_empty_plan_has_an_honest_page(plan, look):
    page = words(look())
    assert "The plan has no actions." in page
    assert "The plan has chosen no focus areas." in page


def test_dropped_actions_are_counted_apart(make_action, look):
    make_action(status=Status.CANCELLED)
    assert "Not counted" in words(look()("table")[1])


@pytest.mark.parametrize(("query", "needed"), [("", 12), ("?coverage=sections", 12)])
@pytest.mark.parametrize("actions", [40, 400])
def test_it_needs_the_same_few_queries_however_large_the_plan(
    crowded_plan, esi, sign_in, queries, actions, query, needed
):
    crowded_plan(actions)
    client = sign_in(esi)
    with queries() as seen:
        answer = client.get(PAGE + query)
    assert len(seen) == needed
    assert len(answer.content) < 80_000


def test_it_needs_no_more_queries_for_twenty_years_of_figures(
    published, changing, esi, sign_in, queries
):
    with changing(published) as change:
        change.insert_many(
            [
                Figure(organisation=published, indicator=indicator, year=year, bme=30, white=20)
                for indicator in Indicator.objects.filter(unit_of_measure="percent")
                for year in range(2026, 2044)
            ]
        )
    client = sign_in(esi)
    with queries() as seen:
        client.get(PAGE)
    assert len(seen) == 12
