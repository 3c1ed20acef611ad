"""Delivery as the database counts it is delivery as the rule gives it, for every kind of action.

So is every other condition that an action can meet on a day.
"""

from collections import Counter
from datetime import date
from inspect import isfunction, signature
from itertools import product

import pytest

from actions import conditions
from actions.delivery import STATED, Delivery, Status
from actions.models import Action, Section
from actions.plan.filters import Day
from actions.reports.quarterly import standings
from actions.summary import delivery_counts
from actions.summary.position import position
from tests.crowd import untold

TODAY = date(2026, 3, 16)
YESTERDAY, TOMORROW = date(2026, 3, 15), date(2026, 3, 17)
NEXT_QUARTER = date(2026, 4, 1)
QUARTER_BEGAN, BEFORE_IT = date(2026, 1, 1), date(2025, 12, 31)
EVERY_KIND = list(
    product(
        Status,
        STATED,
        [None, YESTERDAY, TODAY, NEXT_QUARTER],
        [None, YESTERDAY, TODAY, TOMORROW],
        [None, BEFORE_IT, QUARTER_BEGAN, TODAY],
        [None, YESTERDAY, TODAY],
    )
)


@pytest.fixture
def kinds(plan, changing):
    """A plan with one action of every kind, in two sections."""
    with changing(plan.organisation):
        Section.objects.create(plan=plan, name="Culture", position=2)
        sections = list(plan.sections.all())
        untold(
            [
                Action(
                    organisation=plan.organisation,
                    plan=plan,
                    section=sections[n % 3 == 0],
                    position=n,
                    title=f"Action {n}",
                    created_on=[plan.date, BEFORE_IT, YESTERDAY][n % 11 % 3],
                    status=status,
                    stated_delivery=stated,
                    target_date=target,
                    review_date=review,
                    updated_on=updated,
                    status_changed_on=changed,
                    status_before=list(Status)[n % 7],
                    last_slipped_on=changed,
                    has_evidence=n % 5 == 0,
                )
                for n, (status, stated, target, review, updated, changed) in enumerate(EVERY_KIND)
            ]
        )
    return plan


@pytest.mark.parametrize("expected_since", [None, QUARTER_BEGAN])
def test_the_database_gives_every_kind_of_action_the_delivery_of_the_rule(kinds, expected_since):
    actions = list(kinds.actions.with_delivery(TODAY, expected_since))
    assert len(actions) == len(EVERY_KIND)
    for action in actions:
        assert action.delivery == action.delivery_on(TODAY, expected_since).delivery


@pytest.mark.parametrize("expected_since", [None, QUARTER_BEGAN])
def test_the_counts_are_those_of_the_rule(kinds, expected_since):
    judged = [
        (action.section_id, action.delivery_on(TODAY, expected_since))
        for action in kinds.actions.all()
    ]
    expected = Counter((section, each.delivery) for section, each in judged)
    counts, worsened = delivery_counts.judge(kinds.actions.standing(TODAY, expected_since))
    assert {key: count for key, count in counts.items() if count} == expected
    assert worsened == sum(each.made_worse_by is not None for _, each in judged)


def _takes_a_day(found):
    return isfunction(found) and list(signature(found).parameters) == ["day"]


def test_a_report_judges_each_action_as_the_plan_does(kinds):
    now = position(kinds, TODAY)
    plan = kinds.actions.with_delivery(TODAY, now.day.expected_since)
    reported = {each.row.pk: each.judged.delivery for each in standings(now)}
    assert reported == dict(plan.values_list("pk", "delivery"))


OF_A_DAY = [each for each in vars(conditions).values() if _takes_a_day(each)]


@pytest.mark.parametrize("condition", OF_A_DAY, ids=lambda each: each.__name__)
def test_the_database_answers_as_python_does(kinds, condition):
    asked = condition(Day.of(kinds, TODAY, QUARTER_BEGAN))
    actions = list(kinds.actions.all())
    for each in (asked, ~asked):
        found = set(kinds.actions.filter(each.q).values_list("pk", flat=True))
        assert found == {action.pk for action in actions if each.holds(action)}
        assert found


def test_a_summary_counts_each_action_once(kinds):
    counts, _ = delivery_counts.judge(kinds.actions.standing(TODAY, None))
    everything = delivery_counts.of_section(None, "All sections", counts)
    sections = [delivery_counts.of_section(s.pk, s.name, counts) for s in kinds.sections.all()]
    assert everything.total == sum(section.total for section in sections) == len(EVERY_KIND)
    assert everything.counts[Delivery.COMPLETE] == len(EVERY_KIND) / len(Status)
