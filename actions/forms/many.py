"""An inclusion lead changes many actions at once: which, what, and to what."""

import uuid

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms

from actions.dates import date_words
from actions.delivery import STATUSES, Status
from actions.updates.many import (
    LIMIT,
    OfLeads,
    ToDate,
    ToSection,
    ToStatus,
    change_all,
    status_words,
)
from wres.nhsuk.fields import PARTS, DayMonthYearField, PlainErrors, PlainText, Question

REASON_LIMIT = 500  # characters
MOST_MONTHS = 36  # further is a typing error
EVERY, TICKED = "every", "ticked"
KINDS = {
    "status": "Status",
    "add_lead": "Leads: add one",
    "replace_lead": "Leads: put one in the place of another",
    "remove_lead": "Leads: remove one",
    "section": "Section",
    "target": "Target date: set it to a day",
    "target_by": "Target date: move it by months",
    "review": "Review date: set it to a day",
    "review_by": "Review date: move it by months",
}
NOT_GIVEN = {Status.NOT_STATED, Status.CARRIED_FORWARD}  # the second by carrying forward only
INCOMPLETE = "This page was not complete. Choose the actions again"


class ChoosingForm(PlainErrors, forms.Form):
    """Which of the listed actions change, and what of them."""

    which = forms.ChoiceField(
        label="Which actions",
        widget=forms.RadioSelect,
        error_messages={"required": "Select which actions to change"},
    )
    actions = forms.TypedMultipleChoiceField(
        label="Actions", coerce=int, widget=forms.CheckboxSelectMultiple, required=False
    )
    kind = forms.ChoiceField(
        label="What changes",
        choices=list(KINDS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Select what changes"},
    )

    def __init__(self, data=None, *, listed, is_filtered):
        self.listed = listed
        super().__init__(data)
        every = f"All {len(listed)} that {'the filter shows' if is_filtered else 'the plan has'}"
        self.fields["which"].choices = [(EVERY, every), (TICKED, "Only those ticked below")]
        field = self.fields["actions"]
        field.choices = [(str(action.pk), action.title) for action in listed]
        field.choice_hints = {str(action.pk): _standing(action) for action in listed}
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            Question("kind"), Question("which"), Question("actions"), Submit("next", "Continue")
        )

    def clean(self):
        given = super().clean()
        if given.get("which") == TICKED and not given.get("actions"):
            self.add_error("actions", "Tick the actions to change")
        return given

    @property
    def shown(self) -> dict[int, int]:
        """The versions of the chosen actions by their ids."""
        given = self.cleaned_data
        ticked = given["which"] == TICKED
        chosen = [each for each in self.listed if not ticked or each.pk in given["actions"]]
        return {action.pk: action.version for action in chosen}


def _standing(action) -> str:
    leads = "; ".join(link.lead.name for link in action.action_leads.all()) or "No lead"
    target = date_words(action.target_date, action.target_is_month, "not set")
    status = status_words(action.status)
    return f"{action.section.name}. {leads}. {status}. Target date {target}."


class ManyForm(PlainErrors, forms.Form):
    """What the chosen actions change to, and why; it carries their versions as they were shown."""

    kind = forms.ChoiceField(
        choices=list(KINDS.items()),
        widget=forms.HiddenInput,
        error_messages={"required": INCOMPLETE, "invalid_choice": INCOMPLETE},
    )
    chosen = forms.RegexField(
        r"\A[0-9]{1,15}:[0-9]{1,9}(?:,[0-9]{1,15}:[0-9]{1,9})*\Z",
        widget=forms.HiddenInput,
        max_length=26 * LIMIT,
        error_messages=dict.fromkeys(("required", "invalid", "max_length"), INCOMPLETE),
    )
    submission = forms.UUIDField(
        widget=forms.HiddenInput, error_messages={"required": INCOMPLETE, "invalid": INCOMPLETE}
    )
    reason = PlainText(
        label="Reason",
        help_text="It stands in the record of each action, with your name",
        limit=REASON_LIMIT,
        lines=2,
        error_messages={"required": "Enter the reason for the change"},
    )

    def __init__(self, data, *, plan):
        self.plan = plan
        super().__init__(data)
        self.kind_given = data.get("kind") if data.get("kind") in KINDS else ""
        asked = FIELDS[self.kind_given](plan) if self.kind_given else {}
        self.fields = {**asked, **self.fields}
        for name in asked.keys() & ASKED.keys():
            asked[name].error_messages["required"] = ASKED[name]
        if self.kind_given == "status":
            self.fields[
                "reason"
            ].help_text += (
                ". Where an action is completed without evidence, it is also why there is none"
            )
        self.helper = FormHelper()
        self.helper.form_tag = False
        questions = [Question(name) for name in (*asked, "reason")]
        hidden = ["kind", "chosen", "submission"]
        self.helper.layout = Layout(*hidden, *questions, Submit("next", "Show what will change"))

    @classmethod
    def begin(cls, plan, kind, shown):
        """The form as it is first shown, for these versions of actions by their ids."""
        form = cls({"kind": kind}, plan=plan)
        form.initial = {"kind": kind, "submission": uuid.uuid4()}
        form.initial["chosen"] = ",".join(f"{pk}:{version}" for pk, version in shown.items())
        form.is_bound = False
        return form

    @property
    def kind_words(self) -> str:
        return KINDS.get(self.kind_given, "")

    def clean_chosen(self):
        pairs = [pair.split(":") for pair in self.cleaned_data["chosen"].split(",")]
        shown = {int(pk): int(version) for pk, version in pairs}
        if len(shown) > LIMIT:
            raise forms.ValidationError(f"Choose {LIMIT} actions or fewer at once")
        return shown

    def clean(self):
        given = super().clean()
        if given.get("gone") and given.get("gone") == given.get("new"):
            self.add_error("new", "Select another lead than the one that goes")
        if given.get("months") == 0:
            self.add_error("months", "Enter by how many months the date moves")
        return given

    @property
    def change(self):
        """The change that was asked for."""
        given = self.cleaned_data
        match self.kind_given:
            case "status":
                return ToStatus(given["status"])
            case "section":
                return ToSection(self.plan.sections.get(pk=given["section"]))
            case "target" | "review":
                return ToDate(self.kind_given, day=given["day"])
            case "target_by" | "review_by":
                return ToDate(self.kind_given.removesuffix("_by"), months=given["months"])
        leads = self.plan.organisation.leads.in_bulk([given[n] for n in LEADS if n in given])
        return OfLeads(*(leads.get(given.get(name)) for name in LEADS))

    @property
    def as_sent(self) -> list[tuple[str, str]]:
        """What was typed, for a page that sends it again."""
        names = [key for name in self.fields for key in _keys(name)]
        return [(key, self.data[key]) for key in names if key in self.data]

    def save(self, *, by, today):
        """`changing_many.EditedError` when an action is not as it was shown."""
        given = self.cleaned_data
        return change_all(
            self.plan,
            self.change,
            given["chosen"],
            reason=given["reason"],
            submission=given["submission"],
            by=by,
            today=today,
        )


def _keys(name):
    return [name, *(f"{name}_{part}" for part in PARTS)]


def _status(plan):
    given = [(value, words) for value, words in STATUSES if value not in NOT_GIVEN]
    return {"status": forms.ChoiceField(label="Status", choices=given, widget=forms.RadioSelect)}


def _section(plan):
    sections = [("", "Select a section"), *plan.sections.values_list("pk", "name")]
    return {"section": forms.TypedChoiceField(label="Section", choices=sections, coerce=int)}


def _leads(**labels):
    def fields(plan):
        leads = [("", "Select a lead"), *plan.organisation.leads.values_list("pk", "name")]
        return {
            name: forms.TypedChoiceField(label=label, choices=leads, coerce=int)
            for name, label in labels.items()
        }

    return fields


def _day(label):
    return lambda plan: {"day": DayMonthYearField(label=label)}


def _months(plan):
    words = f"Months must be a whole number from -{MOST_MONTHS} to {MOST_MONTHS}"
    errors = dict.fromkeys(("invalid", "min_value", "max_value"), words)
    months = forms.IntegerField(
        label="By how many months",
        help_text="For example, 3 moves the date 3 months later and -1 a month earlier",
        min_value=-MOST_MONTHS,
        max_value=MOST_MONTHS,
        widget=forms.TextInput({"inputmode": "text", "class": "nhsuk-input--width-3"}),
        error_messages=errors,
    )
    return {"months": months}


LEADS = ("new", "gone")
FIELDS = {
    "status": _status,
    "add_lead": _leads(new="Lead to add"),
    "replace_lead": _leads(gone="Lead that goes", new="Lead in its place"),
    "remove_lead": _leads(gone="Lead to remove"),
    "section": _section,
    "target": _day("Target date"),
    "target_by": _months,
    "review": _day("Review date"),
    "review_by": _months,
}
ASKED = {
    "status": "Select the status",
    "section": "Select the section",
    "new": "Select the lead",
    "gone": "Select the lead that goes",
    "months": "Enter by how many months the date moves",
}
