"""The progress log of a quarter, by section, and the actions of which nothing was said."""

import uuid
from datetime import date

import pytest
from bs4 import BeautifulSoup

from actions.delivery import Status
from actions.models import ProgressUpdate, Quarter, Section
from wres.accounts.models import User

PAGE = "/RKE/plan/2025/quarters/2025-Q4/"


@pytest.fixture
def look(esi, sign_in):
    """`look()`: what Esi, an executive, sees of a quarter."""

    def at(address=PAGE):
        answer = sign_in(esi).get(address)
        assert answer.status_code == 200
        return BeautifulSoup(answer.content, "html.parser")

    return at


@pytest.fixture
def say(changing):
    """`say(action, "The panel met.")`: an update in the fourth quarter."""

    def write(action, happened="The panel met.", number=4, **values):
        facts = {
            "author": User.objects.system(),
            "day": date(2026, 2, 1),
            "status": Status.ONGOING,
            "status_before": Status.NOT_STARTED,
            "delivery": "on_track",
            "submission": uuid.uuid4(),
        } | values
        with changing(action.organisation):
            quarter, _ = Quarter.objects.get_or_create(
                plan=action.plan, year=2025, number=number, defaults={"state": Quarter.OPEN}
            )
            return ProgressUpdate.objects.create(
                action=action, quarter=quarter, happened=happened, **facts
            )

    return write


def words(element):
    return " ".join(element.get_text(" ").split())


def silent(page):
    return [words(a) for a in page.find(id="silent").find_next_sibling("ul")("a")]


def test_a_stranger_is_asked_to_sign_in(client, plan):
    assert client.get(PAGE).headers["Location"].startswith("/accounts/login/")


def test_another_trust_is_not_found(plan, noor, sign_in):
    assert sign_in(noor).get(PAGE).status_code == 404


@pytest.mark.parametrize("person", ["ife", "amara", "esi", "ada"])
def test_everyone_of_the_trust_may_read_it(request, plan, sign_in, person):
    assert sign_in(request.getfixturevalue(person)).get(PAGE).status_code == 200


def test_it_only_answers_to_reading(plan, esi, sign_in):
    assert sign_in(esi).post(PAGE).status_code == 405


@pytest.mark.parametrize("slug", ["2026-Q1", "2024-Q4", "2099-Q1", "2025-Q5", "now"])
def test_a_quarter_that_the_plan_does_not_have_is_not_found(plan, esi, sign_in, slug):
    assert sign_in(esi).get(f"/RKE/plan/2025/quarters/{slug}/").status_code == 404


def test_an_entry_says_who_when_what_happened_and_what_comes_next(action, say, ife, look):
    say(
        action,
        "The panel met.",
        author=ife,
        next_steps="Report to the board.",
        evidence_link="https://example.org/minutes",
        target_date=date(2026, 6, 30),
    )
    page = look()
    assert words(page.article) == (
        "Review interview panels Ife , 1 February 2026 Status: from not started to ongoing. "
        "Delivery stated: on track. New target date: 30 June 2026. The panel met. "
        "Next: Report to the board. Evidence: https://example.org/minutes"
    )
    assert page.article("a")[-1]["rel"] == ["noopener", "noreferrer", "nofollow"]


def test_examples_and_late_updates_are_marked(action, say, look):
    say(action, is_example=True, is_late=True)
    assert [words(tag) for tag in look().article("strong")] == ["Example", "Late"]


def test_updates_stand_by_section_as_printed_and_newest_first(
    plan, make_action, say, changing, look
):
    with changing(plan.organisation):
        culture = Section.objects.create(plan=plan, name="Culture", position=2)
    early = make_action("Early")
    with changing(plan.organisation):
        early.section = culture
        early.save()
    say(early, "In culture.", day=date(2026, 3, 1))
    late = make_action("Late")
    say(late, "First.", day=date(2026, 1, 5))
    say(late, "Second.", day=date(2026, 1, 6))
    page = look()
    said = [words(p) for article in page("article") for p in article("p", class_="app-long")]
    assert said == ["Second.", "First.", "In culture."]
    assert [words(h) for h in page("h2")][:2] == ["Recruitment", "Culture"]


def test_an_update_of_another_quarter_is_not_in_the_log(action, say, look):
    say(action, number=3)
    assert "No update has been given this quarter yet." in words(look())
    assert "The panel met." in words(look(PAGE.replace("Q4", "Q3")))


def test_the_quarters_lead_to_one_another_but_not_into_the_future(plan, look):
    page = look(PAGE.replace("Q4", "Q3"))
    assert page.find(rel="prev")["href"].endswith("/2025-Q2/")
    assert page.find(rel="next")["href"] == PAGE
    assert look().find(rel="next") is None


def test_a_quarter_in_which_nothing_was_written_is_honest(plan, look):
    page = words(look(PAGE.replace("Q4", "Q2")))
    assert "No update was given in this quarter." in page


def test_a_quarter_before_the_plan_says_that_no_updates_were_due(published, look):
    page = words(look(PAGE.replace("Q4", "Q1")))
    assert "The plan is dated 31 August 2025, so no updates were due in this quarter." in page
    assert "No update was given" not in page
    assert "Every action that was open has an update." not in page


def test_what_was_open_all_quarter_and_got_no_update_is_listed(make_action, say, look):
    say(make_action("Told"))
    make_action("Silent")
    make_action("Done", status=Status.COMPLETED, status_changed_on=date(2026, 1, 5))
    make_action("Long done", status=Status.COMPLETED)
    assert silent(look()) == ["Silent"]


def test_what_was_completed_later_was_open_in_the_quarter_before(make_action, look):
    make_action("Done since", status=Status.COMPLETED, status_changed_on=date(2026, 1, 5))
    assert silent(look(PAGE.replace("Q4", "Q3"))) == ["Done since"]


def test_the_actions_without_an_update_are_capped_with_a_count_and_a_link(published, look):
    page = look()
    assert words(page.find(id="silent")) == "Actions without an update yet: 28"
    assert len(silent(page)) == 10
    more = next(a for a in page("a") if words(a) == "and 18 more")
    assert more["href"] == "/RKE/plan/2025/?due=no_update"


def test_a_closed_quarter_says_since_when(plan, changing, look):
    with changing(plan.organisation):
        quarter = plan.quarters.get()
        quarter.state, quarter.closed_on = Quarter.CLOSED, date(2026, 3, 10)
        quarter.updates_due = date(2026, 3, 13)
        quarter.save()
    assert (
        "The quarter is closed, since 10 March 2026; updates were due by 13 March 2026."
        in words(look())
    )


def test_what_people_typed_is_shown_as_text(action, say, look):
    say(action, "<script>alert(1)</script>{{7*7}}")
    assert "<script>alert(1)</script>{{7*7}}" in words(look().article)


@pytest.mark.parametrize("page", ["abc", "-1", "0", "99999999999999999999"])
def test_a_page_that_does_not_exist_is_the_nearest_one(action, say, look, page):
    say(action)
    assert "The panel met." in words(look(f"{PAGE}?page={page}"))


@pytest.mark.parametrize("actions", [40, 400])
def test_it_needs_the_same_few_queries_however_large_the_plan(
    crowded_plan, esi, sign_in, queries, actions
):
    crowded_plan(actions)
    client = sign_in(esi)
    with queries() as seen:
        page = BeautifulSoup(client.get(PAGE).content, "html.parser")
    assert len(seen) == 10
    assert len(page("article")) == min(actions, 50)
