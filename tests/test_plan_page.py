"""The plan's page: its sections and counts, filters, order, pages, and an update one click away."""

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.urls import reverse

from actions.models import Action, ActionIndicator, Placement, Section
from actions.models.plan import UNSAID_CAP
from tests.conftest import TODAY

PLAN = "/RKE/plan/2025/"
QUERIES = {"Ife": 11, "Amara": 10}  # of the page, whatever the size of the plan and the filter


def soup(response):
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def words(tag):
    return " ".join(tag.get_text(" ").split())


def rows(page):
    return page.select(".app-actions tbody tr[id]")


def titles(page):
    return [row.select_one("th a").get_text() for row in rows(page)]


def places(page):
    return [row.select_one(".app-actions__number").get_text() for row in rows(page)]


def headings(page):
    return [heading.contents[0].strip() for heading in page.select(".app-actions__heading")]


def counts(page):
    return [words(count) for count in page.select(".app-actions__count")]


@pytest.fixture
def see(sign_in, published, ife):
    """`see("?sort=target")`: the published plan as Ife sees it."""
    return lambda query="": soup(sign_in(ife).get(PLAN + query))


def test_who_is_signed_out_is_asked_to_sign_in(client, plan):
    response = client.get(PLAN)
    assert (response.status_code, urlsplit(response["Location"]).path) == (
        302,
        "/accounts/login/",
    )


def test_the_plan_of_another_trust_is_not_found(sign_in, noor, plan):
    assert sign_in(noor).get(PLAN).status_code == 404


def test_a_plan_of_another_year_is_not_found(sign_in, esi, plan):
    assert sign_in(esi).get("/RKE/plan/2031/").status_code == 404


def test_the_plan_is_only_read_here(sign_in, ife, plan):
    assert sign_in(ife).post(PLAN).status_code == 405


def test_the_newest_plan_is_one_address(sign_in, esi, plan):
    assert sign_in(esi).get("/RKE/plan/")["Location"] == PLAN


def test_without_a_plan_the_page_says_who_imports_one(trust, ife, esi, sign_in):
    assert b"An inclusion lead imports the plan" in sign_in(esi).get("/RKE/plan/").content
    assert b'href="/RKE/plan/import/"' in sign_in(ife).get("/RKE/plan/").content


def test_an_executive_reads_a_plan_without_actions(sign_in, esi, plan):
    assert "This plan has no actions yet." in words(soup(sign_in(esi).get(PLAN)))


def test_it_counts_actions_and_places(see):
    page = see()
    assert "1 action is listed in 2 places, so there are 41 places in all." in words(page)
    listed = page.select("ul[aria-labelledby=by-section] li")
    assert [words(item) for item in listed] == [
        "7 Debiasing Recruitment",
        "13 Anti-Racist Culture",
        "4 Equal Representation in Leadership",
        "8 Career Development & Progression",
        "9 Workforce Engagement",
    ]
    assert "Showing 1 to 25 of 40 actions" in words(page)


def test_sections_follow_one_another_as_printed(see):
    page = see()
    assert headings(page) == [
        "Debiasing Recruitment",
        "Anti-Racist Culture",
        "Equal Representation in Leadership",
        "Career Development & Progression",
    ]
    culture = [place for place in places(page) if place.startswith("Anti-Racist Culture")]
    numbers = [int(place.split()[-1]) for place in culture]
    assert numbers == [1, 2, 3, 4, 10, 11, 12, 13, 5, 6, 7, 8, 9]


def test_the_second_page_goes_on(see):
    page = see("?page=2")
    assert "Showing 26 to 40 of 40 actions" in words(page)
    assert headings(page) == ["Career Development & Progression", "Workforce Engagement"]
    assert counts(page) == ["8 actions", "8 actions, and 1 more listed under another section"]


def test_an_action_in_two_sections_stands_once(see):
    both = [title for n in (1, 2) for title in titles(see(f"?page={n}"))]
    assert len(both) == len(set(both)) == 40
    row = next(row for row in rows(see("?page=2")) if "diversity guide" in words(row))
    assert row.select_one(".app-actions__number").get_text() == (
        "Career Development & Progression 3"
    )
    assert "Also listed as Workforce Engagement 3" in words(row)


def test_a_section_holds_every_placement_in_it(see, published):
    section = Section.objects.get(name="Workforce Engagement")
    page = see(f"?section={section.pk}")
    assert places(page) == [f"Workforce Engagement {n}" for n in range(1, 10)]
    assert "Also listed as Career Development & Progression 3" in words(rows(page)[2])


@pytest.mark.parametrize(
    ("name", "query", "said"),
    [
        ("Workforce Engagement", "", "1 to 9 of 9 actions, 1 of them counted in another section"),
        ("Workforce Engagement", "&delivery=complete", "actions"),
        ("Career Development & Progression", "", "1 to 8 of 8 actions"),
    ],
)
def test_a_section_says_what_the_summary_counts_in_another(see, published, name, query, said):
    section = Section.objects.get(name=name)
    assert see(f"?section={section.pk}{query}").find(id="actions").text.endswith(said)


@pytest.mark.parametrize(
    ("number", "count"), list(enumerate([30, 23, 14, 15, 17, 15, 17, 21, 5], start=1))
)
def test_an_indicator_finds_its_actions_and_those_about_all(see, number, count):
    assert f"of {count} actions" in words(see(f"?indicator={number}"))


def test_a_status_finds_its_actions(see):
    page = see("?status=completed")
    assert "of 12 actions" in words(page)
    assert all("Completed" in words(row) and "No evidence" in words(row) for row in rows(page))


def test_a_delivery_finds_as_many_as_its_link_says(see):
    for link in see().select("ul[aria-labelledby=by-delivery] a"):
        count = int(link.b.get_text())
        page = words(see(link["href"]))
        assert f"of {count} action" in page
        assert "By delivery, whole plan" in page


def test_counts_by_delivery_say_that_the_other_filters_hold(see):
    page = see("?delivery=complete&indicator=9")
    counts = page.select("ul[aria-labelledby=by-delivery] b")
    assert "By delivery, with the other filters" in words(page)
    assert sum(int(count.get_text()) for count in counts) == 5


def test_a_lead_finds_what_it_leads(see, published):
    lead = published.leads.get(name="Recruitment Team")
    page = see(f"?lead={lead.pk}")
    assert len(rows(page)) == lead.action_leads.count() > 0
    assert all("Recruitment Team" in words(row) for row in rows(page))


def test_words_are_found_in_any_case(see):
    page = see("?text=DIVERSITY+guide")
    assert titles(page) == ["Produce a diversity guide for managers"]


def test_filters_narrow_one_another_and_each_can_be_taken_off(see):
    page = see("?status=completed&indicator=3&sort=-title&page=7")
    chips = page.select(".app-filters a")
    assert [words(chip) for chip in chips] == [
        "Remove filter Indicator: 3 Disciplinary",
        "Remove filter Status: Completed",
    ]
    assert parse_qs(chips[0]["href"][1:]) == {"status": ["completed"], "sort": ["-title"]}
    form = page.select_one("form[role=search]")
    assert (form["method"], form.select_one("[name=status] [selected]")["value"]) == (
        "get",
        "completed",
    )


def test_when_nothing_matches_it_says_so(see):
    page = see("?text=nobody+ever+wrote+this")
    assert "No actions match these filters. Remove a filter" in words(page)
    assert not rows(page)


@pytest.mark.parametrize(
    "query",
    [
        "?page=abc",
        "?page=-1",
        "?page=999999999999999999999",
        "?sort=password",
        "?sort=plan__organisation",
        "?text=%00",
        "?text=%25",
        "?text=" + "x" * 10_000,
        "?section=١",
        "?lead=1e9",
        "?delivery=perfect&due=never&status=gone",
    ],
)
def test_an_odd_address_is_still_a_page(see, query):
    assert see(query).h1.get_text() == "WRES action plan 2025-26"


def test_what_the_address_asks_for_in_vain_is_named(see):
    page = see("?indicator=999&status=gone")
    assert "because this plan does not know it: indicator and status." in words(page)
    assert "of 40 actions" in words(page)


def test_another_trusts_lead_is_not_a_filter(see, other_trust, changing):
    with changing(other_trust):
        lead = other_trust.leads.create(name="Hillside team")
    assert "of 40 actions" in words(see(f"?lead={lead.pk}"))


def test_a_heading_sorts_and_turns_round(see):
    first = see("?sort=target")
    heading = first.select_one("th[aria-sort]")
    assert (heading["aria-sort"], words(heading)) == ("ascending", "Target date")
    assert heading.a["href"] == "?sort=-target"
    days = [row.select("td")[4].select("span")[1].get_text() for row in rows(first)]
    assert days[0] == "31 January 2026"
    assert see("?sort=-target").select_one("th[aria-sort]")["aria-sort"] == "descending"


def test_actions_without_a_date_come_last_either_way(see):
    for query in ("?sort=target&page=2", "?sort=-target&page=2"):
        assert "Not set" in words(rows(see(query))[-1])


@pytest.mark.parametrize("key", ["title", "status", "delivery", "target", "review", "updated"])
def test_every_order_shows_every_action_once(see, key):
    for sort in (key, f"-{key}"):
        seen = [title for n in (1, 2) for title in titles(see(f"?sort={sort}&page={n}"))]
        assert len(set(seen)) == 40


def test_the_worst_delivery_sorts_first(make_action, sign_in, ife):
    make_action("Fine", stated_delivery="on_track")
    make_action("Late", target_date=date(2026, 1, 31))
    make_action("Done", status="completed")
    make_action("In doubt", stated_delivery="at_risk")
    page = soup(sign_in(ife).get(PLAN + "?sort=delivery"))
    assert titles(page) == ["Late", "In doubt", "Fine", "Done"]


def test_a_row_says_why_the_day_made_it_worse(make_action, sign_in, esi):
    make_action(target_date=date(2026, 1, 31), stated_delivery="on_track")
    row = rows(soup(sign_in(esi).get(PLAN)))[0]
    assert "Off track The target date 31 January 2026 has passed; it was rated on track" in words(
        row
    )


@pytest.mark.parametrize(
    ("delivery", "updated_on", "said"),
    [
        ("at_risk", date(2026, 3, 6), "At risk Rated on 6 March 2026"),
        ("off_track", date(2026, 3, 6), "Off track Rated on 6 March 2026"),
        (
            "on_track",
            date(2025, 9, 22),
            "On track Rated on 22 September 2025; no update this quarter",
        ),
    ],
)
def test_a_row_says_since_when_its_rating_stands(
    make_action, sign_in, esi, delivery, updated_on, said
):
    make_action(stated_delivery=delivery, updated_on=updated_on)
    assert said in words(rows(soup(sign_in(esi).get(PLAN)))[0])


def test_a_row_on_track_this_quarter_needs_no_words(make_action, sign_in, esi):
    make_action(stated_delivery="on_track", updated_on=date(2026, 1, 1))
    assert words(rows(soup(sign_in(esi).get(PLAN)))[0].select("td")[3]) == "Delivery On track"


def test_a_row_says_its_roles(make_action, plan, changing, sign_in, esi):
    action, some = make_action(), make_action("All of it", all_indicators=True)
    one, two, *_ = plan.standard.indicators.all()
    with changing(plan.organisation):
        ActionIndicator.objects.create(action=action, indicator=two, position=1)
        ActionIndicator.objects.create(action=action, indicator=one, position=2, role="primary")
        ActionIndicator.objects.create(action=some, indicator=two, position=1, role="secondary")
    page = soup(sign_in(esi).get(PLAN))
    said = [row.td.select("span")[1].get_text() for row in rows(page)]
    assert said == ["1 primary, 2", "All, 2 secondary"]


def test_update_comes_back_to_the_same_filter_and_place(see):
    row = rows(see("?status=ongoing&sort=-target"))[3]
    link = urlsplit(row.select_one("a.app-actions__update")["href"])
    pk = row["id"].removeprefix("action-")
    assert link.path == reverse("action_update", args=["RKE", pk])
    assert parse_qs(link.query)["next"] == [
        f"{PLAN}?status=ongoing&sort=-target#action-{pk}",
    ]


def test_update_from_a_later_page_comes_back_to_it(see):
    link = see("?page=2").select_one("a.app-actions__update")["href"]
    assert parse_qs(urlsplit(link).query)["next"][0].startswith(f"{PLAN}?page=2#action-")


def test_a_lead_updates_what_it_leads_and_an_executive_nothing(
    sign_in, amara, esi, make_action, make_lead
):
    mine, _ = make_action("Mine"), make_action("Another's")
    make_lead("Recruitment Team", amara, mine)
    assert words(soup(sign_in(amara).get(PLAN))).count("Update Mine") == 1
    assert "Update Another's" not in words(soup(sign_in(amara).get(PLAN)))
    assert not soup(sign_in(esi).get(PLAN)).select(".app-actions__update")


def test_an_inclusion_lead_sees_what_the_import_left_to_people(see, sign_in, esi, published):
    plan = published.plans.get()
    links = words(see().select_one(".app-links"))
    assert f"Roles to confirm ({plan.actions.with_unsaid_roles().count()})" in links
    assert f"Questions to settle ({plan.questions.open().count()})" in links
    assert "Roles to confirm" not in words(soup(sign_in(esi).get(PLAN)))


def test_roles_are_not_counted_without_end(crowded_plan, sign_in, ife):
    crowded_plan(UNSAID_CAP + 1)
    links = words(soup(sign_in(ife).get(PLAN)).select_one(".app-links"))
    assert f"Roles to confirm ({UNSAID_CAP} or more)" in links


def test_what_people_write_is_shown_as_text(make_action, plan, changing, sign_in, ife):
    action = make_action("<script>alert(1)</script>{{7*7}}")
    with changing(plan.organisation):
        Placement.objects.create(action=action, section=action.section, number="<b>1", row=2)
    response = sign_in(ife).get(PLAN + '?text="><script>')
    assert b"<script>alert" not in response.content
    content = sign_in(ife).get(PLAN).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}" in content
    assert "Recruitment &lt;b&gt;1" in content


@pytest.mark.parametrize("count", [40, 400])
def test_a_plan_of_any_size_costs_the_same_queries(
    crowded_plan, sign_in, ife, amara, queries, count
):
    crowded_plan(count)
    for person in (ife, amara):
        client = sign_in(person)
        for query in ("", "?sort=delivery&indicator=1&text=fairer&status=ongoing&due=no_measure"):
            with queries() as seen:
                assert len(rows(soup(client.get(PLAN + query)))) > 0
            assert len(seen) == QUERIES[person.name]


def test_counting_a_large_plan_reads_an_index_and_no_row(plan):
    if connection.vendor == "sqlite":
        explained = plan.actions.standing(TODAY, TODAY).explain()
        assert "USING COVERING INDEX action_standing" in explained
        assert "TEMP B-TREE" not in explained


def test_a_page_in_printed_order_is_not_sorted(plan):
    if connection.vendor == "sqlite":
        explained = Action.objects.printed_in(plan).in_printed_order()[:25].explain()
        assert "TEMP B-TREE" not in explained
