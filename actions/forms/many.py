"""An inclusion lead changes many actions at once: which, what, and to what."""

import uuid

from crispy_forms.layout import Submit
from django import forms
from django.utils.functional import cached_property

from actions.dates import date_words
from actions.delivery import STATUSES, Status
from actions.models import Action, Plan
from actions.updates.many import (
    LIMIT,
    OfLeads,
    Step,
    ToDate,
    ToSection,
    ToStatus,
    change_all,
    chosen,
    status_words,
    steps,
)
from wres.nhsuk.fields import PARTS, DayMonthYearField, PlainText
from wres.nhsuk.forms import PageForm

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
NO_EVIDENCE = ". Where an action is completed without evidence, it is also why there is none"


class ChoosingForm(PageForm):
    """Which of the listed actions change, and what of them."""

    listed: list[Action]
    is_filtered: bool
    submit = "Continue"
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

    def make_fields(self):
        listed, where = self.listed, "the filter shows" if self.is_filtered else "the plan has"
        every = f"All {len(listed)} that {where}"
        self.fields["which"].choices = [(EVERY, every), (TICKED, "Only those ticked below")]
        field = self.fields["actions"]
        field.choices = [(str(action.pk), action.title) for action in listed]
        field.choice_hints = {str(action.pk): _standing(action) for action in listed}

    def layout(self):
        return [self.as_question(name) for name in ("kind", "which", "actions")]

    def buttons(self):
        return [Submit("next", self.submit)]

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


class ManyForm(PageForm):
    """What the chosen actions change to, and why; it carries their versions as they were shown."""

    plan: Plan
    submit = "Show what will change"
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

    def make_fields(self):
        kind = self["kind"].value()
        self.kind_given = kind if kind in KINDS else ""
        asked = FIELDS[self.kind_given](self.plan) if self.kind_given else {}
        self.fields = {**asked, **self.fields}
        for name in asked.keys() & ASKED.keys():
            asked[name].error_messages["required"] = ASKED[name]
        if self.kind_given == "status":
            self.fields["reason"].help_text += NO_EVIDENCE

    def buttons(self):
        return [Submit("next", self.submit)]

    @classmethod
    def begin(cls, plan, kind, shown):
        """The form as it is first shown, for these versions of actions by their ids."""
        chosen = ",".join(f"{pk}:{version}" for pk, version in shown.items())
        initial = {"kind": kind, "submission": uuid.uuid4(), "chosen": chosen}
        return cls(initial=initial, plan=plan)

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

    @cached_property
    def steps(self) -> list[Step]:
        """What the change does to each of the chosen actions as it now stands."""
        return steps(self.change, chosen(self.plan, self.cleaned_data["chosen"]))

    @property
    def changing(self):
        return [step for step in self.steps if not step.why_not]

    @property
    def staying(self):
        return [step for step in self.steps if step.why_not]

    @property
    def edited(self) -> list[str]:
        """The titles of those that are not as they were shown."""
        shown, actions = self.cleaned_data["chosen"], [step.action for step in self.steps]
        return [action.title for action in actions if action.version != shown[action.pk]]

    @property
    def sent(self) -> list[tuple[str, str]]:
        """What was typed, for a page that sends it again of the actions as it shows them."""
        names = [key for name in self.fields for key in (name, *(f"{name}_{p}" for p in PARTS))]
        sent = {key: self.data[key] for key in names if key in self.data}
        if self.stale:
            actions = [step.action for step in self.steps]
            sent["chosen"] = ",".join(f"{action.pk}:{action.version}" for action in actions)
        return list(sent.items())

    def save(self, *, by, today):
        """`Stale` when an action is not as it was shown."""
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
