"""A person answers a question from the import, and the answer does what it says, in one change."""

from abc import abstractmethod

from django import forms

from actions.delivery import STATED_DELIVERIES, STATUSES
from actions.forms import missing_reason
from actions.forms.action import standing
from actions.forms.evidence import PROOF, ProofForm
from actions.forms.import_decisions import NEW, lead_fields, named, wrong_names
from actions.forms.versions import FormOfAction
from actions.imports import answers
from actions.imports.completion import meanings
from actions.imports.decisions import ANOTHER as IS_ANOTHER
from actions.imports.decisions import SAME as IS_SAME
from actions.imports.questions import asking_the_same
from actions.models import Action, ActionIndicator, Question
from actions.updates.progress import take_status
from wres.audit import changes
from wres.audit.stale import Stale
from wres.nhsuk.fields import DayMonthYearField, PlainText
from wres.nhsuk.forms import PageForm

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


class AnswerForm(PageForm):
    """An answer in words."""

    question: Question
    submit, label_size = SETTLE, None
    answer = answer_field("What the plan means here, and how you know")

    def layout(self):
        self.order_fields([name for name in self.fields if name != "answer"])
        return super().layout()

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

        `Stale` when what it asks about has changed since.
        """
        with changes.change(self.question.organisation_id, by=by) as change:
            question = fresh(self.question)
            if question.settled_on is None:
                acts = self.acts(self.cleaned_data)
                words = self.act(question, change, by, today) if acts else ""
                settle(question, self.cleaned_data["answer"] or words, by, today)
        return question

    def act(self, question, change, by, today) -> str:
        """Do what the answer says, inside the open change, and say it in words."""
        return ""


COMPLETED = "Said to be complete in answer to a question from the import"


class ActionAnswerForm(FormOfAction):
    """An answer that changes fields of the action; those left alone stay as they are."""

    question: Question
    submit = SETTLE

    def __init__(self, *args, question, **kwargs):
        super().__init__(*args, question=question, **kwargs | {"action": question.action})

    def clean(self):
        given = super().clean()
        if not self.errors and not given.get("answer") and not self._changes(self.action):
            self.add_error("answer", MISSING)
        return given

    def _changes(self, action):
        return any(self.is_changed(name, value) for name, value in self.values_of(action).items())

    def save(self, *, by, today):
        """As `AnswerForm.save`; `Stale` also when the action was changed meanwhile."""
        given = self.cleaned_data
        reason = given.get("reason") or given["answer"]
        with changes.change(
            self.question.organisation_id, by=by, reason=reason[: changes.REASON_LIMIT]
        ):
            question = fresh(self.question)
            if question.settled_on is None:
                action = Action.objects.whole().filter(pk=self.action.pk).first()
                if action is None or question.action_id != action.pk:
                    raise Stale(MOVED)
                if self._changes(action):
                    self.refuse_if_edited(action)
                    self.act(action, by, today)
                settle(question, given["answer"] or "The action was corrected", by, today)
        return question

    @abstractmethod
    def act(self, action, by, today):
        """Change the action as the fields say, inside the open change."""


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
        limit=changes.REASON_LIMIT,
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


NOBODY = [("", "Nobody yet: only keep my words"), (NEW, "A new lead")]
SAME, ANOTHER = "same", "another"
BOTH_ON_RECORD = (
    "Both actions have updates, evidence or challenges, or are in the report of a closed quarter, "
    "so they cannot become one. Answer in words"
)


def form_for(question) -> type[AnswerForm] | type[ActionAnswerForm]:
    """The form in which a person answers this question."""
    if question.action is None:
        return AnswerForm
    is_cadence = question.column == "completion" and meanings(question.message)
    return CadenceForm if is_cadence else FORMS.get(question.column, AnswerForm)


class LeadsForm(AnswerForm):
    """Who an unknown lead is, in every row of the plan that asks the same."""

    answer = answer_field("Needed only if you choose nobody")

    def make_fields(self):
        self.spelling = answers.spelling_of(self.question)
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
        leads = answers.learn(question.plan.organisation, self.spelling, names, kind)
        words = f"Led by {'; '.join(lead.name for lead in leads)}"
        for asked in asking_the_same(question):
            answers.lead(asked.action, leads)
            if asked.pk != question.pk:
                settle(asked, given["answer"] or words, by, today)
        return words


class PlacesForm(AnswerForm):
    """Whether two rows print one action or two."""

    answer = answer_field("Needed only if you choose neither")

    def make_fields(self):
        self.other = answers.other_of(self.question)
        if self.other or answers.is_parted(self.question):
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
        if is_same and answers.both_are_on_record(self.question, self.other):
            self.add_error("is", BOTH_ON_RECORD)
        return given

    def act(self, question, change, by, today):
        other = question.action and answers.other_of(question)
        if (question.action, other) != (self.question.action, self.other):
            raise Stale(MOVED)
        if self.cleaned_data["is"] == SAME and self.other:
            try:
                answers.join(question, self.other)
            except ValueError as error:
                raise Stale(BOTH_ON_RECORD) from error
        elif self.cleaned_data["is"] == ANOTHER and answers.is_parted(question):
            answers.part(question, change, today)
        return IS_SAME if self.cleaned_data["is"] == SAME else IS_ANOTHER


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
