"""Asking a challenge, and answering one."""

import uuid

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms

from actions.models.cycle import CHALLENGE_LIMIT
from actions.updates import challenges
from wres.nhsuk.fields import PlainErrors, PlainText, Question


class ChallengeForm(PlainErrors, forms.Form):
    """A question about an action or an outcome."""

    submission = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages={
            "required": "This page was not complete. Open it again",
            "invalid": "This page was not complete. Open it again",
        },
    )
    question = PlainText(
        label="Your question",
        help_text="Everyone who can read the plan sees it, with your name and the date",
        limit=CHALLENGE_LIMIT,
        error_messages={"required": "Enter your question"},
    )

    def __init__(self, data=None, *, about):
        self.about = about
        super().__init__(data, initial={"submission": uuid.uuid4()})
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            "submission", Question("question"), Submit("save", "Send the challenge")
        )

    def save(self, *, by, today):
        return challenges.ask(self.about, by=by, today=today, **self.cleaned_data)


class AnswerForm(PlainErrors, forms.Form):
    """What the inclusion lead says to a challenge."""

    answer = PlainText(
        label="Your answer",
        help_text="It stays on record with your name and the date, and cannot be edited",
        limit=CHALLENGE_LIMIT,
        error_messages={"required": "Enter your answer"},
    )

    def __init__(self, data=None, *, challenge):
        self.challenge = challenge
        super().__init__(data)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(Question("answer"), Submit("save", "Send the answer"))

    def save(self, *, by, today):
        """`challenging.AnsweredError` when another answer came first."""
        words = self.cleaned_data["answer"]
        return challenges.answer(self.challenge, words, by=by, today=today)
