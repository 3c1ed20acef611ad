"""My actions: what a person leads, the most urgent first, and what the quarter asks of it."""

from datetime import date

import pytest
from bs4 import BeautifulSoup

from actions.models import Quarter

MINE = "/RKE/my-actions/"
QUERIES = 10  # of the page, whatever the size of the plan


def soup(response):
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def words(tag):
    return " ".join(tag.get_text(" ").split())


@pytest.fixture
def lead(amara, make_action, make_lead):
    """`lead("Title", target_date=…)`: an action that Amara leads."""
    actions = []

    def make(title, **values):
        actions.append(make_action(title, **values))
        make_lead(f"Team {len(actions)}", amara, actions[-1])
        return actions[-1]

    return make


@pytest.fixture
def updates_due(plan, changing):
    quarter = plan.quarters.get()
    quarter.updates_due = date(2026, 3, 13)
    with changing(plan.organisation):
        quarter.save()


def test_who_is_signed_out_is_asked_to_sign_in(client, plan):
    assert client.get(MINE).status_code == 302


def test_nobody_sees_another_trusts(sign_in, noor, plan):
    assert sign_in(noor).get(MINE).status_code == 404


def test_without_a_plan_it_says_so(sign_in, amara):
    assert sign_in(amara).get(MINE).status_code == 200


def test_who_leads_nothing_reads_who_can_change_that(sign_in, esi, ada, action):
    page = words(soup(sign_in(esi).get(MINE)))
    assert "You do not lead any action" in page
    assert "Ada , ada@example.nhs.uk" in page


def test_only_what_amara_leads_is_listed(sign_in, amara, lead, make_action):
    lead("Hers")
    make_action("Another's")
    page = words(soup(sign_in(amara).get(MINE)))
    assert "Hers" in page
    assert "Another's" not in page


def test_the_most_urgent_comes_first(sign_in, amara, lead):
    lead("Done", status="completed")
    lead("No date")
    lead("Later", target_date=date(2026, 4, 1))
    lead("This quarter", target_date=date(2026, 3, 31))
    lead("Overdue", target_date=date(2026, 3, 15))
    page = soup(sign_in(amara).get(MINE))
    assert [link.get_text() for link in page.select(".app-actions th a")] == [
        "Overdue",
        "This quarter",
        "Later",
        "No date",
        "Done",
    ]
    assert [heading.contents[0].strip() for heading in page.select(".app-actions__heading")] == [
        "Target or review date has passed",
        "Due by 31 March 2026, the end of this quarter",
        "Due later",
        "No date set",
        "Completed, cancelled or carried forward",
    ]


def test_a_review_is_as_urgent_as_a_target(sign_in, amara, lead):
    lead("Target later", target_date=date(2026, 6, 30))
    lead("Completed, to review", status="completed", review_date=date(2026, 3, 31))
    lead("Review passed", target_date=date(2026, 6, 30), review_date=date(2026, 3, 1))
    page = soup(sign_in(amara).get(MINE))
    assert [link.get_text() for link in page.select(".app-actions th a")] == [
        "Review passed",
        "Completed, to review",
        "Target later",
    ]


def test_what_is_late_or_off_track_comes_before_what_goes_well(sign_in, amara, lead, updates_due):
    told = {"updated_on": date(2026, 2, 17)}
    lead("On track", target_date=date(2026, 3, 20), stated_delivery="on_track", **told)
    lead("At risk", target_date=date(2026, 3, 21), stated_delivery="at_risk", **told)
    lead("Off track", target_date=date(2026, 3, 22), stated_delivery="off_track", **told)
    lead("No update", target_date=date(2026, 3, 23))
    lead("Review passed", review_date=date(2026, 3, 1))
    lead("Overdue", target_date=date(2026, 3, 10), **told)
    page = soup(sign_in(amara).get(MINE))
    assert [link.get_text() for link in page.select(".app-actions th a")] == [
        "Overdue",
        "Review passed",
        "No update",
        "Off track",
        "At risk",
        "On track",
    ]


@pytest.mark.parametrize(
    ("today", "sentence"),
    [
        (date(2026, 3, 13), " are due by 13 March 2026."),
        (date(2026, 3, 14), "were due by 13 March 2026, 1 day ago."),
        (date(2026, 3, 16), "were due by 13 March 2026, 3 days ago."),
    ],
)
def test_it_says_until_when_updates_are_or_were_due(
    sign_in, amara, lead, updates_due, settings, today, sentence
):
    lead("Quiet")
    settings.TODAY = today
    assert sentence in words(soup(sign_in(amara).get(MINE)))


def test_it_asks_for_the_update_that_has_not_come(sign_in, amara, lead, updates_due):
    lead("Quiet", updated_on=date(2025, 12, 31))
    lead("Told", updated_on=date(2026, 1, 1))
    lead("Done", status="completed")
    rows = soup(sign_in(amara).get(MINE)).select(".app-actions tbody tr[id]")
    asked = {row.a.get_text(): "Update was due by 13 March 2026" in words(row) for row in rows}
    assert asked == {"Quiet": True, "Told": False, "Done": False}


def test_a_closed_quarter_asks_for_nothing(sign_in, amara, lead, plan, updates_due, changing):
    lead("Quiet")
    quarter = plan.quarters.get()
    quarter.state = Quarter.CLOSED
    with changing(plan.organisation):
        quarter.save()
    page = words(soup(sign_in(amara).get(MINE)))
    assert "Quiet" in page
    assert "due by 13 March" not in page


def test_an_update_is_one_click_away_and_comes_back(sign_in, amara, lead):
    action = lead("Hers")
    link = soup(sign_in(amara).get(MINE)).select_one("a.app-actions__update")["href"]
    assert link == (
        f"/RKE/actions/{action.pk}/update/?next=%2FRKE%2Fmy-actions%2F%23action-{action.pk}"
    )


def test_a_long_list_has_pages(sign_in, amara, crowded_plan, changing, plan):
    crowded_plan(600)
    with changing(plan.organisation):
        plan.organisation.leads.get(name="Team 07").members.create(user=amara)
    page = soup(sign_in(amara).get(MINE + "?page=abc"))
    assert len(page.select(".app-actions tbody tr[id]")) == 25
    assert "page=2" in page.select_one(".nhsuk-pagination__next")["href"]


@pytest.mark.parametrize("count", [40, 400])
def test_any_number_of_actions_costs_the_same_queries(
    crowded_plan, sign_in, amara, plan, changing, queries, count
):
    crowded_plan(count)
    with changing(plan.organisation):
        plan.organisation.leads.get(name="Team 07").members.create(user=amara)
    client = sign_in(amara)
    with queries() as seen:
        soup(client.get(MINE))
    assert len(seen) == QUERIES
