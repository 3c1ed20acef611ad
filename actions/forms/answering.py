"""A person answers a question from the import, and the answer does what it says, in one change.

Each column of the plan has a form of its own, with the fields that a doubt about it may change.
An answer in words alone is always possible, and then nothing else changes.
"""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms

from actions import leading, placing
from actions.forms import missing_reason
from actions.forms.action import standing
from actions.forms.deciding import NEW, lead_fields, named, wrong_names
from actions.forms.versions import VersionedForm
from actions.loading.deciding import ANOTHER as IS_ANOTHER
from actions.loading.deciding import SAME as IS_SAME
from actions.models import Action, ActionIndicator, Question
from actions.models.action import STATUSES
from actions.progress import take_status
from audit import trail
from wres.nhsuk_forms import DayMonthYearField, PlainErrors, PlainText

ANSWER_LIMIT = 2_000  # characters
REASON_LIMIT = 500
SETTLE = "Settle this question"
MISSING = "Enter the answer that settles this question"
NOBODY = [("", "Nobody yet: only keep my words"), (NEW, "A new lead")]
SAME, ANOTHER = "same", "another"
BOTH_HAVE_UPDATES = "Both actions have progress updates, so they cannot become one. Answer in words"
MOVED = (
    "The actions are no longer as they were when you opened this page. Look at them, then say again"
)


def answer_field(help_text):
    return PlainText(label="Answer", help_text=help_text, limit=ANSWER_LIMIT, required=False)


def form_for(question, data=None):
    """The form in which a person answers this question."""
    if question.action is None:
        return AnswerForm(data, question=question)
    return FORMS.get(question.column, AnswerForm)(data, question=question)


def settle(question, answer, by, today):
    question.answer = answer[:ANSWER_LIMIT]
    question.settled_by, question.settled_on = by, today
    question.save()


def _fresh(question):
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
            question = _fresh(self.question)
            if question.settled_on is None:
                words = (
                    self.act(question, change, by, today) if self.acts(self.cleaned_data) else ""
                )
                settle(question, self.cleaned_data["answer"] or words, by, today)
        return question

    def act(self, question, change, by, today) -> str:
        """Do what the answer says, inside the open change, and say it in words."""
        raise NotImplementedError


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
        for asked in leading.asking_the_same(question):
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
        if is_same and placing.both_have_updates(self.question, self.other):
            self.add_error("is", BOTH_HAVE_UPDATES)
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
            raise forms.ValidationError(BOTH_HAVE_UPDATES) from error


class ActionAnswerForm(VersionedForm):
    """An answer that changes fields of the action; those left alone stay as they are."""

    submit = SETTLE

    def __init__(self, data=None, *, question):
        self.question = question
        super().__init__(data, action=question.action)

    def again(self, data, action):
        self.question.action = action
        return type(self)(data, question=self.question)

    def clean(self):
        given = super().clean()
        if not self.errors and not given.get("answer") and not self._changes(self.action):
            self.add_error("answer", MISSING)
        return given

    def _changes(self, action):
        return any(self._is_changed(name, value) for name, value in self.values_of(action).items())

    def save(self, *, by, today):
        """As `AnswerForm.save`; `ConflictError` when the action was changed meanwhile."""
        given = self.cleaned_data
        reason = given.get("reason") or given["answer"]
        with trail.change(self.question.organisation_id, by=by, reason=reason[:REASON_LIMIT]):
            question = _fresh(self.question)
            if question.settled_on is None:
                action = Action.objects.whole().get(pk=self.action.pk)
                changes = self._changes(action)
                if changes:
                    self.refuse_if_edited(action)
                    self.act(action, today)
                settle(question, given["answer"] or "The action was corrected", by, today)
        return question

    def act(self, action, today):
        """Change the action as the fields say, inside the open change."""
        raise NotImplementedError


class CompletionForm(ActionAnswerForm):
    """Status and dates that a completion cell left in doubt."""

    status = forms.ChoiceField(label="Status", choices=STATUSES)
    target_date = DayMonthYearField(label="Target date", required=False)
    review_date = DayMonthYearField(label="Review date", required=False)
    reason = PlainText(
        label="Reason for the change",
        help_text="Needed when the target or review date moves later or is taken away",
        limit=REASON_LIMIT,
        lines=2,
        required=False,
    )
    answer = answer_field("What the plan means here, and how you know")

    def values_of(self, row, then=None):
        return {name: getattr(row, name) for name in ("status", "target_date", "review_date")}

    def clean(self):
        given = super().clean()
        if words := missing_reason(self.action, given):
            self.add_error("reason", words)
        return given

    def act(self, action, today):
        given = self.cleaned_data
        take_status(action, given["status"], today)
        if given["target_date"] != action.target_date:
            action.set_target(given["target_date"], False, today)
        if given["review_date"] != action.review_date:
            action.review_date, action.review_is_month = given["review_date"], False
        action.save()


class IndicatorsForm(ActionAnswerForm):
    """The indicators that an action is about."""

    all_indicators = forms.BooleanField(label="This action is about all indicators", required=False)
    indicators = forms.MultipleChoiceField(
        label="Indicators", required=False, widget=forms.CheckboxSelectMultiple
    )
    answer = answer_field("What the plan means here, and how you know")

    def make_fields(self):
        indicators = self.action.plan.standard.indicators.all()
        self.fields["indicators"].choices = [(str(each.pk), str(each)) for each in indicators]

    def values_of(self, row, then=None):
        links = standing(ActionIndicator, row.id, then)
        return {
            "all_indicators": row.all_indicators,
            "indicators": [str(link.indicator_id) for link in links],
        }

    def act(self, action, today):
        action.all_indicators = self.cleaned_data["all_indicators"]
        action.save()
        chosen = {int(pk) for pk in self.cleaned_data["indicators"]}
        held = list(action.links.all())
        for link in held:
            if link.indicator_id not in chosen:
                link.delete()
        new = sorted(chosen - {link.indicator_id for link in held})
        last = max((link.position for link in held), default=0)
        for position, pk in enumerate(new, last + 1):
            ActionIndicator.objects.create(action=action, indicator_id=pk, position=position)


FORMS = {
    "completion": CompletionForm,
    "indicators": IndicatorsForm,
    "leads": LeadsForm,
    "action": PlacesForm,
}
