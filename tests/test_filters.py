"""What an address may ask of the list of actions: tables of what is allowed, and nothing else."""

from datetime import date

import pytest
from django.http import QueryDict

from actions.models import Question
from actions.plan import filters
from actions.plan.filters import DUE, SORT_WORDS, Day, Filter
from tests.conftest import TODAY

CHOICES = {name: {"1": "One"} for name in ("section", "indicator", "lead", "status")}
CHOICES |= {"delivery": {"at_risk": "At risk"}, "due": {"overdue": "Overdue"}}


def read(query):
    return filters.read(QueryDict(query), CHOICES)


@pytest.fixture
def found(plan):
    """`found("overdue")`: the titles of the actions that this `due` lets through."""

    def titles(due):
        day = Day.of(plan, TODAY, None)
        chosen = Filter(due=due).chosen(plan.actions, day, None)
        return [action.title for action in chosen]

    return titles


def test_an_empty_address_filters_nothing():
    assert read("section=&text=&page=2") == Filter()
    assert not read("").is_on


def test_what_is_allowed_is_read():
    asked = read("section=1&delivery=at_risk&text=+panel+&sort=-target")
    assert asked == Filter(section="1", delivery="at_risk", text="panel", sort="-target")


@pytest.mark.parametrize(
    "query",
    [
        "section=2",
        "lead=1e0",
        "due=later%00",
        "text=a%00b",
        f"text={'x' * 201}",
        "status=__class__",
    ],
)
def test_what_is_not_allowed_is_left_out_and_named(query):
    asked = read(query)
    assert asked == Filter()
    assert len(asked.unread) == 1


@pytest.mark.parametrize("sort", ["password", "--target", "-", "?", "plan__organisation__code"])
def test_no_other_order_is_known(sort):
    assert read(f"sort={sort}").sort == ""


def test_the_query_leaves_out_what_is_empty_and_escapes_the_rest():
    asked = Filter(status="ongoing", text="a&b=c #d", sort="title")
    assert asked.query(status="", page=3) == "text=a%26b%3Dc+%23d&sort=title&page=3"


def test_a_chip_takes_off_its_own_filter():
    chips = Filter(section="1", text="panel").chips(CHOICES)
    assert chips == [
        {"text": "Section: One", "href": "?text=panel"},
        {"text": "Words: panel", "href": "?section=1"},
    ]


def test_every_order_has_words():
    assert all(SORT_WORDS.values())


def test_each_kind_of_due_finds_its_action(make_action, found, plan, changing):
    make = {
        "overdue": {"target_date": date(2026, 3, 15)},
        "this_quarter": {"target_date": date(2026, 3, 16)},
        "later": {"target_date": date(2026, 4, 1)},
        "review_due": {"review_date": date(2026, 3, 31), "status": "completed"},
        "completed_this_quarter": {"status": "completed", "status_changed_on": date(2026, 1, 1)},
        "changed_this_quarter": {"status": "ongoing", "status_changed_on": date(2026, 3, 16)},
        "moved_this_quarter": {"last_slipped_on": date(2026, 2, 1)},
    }
    for due, values in make.items():
        make_action(due, **values)
    asked = make_action("questions")
    with changing(plan.organisation):
        Question.objects.create(plan=plan, action=asked, row=2, column="leads", message="Who?")
    for due in [*make, "questions"]:
        assert found(due) == [due]


def test_what_is_missing_is_found(make_action, make_lead, found):
    make_action("Bare", status="completed")
    whole = make_action(
        "Whole", status="completed", has_evidence=True, success_measure="Every panel is diverse"
    )
    make_lead("Recruitment Team", None, whole)
    for due in ("no_evidence", "no_measure", "no_lead"):
        assert found(due) == ["Bare"]


def test_an_open_action_without_date_or_update_is_found(make_action, found):
    make_action("Told", updated_on=date(2026, 1, 1), target_date=TODAY)
    make_action("Done", status="completed")
    make_action("Quiet", updated_on=date(2025, 12, 31))
    assert found("no_date") == found("no_update") == ["Quiet"]


def test_what_the_plan_began_with_is_not_new(make_action, found, plan, changing):
    make_action("From the start")
    added = make_action("Added")
    added.created_on = date(2026, 2, 1)
    with changing(plan.organisation):
        added.save()
    assert found("new_this_quarter") == ["Added"]


def test_words_of_every_due_are_said_once():
    said = [due.words for due in DUE.values()]
    assert len(said) == len(set(said))


def test_delivery_is_filtered_as_the_rule_says(make_action, plan):
    make_action("Late", target_date=date(2026, 3, 15), stated_delivery="on_track")
    make_action("Fine", stated_delivery="on_track")
    day = Day.of(plan, TODAY, None)
    chosen = Filter(delivery="off_track").chosen(plan.actions, day, None)
    assert [action.title for action in chosen] == ["Late"]
