"""Asking a challenge, and answering one."""

import uuid

from django import forms

from actions.models.cycle import CHALLENGE_LIMIT
from actions.updates import challenges
from wres.nhsuk.fields import PlainText
from wres.nhsuk.forms import INCOMPLETE, PageForm


class ChallengeForm(PageForm):
    """A question about an action or an outcome."""

    submit = "Send the challenge"
    submission = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages={"required": INCOMPLETE, "invalid": INCOMPLETE},
    )
    question = PlainText(
        label="Your question",
        help_text="Everyone who can read the plan sees it, with your name and the date",
        limit=CHALLENGE_LIMIT,
        error_messages={"required": "Enter your question"},
    )

    def opened_with(self):
        return {"submission": uuid.uuid4()}

    def save(self, *, by, today):
        return challenges.ask(self.about, by=by, today=today, **self.cleaned_data)


class AnswerForm(PageForm):
    """What the inclusion lead says to a challenge."""

    submit = "Send the answer"
    answer = PlainText(
        label="Your answer",
        help_text="It stays on record with your name and the date, and cannot be edited",
        limit=CHALLENGE_LIMIT,
        error_messages={"required": "Enter your answer"},
    )

    def save(self, *, by, today):
        """`Stale` when another answer came first."""
        words = self.cleaned_data["answer"]
        return challenges.answer(self.challenge, words, by=by, today=today)
