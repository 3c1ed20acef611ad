"""The position of a plan: its counts, its lists and the sentences written from them."""

from datetime import date
from itertools import product

import pytest

from actions.delivery import Delivery, Status
from actions.models import Action, ActionIndicator, PlanIndicator
from actions.plan.filters import DUE, Day
from actions.quarters import Quarter
from actions.summary import coverage, headlines, lists
from actions.summary.delivery_counts import SCALE, SectionStanding
from actions.summary.position import position
from indicators.models import Indicator
from tests.crowd import untold

TODAY = date(2026, 3, 16)
FEBRUARY = date(2026, 2, 1)


@pytest.fixture
def today(plan):
    """`today()`: the position of the plan today."""
    return lambda **extra: position(plan, TODAY, **extra)


def titles(found, name):
    return [line.title for line in found.listings[name].lines]


def details(found, name):
    return [line.detail for line in found.listings[name].lines]


def totals(complete=0, on_track=0, at_risk=0, off_track=0, unrated=0, dropped=0):
    return dict(zip(SCALE, (complete, on_track, at_risk, off_track, unrated, dropped), strict=True))


def section(name, **counts):
    return SectionStanding(1, name, totals(**counts))


# What is published


def test_the_published_plan_counts_each_action_once(published):
    found = position(published.plans.get(), TODAY)
    assert found.everything.total == 40
    assert [row.total for row in found.sections] == [7, 13, 4, 8, 8]
    assert found.everything.counts == totals(complete=12, at_risk=27, off_track=1)


def test_the_published_position_in_sentences(published):
    found = position(published.plans.get(), TODAY)
    assert found.where == [
        "1 of 40 actions is off track and 27 are at risk.",
        "12 are complete, 12 of them without evidence.",
        "Of the 28 off track or at risk: 28 because a date has passed, an update is missing or "
        "the action is paused.",
    ]
    assert found.late == [
        "1 is overdue.",
        "16 reviews are due by 31 March 2026, 4 of them of completed actions.",
        "28 open actions have had no update this quarter. 28 of them have had none for two "
        "quarters.",
    ]
    assert found.challenge == [
        "Indicators 3 and 8 need improvement and are not focus areas.",
        "Indicator 9 (board representation) is a focus area with 2 actions that name it, and 3 "
        "about all indicators.",
        "Indicators 2 and 3 need improvement, and only 1 action targets each of them specifically.",
        "Indicators 8 and 9 need improvement, and no action targets any of them specifically.",
        "12 completed actions are without evidence.",
        "40 of 40 actions are without a success measure.",
    ]


def test_what_a_plan_held_on_its_own_date_is_not_new_or_changed(published):
    found = position(published.plans.get(), date(2025, 9, 1))
    assert [found.count(name) for name in ("completed", "changed", "slipped", "new")] == [0] * 4


def test_coverage_counts_the_actions_that_name_an_indicator(published):
    found = position(published.plans.get(), TODAY, with_coverage=True).coverage
    own = {row.indicator.number: row.own for row in found.rows}
    assert own == {1: 27, 2: 20, 3: 11, 4: 12, 5: 14, 6: 12, 7: 14, 8: 18, 9: 2}
    assert found.about_all_total == 3
    assert [row.indicator.number for row in found.rows if row.is_thin] == [9]


# The lists


def test_an_action_is_in_the_list_that_says_what_it_did(today, make_action):
    changed = {"status_changed_on": FEBRUARY}
    make_action("Done", status=Status.COMPLETED, status_before=Status.ONGOING, **changed)
    make_action("Begun", status=Status.ONGOING, status_before=Status.NOT_STARTED, **changed)
    make_action("Back again", status=Status.ONGOING, status_before=Status.ONGOING, **changed)
    found = today()
    assert titles(found, "completed") == ["Done"]
    assert details(found, "completed") == ["Completed on 1 February 2026, before that ongoing"]
    assert titles(found, "changed") == ["Begun"]
    assert details(found, "changed") == ["From not started to ongoing on 1 February 2026"]


def test_a_target_that_moved_later_does_not_hide_that_the_first_one_passed(today, make_action):
    first = {"first_target_date": date(2026, 1, 31), "slips": 2, "last_slipped_on": FEBRUARY}
    make_action("Moved", target_date=date(2026, 6, 30), **first)
    make_action("Done", status=Status.COMPLETED, target_date=date(2026, 6, 30), **first)
    assert today().late[0] == (
        "No action is overdue. 1 would be overdue against its original date."
    )
    make_action("Moved in vain", target_date=date(2026, 2, 28), **first)
    make_action("Left without a date", **first)
    assert today().late[0] == (
        "1 is overdue. 2 more would be overdue against their original dates."
    )


def test_a_review_of_a_completed_action_is_said_to_be_one(today, make_action):
    make_action(status=Status.COMPLETED, review_date=date(2026, 3, 31))
    assert "1 review is due by 31 March 2026, of a completed action." in today().late


def test_last_quarters_changes_are_not_this_quarters(today, make_action):
    make_action(
        status=Status.ONGOING,
        status_before=Status.NOT_STARTED,
        status_changed_on=date(2025, 12, 31),
        last_slipped_on=date(2025, 12, 31),
    )
    assert today().count("changed") == today().count("slipped") == 0


def test_a_slipped_target_shows_the_first_one_and_how_often_it_moved(today, make_action):
    make_action(
        first_target_date=date(2026, 1, 31),
        target_date=date(2026, 6, 30),
        target_is_month=True,
        slips=2,
        last_slipped_on=FEBRUARY,
    )
    assert details(today(), "slipped") == [
        "Target now June 2026: first promised 31 January 2026, moved later twice, by 5 months"
    ]


def test_the_longest_overdue_comes_first_with_its_leads(today, make_action, make_lead):
    make_action("Late", target_date=date(2026, 3, 15))
    later = make_action("Later", target_date=date(2026, 1, 31))
    make_action("Due today", target_date=TODAY)
    make_lead("Recruitment Team", None, later)
    found = today()
    assert titles(found, "overdue") == ["Later", "Late"]
    assert [line.leads for line in found.listings["overdue"].lines] == [("Recruitment Team",), ()]


def test_what_is_off_track_is_named_with_its_leads_and_the_reason(today, make_action, make_lead):
    said = make_action("As stated", stated_delivery=Delivery.OFF_TRACK)
    make_lead("Recruitment Team", None, said)
    make_action("By the day", stated_delivery=Delivery.ON_TRACK, target_date=date(2026, 1, 31))
    make_action("Fine", stated_delivery=Delivery.ON_TRACK, review_date=date(2026, 1, 31))
    make_action("Done", stated_delivery=Delivery.OFF_TRACK, status=Status.COMPLETED)
    found = today()
    assert found.everything.counts[Delivery.OFF_TRACK] == found.off_track.count == 2
    assert [(line.title, line.detail, line.leads) for line in found.off_track.lines] == [
        (
            "By the day",
            "Off track: the target date 31 January 2026 has passed; it was rated on track",
            (),
        ),
        ("As stated", "Rated off track", ("Recruitment Team",)),
    ]


@pytest.mark.parametrize("expected_since", [None, date(2026, 1, 1)])
def test_off_track_is_counted_as_delivery_is(kinds, expected_since):
    day = Day.of(kinds, TODAY, expected_since)
    rows = lists.standing(kinds, day)
    counts = lists.count(rows)
    off = kinds.actions.with_delivery(TODAY, expected_since).filter(delivery="off_track")
    assert counts["off_track"] == off.count() > 0
    found = lists.of_plan(kinds, list(kinds.sections.all()), day, counts)["off_track"].lines
    assert len(found) == lists.SIZE
    assert {line.pk for line in found} <= {action.pk for action in off}


def test_who_never_gave_an_update_comes_before_who_gave_one_long_ago(today, make_action):
    make_action("Long ago", updated_on=date(2025, 12, 31))
    make_action("Never")
    make_action("This quarter", updated_on=date(2026, 1, 1))
    make_action("Done", status=Status.COMPLETED)
    assert titles(today(), "quiet") == ["Never", "Long ago"]
    assert details(today(), "quiet") == ["No update so far", "Last update 31 December 2025"]


def test_a_review_is_due_until_the_last_day_of_the_quarter(today, make_action):
    make_action("In it", review_date=date(2026, 3, 31), status=Status.COMPLETED)
    make_action("After it", review_date=date(2026, 4, 1))
    make_action("Cancelled", review_date=date(2026, 3, 31), status=Status.CANCELLED)
    assert titles(today(), "review") == ["In it"]


def test_a_list_is_cut_short_and_counts_the_rest(today, make_action):
    for n in range(lists.SIZE + 3):
        make_action(f"Action {n}", target_date=date(2026, 1, 1 + n))
    overdue = today().listings["overdue"]
    assert (len(overdue.lines), overdue.count, overdue.more) == (lists.SIZE, 8, 3)
    assert overdue.lines[0].title == "Action 0"


def test_an_action_with_four_leads_is_one_line(today, make_action, make_lead):
    action = make_action(target_date=date(2026, 1, 1))
    for name in "ABCD":
        make_lead(name, None, action)
    assert [line.leads for line in today().listings["overdue"].lines] == [("A", "B", "C", "D")]


@pytest.fixture
def kinds(plan, changing):
    """A plan with actions of every kind that a list tells apart."""
    days = [None, date(2025, 12, 31), date(2026, 1, 1), TODAY, date(2026, 4, 1)]
    facts = product(Status, [Status.ONGOING, Status.COMPLETED], days, days, [True, False])
    with changing(plan.organisation):
        untold(
            [
                Action(
                    organisation=plan.organisation,
                    plan=plan,
                    section=plan.sections.first(),
                    position=n,
                    title=f"Action {n}",
                    status=status,
                    status_before=before,
                    status_changed_on=one,
                    last_slipped_on=other,
                    target_date=other,
                    first_target_date=other,
                    review_date=one,
                    updated_on=days[n % 4],
                    created_on=days[1 + n % 3],
                    has_evidence=has_evidence,
                )
                for n, (status, before, one, other, has_evidence) in enumerate(facts)
            ]
        )
    return plan


@pytest.mark.parametrize("kind", lists.KINDS, ids=lambda kind: kind.name)
def test_a_list_its_count_and_the_plans_filter_agree(kinds, kind):
    day = Day.of(kinds, TODAY, None)
    actions = DUE[kind.due].chosen(kinds.actions.all(), day)
    rows = lists.standing(kinds, day)
    assert 0 < lists.count(rows)[kind.name] == actions.count() < kinds.actions.count()
    assert {a.pk for a in actions} == {a.pk for a in lists.members(kind, kinds.actions.all(), day)}
    shown = lists.of_plan(kinds, [], day, lists.count(rows))[kind.name].lines
    assert [line.pk for line in shown] == [a.pk for a in actions.by_day(kind.order)[: lists.SIZE]]


# Focus areas


@pytest.mark.parametrize(("own", "is_thin"), [(0, True), (3, True), (4, False), (5, False)])
def test_a_focus_area_with_fewer_than_four_actions_of_its_own_is_thin(
    plan, today, make_action, changing, own, is_thin
):
    nine = Indicator.objects.get(standard="WRES", number=9)
    actions = [make_action(f"Action {n}") for n in range(own)]
    make_action("About all", all_indicators=True)
    with changing(plan.organisation):
        PlanIndicator.objects.create(plan=plan, indicator=nine, focus_order=1, focus_reason="Board")
        for action in actions:
            ActionIndicator.objects.create(action=action, indicator=nine, position=1)
    assert [card.number for card in today().thin] == ([9] if is_thin else [])


@pytest.mark.parametrize(
    ("alone", "shared", "said"),
    [
        (0, 1, ["Indicator 8 needs improvement, and no action targets it specifically."]),
        (1, 2, ["Indicator 8 needs improvement, and only 1 action targets it specifically."]),
        (2, 2, []),
        (1, coverage.LOOKED_AT, []),
    ],
)
def test_what_needs_improvement_says_how_few_actions_it_has_to_itself(
    plan, today, make_action, changing, alone, shared, said
):
    seven, eight = Indicator.objects.filter(standard="WRES", number__in=(7, 8))
    actions = [make_action(f"Action {n}") for n in range(alone + shared)]
    make_action("About all", all_indicators=True)
    red = {"stated_group": "improvement needed", "stated_group_reason": "The network says so"}
    with changing(plan.organisation):
        PlanIndicator.objects.create(plan=plan, indicator=eight, **red)
        for n, action in enumerate(actions):
            ActionIndicator.objects.create(action=action, indicator=eight, position=1)
            if n >= alone:
                ActionIndicator.objects.create(action=action, indicator=seven, position=2)
    assert [each for each in today().challenge if "specifically." in each] == said


# Sentences


@pytest.mark.parametrize(
    ("counts", "unevidenced", "said"),
    [
        ({}, 0, ["The plan has no actions."]),
        ({"on_track": 3}, 0, ["None of 3 actions is off track and none is at risk."]),
        (
            {"on_track": 32, "at_risk": 5, "off_track": 3},
            0,
            ["3 of 40 actions are off track and 5 are at risk."],
        ),
        (
            {"complete": 1, "at_risk": 1},
            1,
            [
                "None of 2 actions is off track and 1 is at risk.",
                "1 is complete, 1 of them without evidence.",
            ],
        ),
        (
            {"unrated": 1},
            0,
            [
                "None of 1 action is off track and none is at risk.",
                "1 has not been rated.",
            ],
        ),
    ],
)
def test_where_a_plan_is_in_words(counts, unevidenced, said):
    assert headlines.where(totals(**counts), unevidenced) == said


def test_what_moved_in_words():
    assert headlines.moved(0, 0, 0, 0).endswith("and none is new.")
    assert headlines.moved(2, 3, 1, 4) == (
        "This quarter: 2 actions completed, 3 others changed status, 1 target date moved later "
        "and 4 are new."
    )


def test_who_says_so_in_words():
    assert headlines.judged(totals(on_track=1), 0) == ""
    assert headlines.judged(totals(at_risk=2), 0) == "All of it was rated so."
    assert headlines.judged(totals(at_risk=3, off_track=2), 4).startswith(
        "Of the 5 off track or at risk: 1 rated so, 4 because a date has passed"
    )


@pytest.mark.parametrize(
    ("off", "said"),
    [
        ((0, 0), "no action is off track and none of 8 is complete"),
        ((1, 0), "1 action is off track, in Culture"),
        ((2, 2), "4 actions are off track, in 2 sections"),
        ((3, 1), "4 actions are off track, 3 of them in Culture"),
    ],
)
def test_the_picture_says_what_it_shows(off, said):
    sections = [
        section(name, off_track=count, on_track=4 - count)
        for name, count in zip(("Culture", "Leadership"), off, strict=True)
    ]
    everything = section("All sections", off_track=sum(off), on_track=8 - sum(off))
    assert headlines.finding(sections, everything) == said


def test_a_quarter_is_that_of_the_day(plan):
    assert position(plan, date(2026, 3, 31)).quarter == Quarter(2025, 4)
    assert position(plan, date(2026, 4, 1)).quarter == Quarter(2026, 1)
