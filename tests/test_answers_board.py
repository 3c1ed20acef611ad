"""The board of a quarter: who has answered, who has not, and what they said."""

import html

import pytest
from bs4 import BeautifulSoup

from tests.test_update_page import form_for, page_of

BOARD = "/RKE/plan/2025/quarters/2025-Q4/answers/"


@pytest.fixture
def told(make_action, make_lead, amara, ben, ife, sign_in):
    """Amara has answered one of her two actions, Ben none of his, and nobody leads the last."""
    panels, mentors, guides = (make_action(name) for name in ("Panels", "Mentors", "Guides"))
    make_action("Nobody's")
    make_action("Done before", status="completed")
    make_lead("Recruitment Team", amara, panels, mentors)
    make_lead("EDI Lead", ben, guides)
    sign_in(amara).post(page_of(panels), form_for(panels, happened="First."))
    panels.refresh_from_db()
    sign_in(amara).post(
        page_of(panels), form_for(panels, happened="The panel <b>met</b>."), follow=True
    )


def words_of(response):
    assert response.status_code == 200
    soup = BeautifulSoup(response.content, "html.parser")
    return " ".join(soup.find("main").get_text(" ").split())


def test_a_stranger_signs_in_first(plan, client):
    assert client.get(BOARD).url.startswith("/accounts/login/")


def test_another_trust_finds_none(plan, noor, sign_in):
    assert sign_in(noor).get(BOARD).status_code == 404
    assert sign_in(noor).get(BOARD.replace("RKE", "ZE1")).status_code == 404


def test_it_counts_first_and_then_says_what_they_said(told, esi, sign_in):
    page = words_of(sign_in(esi).get(BOARD))
    assert "1 of 4 actions has an update." in page
    assert "Recruitment Team: 1 of 2 actions answered" in page
    assert "EDI Lead: 0 of 1 action answered" in page
    assert "No lead: 0 of 1 action answered" in page
    assert "The panel <b>met</b>." in page
    assert "First." not in page
    assert "Amara, 16 March 2026. In progress, on track" in page
    assert "Done before" not in page
    assert page.index("EDI Lead:") < page.index("Recruitment Team:") < page.index("No lead:")


def test_those_with_most_to_answer_come_first_in_the_table(told, esi, sign_in):
    page = BeautifulSoup(sign_in(esi).get(BOARD).content, "html.parser")
    rows = [" ".join(row.get_text(" ").split()) for row in page.select("tbody tr")]
    assert len(rows) == 3
    assert "Who acts for it Amara Answered 1 of 2 Waiting 1" in " ".join(rows)
    assert "Who acts for it Nobody yet Answered 0 of 1 Waiting 1" in " ".join(rows)


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("?show=waiting", ["Mentors", "Guides", "Nobody's"], ["Panels"]),
        ("?show=answered", ["Panels"], ["Mentors", "Guides", "Nobody's"]),
        ("?lead=none", ["Nobody's"], ["Panels", "Mentors", "Guides"]),
        ("?lead=none&show=answered", ["No action fits"], ["Nobody's"]),
        ("?lead=9999999999999999999999&show=x&page=x", ["Panels", "Mentors", "Guides"], []),
    ],
)
def test_it_can_be_filtered(told, esi, sign_in, query, shown, hidden):
    page = words_of(sign_in(esi).get(BOARD + query))
    assert all(title in page for title in shown)
    assert not any(title in page for title in hidden)


def test_one_lead_alone(told, plan, esi, sign_in):
    lead = plan.organisation.leads.get(name="EDI Lead")
    page = words_of(sign_in(esi).get(f"{BOARD}?lead={lead.pk}"))
    assert "Guides" in page
    assert "Panels" not in page


def test_before_anything_is_written_all_wait(make_action, esi, sign_in):
    make_action("Panels")
    page = words_of(sign_in(esi).get(BOARD.replace("Q4", "Q3")))
    assert "0 of 1 action has an update." in page
    assert "The quarter has not been opened" in page


def test_ife_opens_the_quarter_from_here_and_esi_does_not(plan, esi, ife, sign_in):
    assert "Open the quarter" in words_of(sign_in(ife).get(BOARD))
    assert "Open the quarter" not in words_of(sign_in(esi).get(BOARD))


def test_the_plan_leads_here(plan, esi, sign_in):
    page = html.unescape(sign_in(esi).get("/RKE/plan/2025/quarters/2025-Q4/").content.decode())
    assert BOARD in page


@pytest.mark.parametrize("count", [40, 400])
def test_the_board_needs_few_queries(crowded_plan, count, ife, sign_in, queries):
    crowded_plan(count)
    client = sign_in(ife)
    for query in ("", "?show=waiting&page=2", "?lead=1"):
        with queries() as seen:
            assert client.get(BOARD + query).status_code == 200
        assert len(seen) <= 12
