"""A lead says how an action goes."""

import uuid

from crispy_forms.layout import Field
from django import forms

from actions.delivery import CLOSED, DELIVERY_LOOKS, Delivery, Status
from actions.forms import PlainText, WebLink, missing_reason
from actions.forms.versions import Difference, VersionedForm
from actions.models import Action, ProgressUpdate
from actions.models.action import STATUSES, TEXT_LIMIT
from actions.progress import record_update
from audit import trail
from wres.nhsuk_forms import DayMonthYearField, Question

LEADS_STATE = (Delivery.ON_TRACK, Delivery.AT_RISK, Delivery.OFF_TRACK)
WORDS = ("happened", "next_steps", "evidence_link")


class ProgressForm(VersionedForm):
    """The progress of one action; sending the same form twice gives one update."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    next = forms.CharField(widget=forms.HiddenInput, required=False)
    status = forms.ChoiceField(
        label="Status",
        choices=[(value, words) for value, words in STATUSES if value != Status.NOT_STATED],
        widget=forms.RadioSelect,
        error_messages={"required": "Select the status of the action"},
    )
    delivery = forms.ChoiceField(
        label="Delivery",
        help_text="Leave this out when the action is completed, cancelled or carried forward",
        choices=[(step.value, DELIVERY_LOOKS[step].words) for step in LEADS_STATE],
        widget=forms.RadioSelect,
        required=False,
    )
    happened = PlainText(
        label="What happened",
        help_text="What was done since the last update, and what difference it made",
        limit=TEXT_LIMIT,
        error_messages={"required": "Say what happened since the last update"},
    )
    next_steps = PlainText(label="What comes next (optional)", limit=TEXT_LIMIT, required=False)
    target_date = DayMonthYearField(label="Target date", required=False)
    review_date = DayMonthYearField(label="Review date", required=False)
    reason = PlainText(
        label="Why a date moves",
        help_text=(
            "Only needed when the target or review date moves later or is taken away. "
            "If the review took place, say so"
        ),
        limit=trail.REASON_LIMIT,
        lines=2,
        required=False,
    )
    evidence_link = WebLink(
        label="Link to evidence (optional)",
        help_text="For example, the minutes of a meeting or a published report",
        max_length=500,
        required=False,
    )
    submit = "Save progress"

    def __init__(self, data=None, *, action, next_page=""):
        super().__init__(data, action=action)
        self.initial |= {"submission": uuid.uuid4(), "next": next_page}
        before = "Now {}. Change it only if it moves"
        for name in ("target_date", "review_date"):
            day = self.words_of(name, self.initial[name])
            self.fields[name].help_text = before.format(day) if day else "None is set"
        if action.target_is_month:
            month = f"{action.target_date:%B %Y}"
            self.fields["target_date"].help_text = before.format(f"the end of {month}")

    def layout(self):
        plain = {"submission", "next", "version"}
        questions = [Question(name) for name in self.fields if name not in plain]
        return [Field("submission"), Field("next"), *questions]

    def values_of(self, row, then=None):
        known = row.status != Status.NOT_STATED
        return {
            "status": row.status if known else "",
            "delivery": row.stated_delivery if row.stated_delivery in LEADS_STATE else "",
            "target_date": row.target_date,
            "review_date": row.review_date,
        }

    def clean_submission(self):
        if self._is_used_elsewhere():
            raise forms.ValidationError("This form has been used. Open it again from the action")
        return self.cleaned_data["submission"]

    def _is_used_elsewhere(self):
        used = ProgressUpdate.objects.filter(submission=self.cleaned_data["submission"])
        return used.exclude(action=self.action).exists()

    def clean(self):
        given = super().clean()
        if given.get("status") in CLOSED:
            given["delivery"] = Delivery.NOT_STATED.value
        elif not given.get("delivery"):
            self.add_error("delivery", "Select whether it is on track, at risk or off track")
        if words := missing_reason(self.action, given):
            self.add_error("reason", words)
        return given

    def save(self, *, by, today):
        """The update, written with its action; `ConflictError` when another came first."""
        given = {
            name: value for name, value in self.cleaned_data.items() if name not in NOT_RECORDED
        }
        with trail.change(self.action.organisation_id, by=by):
            action = Action.objects.select_related("plan").get(pk=self.action.pk)
            if not self._was_sent_before():
                self.refuse_if_edited(action)
            if self._is_used_elsewhere():  # since `clean`, at the same moment
                given["submission"] = uuid.uuid4()
            return record_update(action, by=by, today=today, **given)

    def _was_sent_before(self):
        """Whether this very form was saved, with these words: a double click, or a retry."""
        sent = ProgressUpdate.objects.filter(submission=self.cleaned_data["submission"]).first()
        return sent and all(getattr(sent, name) == self.cleaned_data[name] for name in SAID)

    def again(self, data, action):
        data["submission"] = str(uuid.uuid4())
        return super().again(data, action)

    def others(self, since):
        """The words of an update that came while this one was written."""
        came = self.action.updates.filter(at__gte=since) if since else ProgressUpdate.objects.none()
        latest = came.order_by("pk").last()
        if latest is None:
            return []
        said = {name: (self.cleaned_data[name], getattr(latest, name)) for name in WORDS}
        return [
            Difference(self.name_of(name), "", yours, theirs)
            for name, (yours, theirs) in said.items()
            if theirs
        ]


NOT_RECORDED = {"version", "next"}
SAID = ("status", "delivery", *WORDS)
