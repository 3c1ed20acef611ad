"""Delivery on a day: what the lead stated, and what the day has made of it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.delivery import (
    DELIVERY_LOOKS,
    STATUS_WORDS,
    WORSENING,
    Delivery,
    Reason,
    Status,
    delivery,
    is_overdue,
    is_review_due,
    judged_on,
    moved_later,
)
from indicators.rules.comparison import Group

TODAY = date(2026, 3, 16)
YESTERDAY = date(2026, 3, 15)
TOMORROW = date(2026, 3, 17)

COMPLETE, ON_TRACK, AT_RISK, OFF_TRACK = WORSENING[1:]
UNSAID, NONE = Delivery.NOT_STATED, Delivery.NONE


@pytest.mark.parametrize(
    ("status", "stated", "target", "review", "missing", "expected", "reason"),
    [
        # as stated
        (Status.ONGOING, ON_TRACK, TOMORROW, TOMORROW, False, ON_TRACK, None),
        (Status.ONGOING, AT_RISK, TOMORROW, None, False, AT_RISK, None),
        (Status.ONGOING, OFF_TRACK, None, None, False, OFF_TRACK, None),
        (Status.NOT_STATED, UNSAID, TOMORROW, None, False, UNSAID, None),
        # on the day itself nothing has passed
        (Status.ONGOING, ON_TRACK, TODAY, TODAY, False, ON_TRACK, None),
        # the day makes it worse
        (Status.ONGOING, ON_TRACK, YESTERDAY, None, False, OFF_TRACK, Reason.TARGET_PASSED),
        (Status.NOT_STATED, UNSAID, YESTERDAY, None, False, OFF_TRACK, Reason.TARGET_PASSED),
        (Status.ONGOING, AT_RISK, YESTERDAY, YESTERDAY, True, OFF_TRACK, Reason.TARGET_PASSED),
        (Status.ONGOING, ON_TRACK, None, YESTERDAY, False, AT_RISK, Reason.REVIEW_PASSED),
        (Status.ONGOING, ON_TRACK, None, YESTERDAY, True, AT_RISK, Reason.REVIEW_PASSED),
        (Status.ONGOING, ON_TRACK, TOMORROW, None, True, AT_RISK, Reason.UPDATE_MISSING),
        (Status.NOT_STARTED, UNSAID, None, None, True, AT_RISK, Reason.UPDATE_MISSING),
        (Status.ONGOING, COMPLETE, YESTERDAY, None, False, OFF_TRACK, Reason.TARGET_PASSED),
        # and never better
        (Status.ONGOING, OFF_TRACK, TOMORROW, YESTERDAY, True, OFF_TRACK, None),
        (Status.ONGOING, OFF_TRACK, YESTERDAY, None, False, OFF_TRACK, None),
        (Status.ONGOING, AT_RISK, TOMORROW, YESTERDAY, False, AT_RISK, None),
        # paused is at least at risk, and does not stop the clock
        (Status.PAUSED, ON_TRACK, TOMORROW, None, False, AT_RISK, Reason.PAUSED),
        (Status.PAUSED, OFF_TRACK, TOMORROW, None, False, OFF_TRACK, None),
        (Status.PAUSED, ON_TRACK, YESTERDAY, None, False, OFF_TRACK, Reason.TARGET_PASSED),
        # completed stays complete, whatever the dates and whoever said otherwise
        (Status.COMPLETED, OFF_TRACK, YESTERDAY, YESTERDAY, True, COMPLETE, None),
        (Status.COMPLETED, UNSAID, None, None, False, COMPLETE, None),
        # cancelled is not counted
        (Status.CANCELLED, ON_TRACK, YESTERDAY, None, True, NONE, None),
        # carried forward stays as it was on its day
        (Status.CARRIED_FORWARD, ON_TRACK, YESTERDAY, None, False, OFF_TRACK, Reason.TARGET_PASSED),
        (Status.CARRIED_FORWARD, ON_TRACK, TOMORROW, None, False, ON_TRACK, None),
    ],
)
def test_the_day_can_only_make_delivery_worse(
    status, stated, target, review, missing, expected, reason
):
    judged = delivery(status, stated, target, review, missing, TODAY)
    assert (judged.delivery, judged.made_worse_by, judged.stated) == (expected, reason, stated)


@pytest.mark.parametrize(
    ("status", "changed_on", "expected"),
    [
        (Status.CARRIED_FORWARD, YESTERDAY, YESTERDAY),
        (Status.CARRIED_FORWARD, None, TODAY),
        (Status.CARRIED_FORWARD, TOMORROW, TODAY),
        (Status.ONGOING, YESTERDAY, TODAY),
        (Status.PAUSED, YESTERDAY, TODAY),
    ],
)
def test_an_action_is_judged_today_unless_it_was_carried_forward(status, changed_on, expected):
    assert judged_on(status, changed_on, TODAY) == expected


maybe_day = st.none() | st.dates(date(2025, 1, 1), date(2027, 1, 1))
live = st.sampled_from([status for status in Status if status is not Status.CANCELLED])


@given(live, st.sampled_from(WORSENING), maybe_day, maybe_day, st.booleans())
def test_no_day_is_kinder_than_the_lead(status, stated, target, review, missing):
    judged = delivery(status, stated, target, review, missing, TODAY)
    if status is not Status.COMPLETED:
        assert WORSENING.index(judged.delivery) >= WORSENING.index(stated)
    assert (judged.made_worse_by is None) == (judged.delivery in (stated, Delivery.COMPLETE))


@given(live, st.sampled_from(WORSENING), maybe_day, maybe_day, st.booleans(), maybe_day)
def test_no_later_day_is_kinder_than_an_earlier_one(status, stated, target, review, missing, later):
    now = delivery(status, stated, target, review, missing, TODAY)
    then = delivery(status, stated, target, review, missing, max(TODAY, later or TODAY))
    assert WORSENING.index(then.delivery) >= WORSENING.index(now.delivery)


def test_the_words_say_who_said_what():
    def words(status, stated, target=None, review=None, missing=False):
        return delivery(status, stated, target, review, missing, date(2026, 4, 1)).words

    end = date(2026, 3, 31)
    assert words(Status.ONGOING, ON_TRACK, end) == (
        "off track: the target date 31 March 2026 has passed; it was rated on track"
    )
    assert words(Status.ONGOING, UNSAID, review=end) == (
        "at risk: the review date 31 March 2026 has passed; nobody has rated it"
    )
    assert words(Status.ONGOING, ON_TRACK, missing=True) == (
        "at risk: no update has come this quarter; it was rated on track"
    )
    assert words(Status.PAUSED, ON_TRACK) == (
        "at risk: the action is paused; it was rated on track"
    )
    assert words(Status.ONGOING, AT_RISK) == "at risk"
    assert words(Status.COMPLETED, ON_TRACK) == "complete"


def test_a_lead_cannot_say_that_an_action_is_not_counted():
    with pytest.raises(ValueError, match="not counted"):
        delivery(Status.ONGOING, Delivery.NONE, None, None, False, TODAY)


@pytest.mark.parametrize(
    ("status", "target", "expected"),
    [
        (Status.ONGOING, YESTERDAY, True),
        (Status.NOT_STATED, YESTERDAY, True),
        (Status.PAUSED, YESTERDAY, True),
        (Status.ONGOING, TODAY, False),
        (Status.ONGOING, None, False),
        (Status.COMPLETED, YESTERDAY, False),
        (Status.CANCELLED, YESTERDAY, False),
        (Status.CARRIED_FORWARD, YESTERDAY, True),
    ],
)
def test_an_unfinished_action_is_overdue_from_the_day_after_its_target(status, target, expected):
    assert is_overdue(status, target, TODAY) is expected


@pytest.mark.parametrize(
    ("status", "review", "within", "expected"),
    [
        (Status.ONGOING, YESTERDAY, 0, True),
        (Status.ONGOING, TODAY, 0, True),
        (Status.ONGOING, TOMORROW, 0, False),
        (Status.ONGOING, date(2026, 3, 30), 14, True),
        (Status.ONGOING, date(2026, 3, 31), 14, False),
        (Status.COMPLETED, YESTERDAY, 0, True),
        (Status.CANCELLED, YESTERDAY, 0, False),
        (Status.CARRIED_FORWARD, YESTERDAY, 0, False),
        (Status.ONGOING, None, 14, False),
    ],
)
def test_a_review_is_due_when_it_has_passed_or_comes_soon(status, review, within, expected):
    assert is_review_due(status, review, TODAY, within_days=within) is expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (TODAY, TOMORROW, True),
        (TODAY, TODAY, False),
        (TODAY, YESTERDAY, False),
        (None, TOMORROW, False),
        (TODAY, None, True),
        (None, None, False),
    ],
)
def test_a_date_slips_when_it_moves_later_or_goes(before, after, expected):
    assert moved_later(before, after) is expected


def test_status_delivery_and_outcome_share_no_word_and_every_step_has_its_own():
    statuses = [words.lower() for words in STATUS_WORDS.values()]
    deliveries = [look.words.lower() for look in DELIVERY_LOOKS.values()]
    everything = {*statuses, *deliveries, *Group}
    assert len(everything) == len(Status) + len(Delivery) + len(Group)


def test_no_two_ratings_share_a_colour_and_none_borrows_one_from_outcomes():
    tags = [DELIVERY_LOOKS[step].tag for step in WORSENING]
    assert len(set(tags)) == len(tags)
    assert not {"nhsuk-tag--green", "nhsuk-tag--yellow", "nhsuk-tag--grey"} & set(tags)
