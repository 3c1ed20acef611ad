"""A lead says how an action goes."""

import uuid

from crispy_forms.layout import ButtonHolder, Submit
from django import forms
from django.db.models import Q
from django.forms.utils import ErrorDict

from actions.delivery import CLOSED, DELIVERY_LOOKS, STATUSES, Delivery, Status
from actions.forms import PlainText, WebLink, missing_reason
from actions.forms.evidence import PROOF, ProofForm
from actions.models import Action, ProgressUpdate
from actions.models.progress import TEXT_LIMIT
from actions.updates import completion, drafts
from actions.updates import evidence as kept
from actions.updates.file_kinds import ENDINGS
from actions.updates.progress import record_update
from wres.audit import changes
from wres.audit.people import with_who
from wres.files.refused import RefusedError
from wres.nhsuk.fields import DayMonthYearField, FileUpload
from wres.nhsuk.forms import Difference, put_value, words_of
from wres.words import month_words

LEADS_STATE = (Delivery.ON_TRACK, Delivery.AT_RISK, Delivery.OFF_TRACK)
WORDS = ("happened", "next_steps", "evidence_link")
SAID = ("status", "delivery", *WORDS)
NOT_RECORDED = {"version", "next", "no_evidence_reason", "evidence_file", "no_change"}
AGAIN = "Select the file again: a browser does not send it twice"


class UpdateForm(ProofForm):
    """What every update says; sending the same form twice gives one update."""

    draft = None  # the draft that it shows
    ends_draft = True  # what was drafted is not needed once this is sent
    submission = forms.UUIDField(widget=forms.HiddenInput)
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

    def opened_with(self):
        return super().opened_with() | {"submission": uuid.uuid4()}

    @classmethod
    def of_draft(cls, draft, *, prefix=None, **kwargs):
        """The form as the draft left it, not yet checked."""
        more = {"submission": uuid.uuid4(), "next": kwargs.get("next_page", "")}
        data = drafts.as_data(draft, prefix or "", **more)
        form = cls(data, action=draft.action, prefix=prefix, **kwargs)
        for name in ("target_date", "review_date"):  # which a draft of the short form does not have
            if name in form.fields and f"{name}_day" not in draft.values:
                put_value(data, name, form.fields[name], getattr(draft.action, name))
        form._errors, form.draft = ErrorDict(), draft
        return form

    def values_of(self, row, then=None):
        known = row.status != Status.NOT_STATED
        return {
            "status": row.status if known else "",
            "delivery": row.stated_delivery if row.stated_delivery in LEADS_STATE else "",
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
        return given

    def save(self, *, by, today):
        """The update, written with its action; `Stale` when another came first."""
        given, file = self.recorded(), self.cleaned_data.get("evidence_file")
        with changes.change(self.action.organisation_id, by=by):
            action = Action.objects.select_related("plan").get(pk=self.action.pk)
            if not self._was_sent_before():
                self.refuse_if_edited(action)
            if self._is_used_elsewhere():  # since `clean`, at the same moment
                given["submission"] = uuid.uuid4()
            update = record_update(action, by=by, today=today, brings_file=bool(file), **given)
            if file:
                kept.keep_file(action, file, by=by, today=today, update=update)
            reason = self.cleaned_data["no_evidence_reason"]
            completion.claim(update, by=by, today=today, reason=reason)
            if self.ends_draft:
                drafts.forget(action, by)
            return update

    def recorded(self):
        """What the update keeps of what was given."""
        return {name: each for name, each in self.cleaned_data.items() if name not in NOT_RECORDED}

    def _was_sent_before(self):
        """Whether this very form was saved, with these words: a double click, or a retry."""
        sent = ProgressUpdate.objects.filter(submission=self.cleaned_data["submission"]).first()
        return sent and all(getattr(sent, name) == self.cleaned_data.get(name, "") for name in SAID)

    def again(self, data, **subject):
        data[self.add_prefix("submission")] = str(uuid.uuid4())
        return super().again(data, **subject)

    def others(self, since):
        """The words of an update that came while this one was written."""
        if since is None:
            return []
        with_it = Q(history_date=since.history_date, request_id=since.request_id)
        came = with_who(ProgressUpdate.history.filter(action_id=self.action.pk))
        latest = came.filter(Q(entry__gte=since.entry) | with_it).order_by("history_id").last()
        if latest is None:
            return []
        said = {name: (self.cleaned_data[name], getattr(latest, name)) for name in WORDS}
        return [
            Difference(self.name_of(name), "", yours, theirs)
            for name, (yours, theirs) in said.items()
            if theirs
        ]

    @property
    def too_long(self) -> list[str]:
        """The texts that are too long even for a draft."""
        texts = {n: f for n, f in self.fields.items() if isinstance(f, PlainText | WebLink)}
        limits = {n: getattr(f, "limit", None) or f.max_length for n, f in texts.items()}
        typed = drafts.typed(self.data, self.prefix or "")
        return [n for n, limit in limits.items() if len(typed.get(n, "")) > 2 * limit]


class ProgressForm(UpdateForm):
    """The progress of one action on a page of its own, with its dates and a file of evidence."""

    next = forms.CharField(widget=forms.HiddenInput, required=False)
    target_date = DayMonthYearField(label="Target date", required=False)
    review_date = DayMonthYearField(label="Review date", required=False)
    reason = PlainText(
        label="Why a date moves",
        help_text=(
            "Only needed when the target or review date moves later or is taken away. "
            "If the review took place, say so"
        ),
        limit=changes.REASON_LIMIT,
        lines=2,
        required=False,
    )
    evidence_file = FileUpload(
        label="File of evidence (optional)",
        help_text="PDF, Word, Excel, PNG or JPEG, up to 10 MB",
        endings=ENDINGS,
        required=False,
    )
    submit, label_size = "Save progress", "m"
    next_page = ""
    ASKED = (
        *("status", "delivery", "happened", "next_steps", "target_date", "review_date", "reason"),
        *("evidence_link", "evidence_file", "no_evidence_reason"),
    )

    def opened_with(self):
        return super().opened_with() | {"next": self.next_page}

    def make_fields(self):
        before = "Now {}. Change it only if it moves"
        for name in ("target_date", "review_date"):
            day = words_of(self.fields[name], self.initial[name])
            self.fields[name].help_text = before.format(day) if day else "None is set"
        if self.action.target_is_month:
            month = month_words(self.action.target_date)
            self.fields["target_date"].help_text = before.format(f"the end of {month}")

    def layout(self):
        return [self.as_question(name) for name in self.ASKED]

    def buttons(self):
        draft = Submit("draft", "Save as a draft", css_class="nhsuk-button--secondary")
        return [ButtonHolder(*super().buttons(), draft)]

    def values_of(self, row, then=None):
        dates = {"target_date": row.target_date, "review_date": row.review_date}
        return super().values_of(row) | dates

    def clean_evidence_file(self):
        upload = self.cleaned_data["evidence_file"]
        try:
            return kept.Brought.read(upload) if upload else None
        except RefusedError as refused:
            raise forms.ValidationError(str(refused)) from None

    def clean(self):
        given = super().clean()
        if words := missing_reason(self.action, given):
            self.add_error("reason", words)
        if self.errors and given.get("evidence_file"):
            self.add_error("evidence_file", AGAIN)
        return given

    def again(self, data, **subject):
        """A file that was sent has to be selected again, which its field then says."""
        form = super().again(data, **subject)
        if self.files:
            form.fields["evidence_file"].help_text = AGAIN
        return form


class QuickForm(UpdateForm):
    """Status, rating and a line of what happened, sent from a list; a longer draft stays."""

    ends_draft = False
    next_steps = None
    next = forms.CharField(widget=forms.HiddenInput, required=False)
    submit, label_size = "Save", "m"
    next_page = ""

    def opened_with(self):
        return super().opened_with() | {"next": self.next_page}

    def layout(self):
        return [self.as_question(name) for name in ("status", "delivery", "happened", *PROOF)]
