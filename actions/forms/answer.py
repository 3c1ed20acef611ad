"""What every answer to a question has: its words, who settled it, and what it does.

An answer in words alone is always possible, and then nothing else changes.
"""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms

from actions.models import Question
from audit import trail
from wres.nhsuk_forms import PlainErrors, PlainText

ANSWER_LIMIT = 2_000  # characters
SETTLE = "Settle this question"
MOVED = (
    "The actions are no longer as they were when you opened this page. Look at them, then say again"
)
MISSING = "Enter the answer that settles this question"


def answer_field(help_text):
    return PlainText(label="Answer", help_text=help_text, limit=ANSWER_LIMIT, required=False)


def settle(question, answer, by, today):
    question.answer = answer[:ANSWER_LIMIT]
    question.settled_by, question.settled_on = by, today
    question.save()


def fresh(question):
    found = Question.objects.select_related("plan__organisation", "action", "settled_by")
    return found.get(pk=question.pk)


class AnswerForm(PlainErrors, forms.Form):
    """An answer in words."""

    answer = answer_field("What the plan means here, and how you know")

    def __init__(self, data=None, *, question):
        super().__init__(data)
        self.question = question
        self.make_fields()
        self.order_fields([name for name in self.fields if name != "answer"])
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(*self.fields, Submit("save", SETTLE))

    def make_fields(self):
        """Fields that depend on the question."""

    def clean(self):
        given = super().clean()
        if not self.errors and not given.get("answer") and not self.acts(given):
            self.add_error("answer", MISSING)
        return given

    def acts(self, given) -> bool:
        """Whether the answer does something beside being kept."""
        return False

    def save(self, *, by, today):
        """The question, settled by this answer or, when somebody came first, by theirs.

        `ValidationError` when what it asks about has changed since, so that nothing was saved.
        """
        with trail.change(self.question.organisation_id, by=by) as change:
            question = fresh(self.question)
            if question.settled_on is None:
                words = (
                    self.act(question, change, by, today) if self.acts(self.cleaned_data) else ""
                )
                settle(question, self.cleaned_data["answer"] or words, by, today)
        return question

    def act(self, question, change, by, today) -> str:
        """Do what the answer says, inside the open change, and say it in words."""
        raise NotImplementedError
