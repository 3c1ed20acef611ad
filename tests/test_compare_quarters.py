"""Two quarters side by side: what became of each action between them."""

from dataclasses import replace
from datetime import date

import pytest

from actions.delivery import Delivery, Status
from actions.models import Quarter
from actions.quarter import closed
from actions.quarter.comparison import Stood, compare, difference
from tests.conftest import TODAY

PAGE = "/RKE/plan/2025/compare/"
MARCH, JUNE = date(2026, 3, 31), date(2026, 6, 30)


def stood(pk=1, status=Status.ONGOING, delivery=Delivery.ON_TRACK, target=MARCH, slips=0):
    return Stood(pk, f"Action {pk}", "Recruitment", status, delivery, target, slips)


def told(before, after, heading):
    return [move.words for move in compare(before, after).lists[heading]]


@pytest.mark.parametrize(
    ("heading", "before", "after", "words"),
    [
        (
            "Moved in delivery",
            {},
            {"delivery": Delivery.OFF_TRACK},
            "From on track to off track",
        ),
        (
            "Completed",
            {},
            {"status": Status.COMPLETED, "delivery": Delivery.COMPLETE},
            "Was ongoing, on track",
        ),
        (
            "Status changed otherwise",
            {},
            {"status": Status.PAUSED},
            "From ongoing to paused",
        ),
        (
            "Target moved later",
            {},
            {"target": JUNE, "slips": 2},
            "From 31 March 2026 to 30 June 2026, 3 months later, moved later twice in all",
        ),
        (
            "Target moved later",
            {},
            {"target": date(2026, 4, 7), "slips": 1},
            "From 31 March 2026 to 7 April 2026, 7 days later, moved later once in all",
        ),
        ("Target moved later", {}, {"target": None}, "Target 31 March 2026 taken away"),
        (
            "Cancelled or carried forward",
            {},
            {"status": Status.CANCELLED, "delivery": Delivery.NONE},
            "Cancelled; was ongoing",
        ),
    ],
)
def test_what_became_of_an_action_is_said_in_words(heading, before, after, words):
    found = compare([stood(**before)], [stood(**after)])
    assert {h: [m.words for m in moves] for h, moves in found.lists.items() if moves} == {
        heading: [words]
    }


def test_an_action_that_stayed_as_it_was_is_in_no_list():
    assert not any(compare([stood()], [stood()]).lists.values())


def test_a_target_that_comes_earlier_has_not_slipped():
    assert told([stood(target=JUNE)], [stood(target=MARCH)], "Target moved later") == []


def test_new_actions_and_those_that_left_are_named():
    assert told([stood(1)], [stood(2)], "New") == ["New since then"]
    assert told([stood(1)], [stood(2)], "No longer in the plan") == ["Was on track"]


def test_an_action_that_was_carried_forward_is_the_same_one():
    carried = stood(1, status=Status.CARRIED_FORWARD, delivery=Delivery.AT_RISK)
    found = compare([carried], [replace(stood(7, delivery=Delivery.OFF_TRACK), origin=1)])
    said = {h: [m.words for m in moves] for h, moves in found.lists.items() if moves}
    assert said == {"Moved in delivery": ["From at risk to off track"]}


def test_what_was_finished_and_stays_behind_is_no_news():
    done = stood(1, status=Status.COMPLETED, delivery=Delivery.COMPLETE)
    assert told([done], [], "No longer in the plan") == []


def test_delivery_is_counted_then_and_now():
    before = [stood(1), stood(2)]
    after = [stood(1), stood(2, delivery=Delivery.OFF_TRACK)]
    rows = compare(before, after).delivery_rows
    assert rows == [("On track", 2, 1, "1 fewer"), ("Off track", 0, 1, "1 more")]
    assert difference(3, 3) == "the same"


def test_nothing_can_be_compared_before_a_quarter_is_closed(published, esi, sign_in):
    answer = sign_in(esi).get(PAGE)
    assert b"no quarter has been closed" in answer.content


@pytest.fixture
def third(published, ife, in_request):
    """The third quarter, closed at its end."""
    quarter = Quarter.objects.get(plan__organisation=published, number=3)
    with in_request():
        return closed.close(quarter, by=ife, today=date(2025, 12, 31))


def test_esi_compares_the_closed_quarter_with_today(third, esi, ife, sign_in, changing):
    action = third.quarter.plan.actions.open().first()
    with changing(action.organisation, ife):
        action.set_status(Status.PAUSED, TODAY)
        action.save()
    page = sign_in(esi).get(PAGE).content.decode()
    assert "Q4 2025/26 against Q3 2025/26" in page
    assert "to paused" in page


@pytest.mark.parametrize("query", ["?from=2025-Q3&to=2025-Q3", "?from=x&to=y", "?from=2025-Q4"])
def test_an_address_that_says_nonsense_shows_the_newest_two(third, esi, sign_in, query):
    answer = sign_in(esi).get(PAGE + query)
    assert b"Q4 2025/26 against Q3 2025/26" in answer.content


def test_quarters_asked_for_the_wrong_way_round_are_turned(third, esi, sign_in):
    answer = sign_in(esi).get(f"{PAGE}?from=2025-Q4&to=2025-Q3")
    assert b"Q4 2025/26 against Q3 2025/26" in answer.content


@pytest.mark.parametrize("count", [40, 400])
def test_comparing_needs_few_queries(crowded_plan, ife, sign_in, queries, in_request, count):
    plan = crowded_plan(count)
    with in_request():
        closed.close(plan.quarters.get(number=4), by=ife, today=date(2026, 3, 16))
    client = sign_in(ife)
    with queries() as seen:
        assert client.get(PAGE).status_code == 200
    assert len(seen) <= 12
