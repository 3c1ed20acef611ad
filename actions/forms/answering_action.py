"""An answer that corrects the action of a question, in one change with settling it."""

from django import forms

from actions.forms import missing_reason
from actions.forms.action import standing
from actions.forms.answer import MISSING, MOVED, SETTLE, answer_field, fresh, settle
from actions.forms.proof import PROOF, ProofForm
from actions.forms.versions import VersionedForm
from actions.models import Action, ActionIndicator
from actions.models.action import STATUSES
from actions.progress import take_status
from audit import trail
from wres.nhsuk_forms import DayMonthYearField, PlainText

COMPLETED = "Said to be complete in answer to a question from the import"


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
        """As `AnswerForm.save`; `ConflictError` when the action was changed meanwhile.

        `ValidationError` when it has become one with another by now.
        """
        given = self.cleaned_data
        reason = given.get("reason") or given["answer"]
        with trail.change(
            self.question.organisation_id, by=by, reason=reason[: trail.REASON_LIMIT]
        ):
            question = fresh(self.question)
            if question.settled_on is None:
                action = Action.objects.whole().filter(pk=self.action.pk).first()
                if action is None or question.action_id != action.pk:
                    raise forms.ValidationError(MOVED)
                changes = self._changes(action)
                if changes:
                    self.refuse_if_edited(action)
                    self.act(action, by, today)
                settle(question, given["answer"] or "The action was corrected", by, today)
        return question

    def act(self, action, by, today):
        """Change the action as the fields say, inside the open change."""
        raise NotImplementedError


class StatusAnswerForm(ActionAnswerForm, ProofForm):
    """An answer that may complete the action, for which it asks as every page does."""

    def layout(self):
        names = [name for name in super().layout() if name not in PROOF]
        after = names.index("status") + 1
        return [*names[:after], *PROOF, *names[after:]]

    def take_status(self, action, by, today):
        """Save the action with the status that was chosen."""
        given = self.cleaned_data
        if self.completes(action):
            self.complete(action, given["answer"] or COMPLETED, by=by, today=today)
        else:
            take_status(action, given["status"], today)
            action.save()


class CompletionForm(StatusAnswerForm):
    """Status and dates that a completion cell left in doubt."""

    status = forms.ChoiceField(label="Status", choices=STATUSES)
    target_date = DayMonthYearField(label="Target date", required=False)
    review_date = DayMonthYearField(label="Review date", required=False)
    reason = PlainText(
        label="Reason for the change",
        help_text="Needed when the target or review date moves later or is taken away",
        limit=trail.REASON_LIMIT,
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

    def act(self, action, by, today):
        given = self.cleaned_data
        if given["target_date"] != action.target_date:
            action.set_target(given["target_date"], False, today)
        if given["review_date"] != action.review_date:
            action.review_date, action.review_is_month = given["review_date"], False
        self.take_status(action, by, today)


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

    def act(self, action, by, today):
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
