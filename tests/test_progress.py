"""A progress update writes itself and its action in one change, once."""

import uuid
from datetime import date

import pytest

from actions.models import ProgressUpdate, Quarter
from actions.updates.progress import record_update
from tests.conftest import TODAY
from wres.audit import verification


@pytest.fixture
def record(changing, ife):
    """`record(action, status=…)`: an update that Ife gives today, in a change of its own."""

    def give(action, by=None, **values):
        by = by or ife
        given = {"today": TODAY, "status": "in_progress", "delivery": "on_track"}
        given |= {"happened": "The panel met.", "submission": uuid.uuid4(), **values}
        with changing(action.organisation, by):
            update = record_update(action, by=by, **given)
        action.refresh_from_db()
        assert list(verification.problems()) == []
        return update

    return give


def test_an_update_says_who_when_and_what(action, record, amara):
    update = record(action, amara, next_steps="Report to the board.")
    assert (update.author, update.day, str(update.quarter)) == (amara, TODAY, "Q4 2025/26")
    assert (update.status_before, update.status) == ("not_stated", "in_progress")
    assert (update.happened, update.next_steps) == ("The panel met.", "Report to the board.")


def test_the_action_follows_in_one_save(action, record):
    version = action.version
    record(action, evidence_link="https://example.nhs.uk/minutes")
    assert action.version == version + 1
    assert (action.status, action.stated_delivery) == ("in_progress", "on_track")
    assert (action.status_before, action.status_changed_on) == ("not_stated", TODAY)
    assert (action.updated_on, action.has_evidence) == (TODAY, True)


def test_evidence_given_once_stays(action, record):
    record(action, evidence_link="https://example.nhs.uk/minutes")
    record(action)
    assert action.has_evidence


def test_dates_that_nobody_mentions_stay(action, record):
    update = record(action)
    assert (action.target_date, action.slips) == (date(2026, 3, 31), 0)
    assert (update.target_date, update.review_date) == (None, None)


def test_a_target_that_moves_later_is_a_slip_with_its_reason(action, record):
    update = record(action, target_date=date(2026, 6, 30), reason="The supplier is late")
    assert (action.target_date, update.target_date) == (date(2026, 6, 30), date(2026, 6, 30))
    assert (action.slips, action.last_slipped_on) == (1, TODAY)
    assert action.history.first().history_change_reason == "The supplier is late"


def test_a_target_moves_later_only_with_a_reason(action, record):
    with pytest.raises(ValueError, match="only with a reason"):
        record(action, target_date=date(2026, 6, 30))
    assert not ProgressUpdate.objects.exists()


def test_a_target_that_moves_earlier_is_no_slip(action, record):
    record(action, target_date=date(2026, 3, 20))
    assert (action.target_date, action.slips) == (date(2026, 3, 20), 0)


def test_a_target_taken_away_is_a_slip(action, record):
    record(action, target_date=None, reason="It depends on the national guidance")
    assert (action.target_date, action.slips) == (None, 1)


def test_the_same_target_given_again_keeps_its_month(make_action, record):
    action = make_action(target_date=date(2026, 3, 31), target_is_month=True)
    record(action, target_date=date(2026, 3, 31))
    assert action.target_is_month


def test_a_new_review_date_is_a_day(make_action, record):
    action = make_action(review_date=date(2026, 3, 31), review_is_month=True)
    update = record(action, review_date=date(2026, 6, 1), reason="The guardian was away")
    assert (action.review_date, action.review_is_month) == (date(2026, 6, 1), False)
    assert update.review_date == date(2026, 6, 1)


@pytest.mark.parametrize("day", [date(2026, 6, 1), None])
def test_a_review_date_moves_later_only_with_a_reason(make_action, record, day):
    action = make_action(review_date=date(2026, 3, 31))
    with pytest.raises(ValueError, match="only with a reason"):
        record(action, review_date=day)
    assert not ProgressUpdate.objects.exists()


def test_a_review_that_moves_later_is_no_slip(make_action, record):
    action = make_action(review_date=date(2026, 3, 31))
    record(action, review_date=date(2026, 6, 1), reason="The guardian was away")
    assert (action.slips, action.last_slipped_on) == (0, None)
    assert action.history.first().history_change_reason == "The guardian was away"


def test_completing_says_the_day_and_taking_it_back_unsays_it(action, record):
    record(action, status="completed", delivery="not_stated")
    assert action.completed_on == TODAY
    record(action, status="in_progress")
    assert action.completed_on is None


def test_an_action_that_was_complete_keeps_its_day(make_action, record):
    action = make_action(status="completed", completed_on=date(2025, 9, 1))
    record(action, status="completed", delivery="not_stated")
    assert action.completed_on == date(2025, 9, 1)


def test_the_same_submission_gives_one_update(action, record):
    submission = uuid.uuid4()
    first = record(action, submission=submission)
    version = action.version
    assert record(action, submission=submission) == first
    assert (ProgressUpdate.objects.count(), action.version) == (1, version)


def test_a_quarter_is_opened_by_its_first_update(action, record):
    update = record(action, today=date(2026, 4, 1))
    assert (str(update.quarter), update.quarter.state) == ("Q1 2026/27", Quarter.OPEN)


def test_an_update_in_a_closed_quarter_is_late(action, record, plan, changing):
    quarter = plan.quarters.get()
    quarter.state = Quarter.CLOSED
    with changing(plan.organisation):
        quarter.save()
    assert record(action).is_late
    assert not record(action, today=date(2026, 4, 1)).is_late


def test_an_example_is_marked(action, record):
    assert record(action, is_example=True).is_example
