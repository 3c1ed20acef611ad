"""Somebody makes two actions one while Ife answers a question about one of them."""

from actions.forms.questions import CompletionForm
from actions.imports import answers
from actions.models import Placement, Question
from tests.test_settling_pages import answer
from tests.test_update_page import text_of


def test_an_answer_about_an_action_that_is_no_more_is_refused_in_words(
    plan, make_action, changing, ife, sign_in, monkeypatch
):
    stays, goes = make_action("Review panels"), make_action("Review panels soon")
    with changing(plan.organisation):
        place = {"action": goes, "section": goes.section, "number": "2", "row": 3, "raw": {}}
        Placement.objects.create(**place)
        asked = {"plan": plan, "action": goes, "row": 3, "message": "Which day?"}
        question = Question.objects.create(column="completion", **asked)
        other = Question.objects.create(column="action", **asked)
    validate = CompletionForm.is_valid

    def join_meanwhile(form):
        is_valid = validate(form)
        with changing(plan.organisation):
            answers.join(other, stays)
        return is_valid

    monkeypatch.setattr(CompletionForm, "is_valid", join_meanwhile)
    response = answer(sign_in(ife), question, status="ongoing", answer="It goes on")
    assert response.status_code == 409
    assert "no longer as they were when you opened this page" in text_of(response)
    assert "It goes on" in response.content.decode()
    question.refresh_from_db()
    assert (question.settled_on, question.action) == (None, stays)
