"""Delivery on a day: what the lead stated, and what the day has made of it."""

from datetime import date
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.conditions import UNFINISHED, delivery_on, passed
from actions.delivery import (
    DELIVERY_LOOKS,
    STATUS_WORDS,
    WORSENING,
    Delivery,
    Reason,
    Status,
    delivery,
    moved_later,
)
from indicators.rules.comparison import Group

TODAY = date(2026, 3, 16)
YESTERDAY = date(2026, 3, 15)
TOMORROW = date(2026, 3, 17)

COMPLETE, ON_TRACK, AT_RISK, OFF_TRACK = WORSENING[1:]
UNSAID, NONE = Delivery.NOT_STATED, Delivery.NONE


def action(status, stated=UNSAID, target=None, review=None, changed_on=None):
    """An action that nobody has ever given an update."""
    return SimpleNamespace(
        status=status,
        stated_delivery=stated,
        target_date=target,
        review_date=review,
        status_changed_on=changed_on,
        updated_on=None,
    )


def judge(status, stated, target, review, missing, today):
    """Its delivery on the day; `missing`: an update was due this quarter."""
    since = date(2026, 1, 1) if missing else None
    return delivery_on(action(status, stated, target, review), today, since)


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
    judged = judge(status, stated, target, review, missing, TODAY)
    assert (judged.delivery, judged.made_worse_by, judged.stated) == (expected, reason, stated)


@pytest.mark.parametrize(
    ("status", "changed_on", "expected"),
    [
        (Status.CARRIED_FORWARD, YESTERDAY, False),
        (Status.CARRIED_FORWARD, TODAY, True),
        (Status.CARRIED_FORWARD, None, True),
        (Status.CARRIED_FORWARD, TOMORROW, True),
        (Status.ONGOING, YESTERDAY, True),
        (Status.PAUSED, YESTERDAY, True),
    ],
)
def test_no_day_passes_after_an_action_was_carried_forward(status, changed_on, expected):
    late = action(status, target=YESTERDAY, changed_on=changed_on)
    assert passed("target_date", TODAY).holds(late) is expected


maybe_day = st.none() | st.dates(date(2025, 1, 1), date(2027, 1, 1))
live = st.sampled_from([status for status in Status if status is not Status.CANCELLED])


@given(live, st.sampled_from(WORSENING), maybe_day, maybe_day, st.booleans())
def test_no_day_is_kinder_than_the_lead(status, stated, target, review, missing):
    judged = judge(status, stated, target, review, missing, TODAY)
    if status is not Status.COMPLETED:
        assert WORSENING.index(judged.delivery) >= WORSENING.index(stated)
    assert (judged.made_worse_by is None) == (judged.delivery in (stated, Delivery.COMPLETE))


@given(live, st.sampled_from(WORSENING), maybe_day, maybe_day, st.booleans(), maybe_day)
def test_no_later_day_is_kinder_than_an_earlier_one(status, stated, target, review, missing, later):
    now = judge(status, stated, target, review, missing, TODAY)
    then = judge(status, stated, target, review, missing, max(TODAY, later or TODAY))
    assert WORSENING.index(then.delivery) >= WORSENING.index(now.delivery)


def test_the_words_say_who_said_what():
    def words(status, stated, target=None, review=None, missing=False):
        return judge(status, stated, target, review, missing, date(2026, 4, 1)).words

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
        delivery(Status.ONGOING, Delivery.NONE, {})


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
    overdue = UNFINISHED & passed("target_date", TODAY)
    assert overdue.holds(action(status, target=target)) is expected


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
