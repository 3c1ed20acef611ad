"""Who can answer a challenge learns of it in a letter, and who asked learns of the answer."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command

from actions.updates import challenges
from actions.updates.challenges import About
from tests.conftest import TODAY


@pytest.fixture
def asked(plan, action, esi, in_request):
    """Esi's challenge of the action."""
    about, submission = About(plan, action), "00000000-0000-4000-8000-000000000001"
    with in_request():
        return challenges.ask(about, "Why so <late>?", by=esi, today=TODAY, submission=submission)


@pytest.fixture
def answer(asked, ife, in_request):
    def give(by=ife):
        with in_request():
            challenges.answer(asked, "The panel met", by=by, today=TODAY)

    return give


@pytest.fixture
def letters(settings):
    """`letters(days)`: the letters of a run so many days later, by who they are for."""

    def run(days=0):
        settings.TODAY = TODAY + timedelta(days=days)
        mail.outbox.clear()
        call_command("send_reminders", stdout=StringIO())
        return {message.to[0].partition("@")[0]: message for message in mail.outbox}

    return run


def test_who_can_answer_is_written_to_with_its_page(asked, ife, amara, ada, nia, letters):
    sent = letters()
    assert set(sent) == {"ife"}
    assert sent["ife"].subject.startswith("1 challenge needs you: WRES action plan 2025-26")
    assert "Challenges to answer" in sent["ife"].body
    assert "Review interview panels: Why so <late>?" in sent["ife"].body
    assert f"/RKE/challenges/{asked.pk}/" in sent["ife"].body
    assert "Everything that you lead" not in sent["ife"].body
    assert "Why so &lt;late&gt;?" in sent["ife"].alternatives[0].content


def test_who_leads_actions_too_has_one_letter(asked, action, ife, make_lead, letters, changing):
    make_lead("EDI Lead", ife, action)
    with changing(action.organisation):
        action.target_date = TODAY - timedelta(days=1)
        action.save()
    letter = letters()["ife"]
    assert letter.subject.startswith("1 action and 1 challenge need you")
    assert "Past their target date" in letter.body


def test_who_asked_is_told_of_the_answer_once(asked, esi, ife, answer, letters):
    letters()
    answer()
    letter = letters(1)["esi"]
    assert letter.subject.startswith("1 challenge of yours was answered")
    assert f"/RKE/challenges/{asked.pk}/" in letter.body
    assert letters(1) == letters(2) == letters(8) == {}


def test_a_letter_that_was_not_taken_tells_of_the_answer_the_next_day(
    asked, esi, ife, answer, letters, monkeypatch
):
    answer()
    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMultiAlternatives.send", _refuse)
        with pytest.raises(Exception, match="The mail server did not take 1 reminder"):
            letters()
    assert set(letters(1)) == {"esi"}
    assert letters(2) == {}


def _refuse(message):
    raise ConnectionError


def test_nobody_is_told_of_their_own_answer(plan, action, ife, in_request, letters):
    with in_request():
        asked = challenges.ask(
            About(plan, action),
            "Is it done?",
            by=ife,
            today=TODAY,
            submission="00000000-0000-4000-8000-000000000002",
        )
        challenges.answer(asked, "It is", by=ife, today=TODAY)
    assert letters() == {}


def test_an_open_challenge_is_said_again_after_a_week_only(asked, ife, letters):
    assert [len(letters(days)) for days in (0, 0, 1, 6, 7)] == [1, 0, 0, 0, 1]


def test_an_answer_does_not_bring_the_rest_of_a_letter_again(
    asked, action, esi, make_lead, answer, letters, changing, ife
):
    make_lead("EDI Lead", esi, action)
    with changing(action.organisation):
        action.target_date = TODAY - timedelta(days=1)
        action.save()
    answer()
    assert set(letters()) == {"esi"}
    assert letters(1) == {}
