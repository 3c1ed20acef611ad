"""A person answers a question from the import, and the answer does what it says, in one change.

Each column of the plan has a form of its own, with the fields that a doubt about it may change.
"""

from django import forms

from actions import leading, placing
from actions.forms.answer import MOVED, AnswerForm, answer_field, settle
from actions.forms.answering_action import CompletionForm, IndicatorsForm, StatusAnswerForm
from actions.forms.deciding import NEW, lead_fields, named, wrong_names
from actions.loading.asking import asking_the_same
from actions.loading.completion import meanings
from actions.loading.deciding import ANOTHER as IS_ANOTHER
from actions.loading.deciding import SAME as IS_SAME
from actions.models.action import STATED_DELIVERIES, STATUSES

NOBODY = [("", "Nobody yet: only keep my words"), (NEW, "A new lead")]
SAME, ANOTHER = "same", "another"
BOTH_ON_RECORD = (
    "Both actions have updates, evidence or challenges, or are in the report of a closed quarter, "
    "so they cannot become one. Answer in words"
)


def form_for(question, data=None):
    """The form in which a person answers this question."""
    if question.action is None:
        return AnswerForm(data, question=question)
    is_cadence = question.column == "completion" and meanings(question.message)
    form = CadenceForm if is_cadence else FORMS.get(question.column, AnswerForm)
    return form(data, question=question)


class LeadsForm(AnswerForm):
    """Who an unknown lead is, in every row of the plan that asks the same."""

    answer = answer_field("Needed only if you choose nobody")

    def make_fields(self):
        self.spelling = leading.spelling_of(self.question)
        names = [lead.name for lead in self.question.plan.organisation.leads.all()]
        fields = lead_fields(self.spelling, names, NOBODY)
        self.fields |= dict(zip(("is", "names", "kind"), fields, strict=True))

    def acts(self, given):
        return bool(given.get("is"))

    def clean(self):
        given = super().clean()
        if given.get("is") == NEW and "names" in given and (words := wrong_names(given["names"])):
            self.add_error("names", words)
        return given

    def act(self, question, change, by, today):
        given = self.cleaned_data
        names, kind = named(given["is"], given["names"], given["kind"])
        leads = leading.learn(question.plan.organisation, self.spelling, names, kind)
        words = f"Led by {'; '.join(lead.name for lead in leads)}"
        for asked in asking_the_same(question):
            leading.lead(asked.action, leads)
            if asked.pk != question.pk:
                settle(asked, given["answer"] or words, by, today)
        return words


class PlacesForm(AnswerForm):
    """Whether two rows print one action or two."""

    answer = answer_field("Needed only if you choose neither")

    def make_fields(self):
        self.other = placing.other_of(self.question)
        if self.other or placing.is_parted(self.question):
            self.fields["is"] = forms.ChoiceField(
                label="Is it the same action?",
                choices=[(SAME, IS_SAME), (ANOTHER, IS_ANOTHER)],
                widget=forms.RadioSelect,
                required=False,
            )

    def acts(self, given):
        return bool(given.get("is"))

    def clean(self):
        given = super().clean()
        is_same = given.get("is") == SAME and self.other
        if is_same and placing.both_are_on_record(self.question, self.other):
            self.add_error("is", BOTH_ON_RECORD)
        return given

    def act(self, question, change, by, today):
        self._refuse_if_moved(question)
        if self.cleaned_data["is"] == SAME and self.other:
            self._join(question)
        elif self.cleaned_data["is"] == ANOTHER and placing.is_parted(question):
            placing.part(question, change, today)
        return IS_SAME if self.cleaned_data["is"] == SAME else IS_ANOTHER

    def _refuse_if_moved(self, question):
        """The two actions of a question just read must be those that the page showed."""
        other = question.action and placing.other_of(question)
        if (question.action, other) != (self.question.action, self.other):
            raise forms.ValidationError(MOVED)

    def _join(self, question):
        try:
            placing.join(question, self.other)
        except ValueError as error:
            raise forms.ValidationError(BOTH_ON_RECORD) from error


class CadenceForm(AnswerForm):
    """How often reviews are, in every row of the plan that asks the same."""

    answer = answer_field("Needed only if you choose neither")

    def make_fields(self):
        self.fields["is"] = forms.ChoiceField(
            label="What does it mean?",
            choices=meanings(self.question.message),
            widget=forms.RadioSelect,
            required=False,
        )

    def acts(self, given):
        return bool(given.get("is"))

    def act(self, question, change, by, today):
        cadence = self.cleaned_data["is"]
        words = dict(self.fields["is"].choices)[cadence]
        for asked in asking_the_same(question):
            if asked.action.review_cadence != cadence:
                asked.action.review_cadence = cadence
                asked.action.save()
            if asked.pk != question.pk:
                settle(asked, self.cleaned_data["answer"] or words, by, today)
        return words


class StandingForm(StatusAnswerForm):
    """Status and delivery that a cell of status, rating or progress left in doubt."""

    status = forms.ChoiceField(label="Status", choices=STATUSES)
    stated_delivery = forms.ChoiceField(label="Delivery", choices=STATED_DELIVERIES)
    answer = answer_field("What the plan means here, and how you know")

    def values_of(self, row, then=None):
        return {"status": row.status, "stated_delivery": row.stated_delivery}

    def act(self, action, by, today):
        action.stated_delivery = self.cleaned_data["stated_delivery"]
        self.take_status(action, by, today)


FORMS = {
    "status": StandingForm,
    "rating": StandingForm,
    "progress": StandingForm,
    "completion": CompletionForm,
    "indicators": IndicatorsForm,
    "leads": LeadsForm,
    "action": PlacesForm,
}
