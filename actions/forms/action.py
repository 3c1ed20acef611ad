"""An inclusion lead edits an action."""

from crispy_forms.layout import Fieldset
from django import forms
from django.utils.functional import cached_property

from actions.delivery import STATUSES
from actions.forms import ONE_LINE, PlainText, missing_reason
from actions.forms.evidence import PROOF, ProofForm
from actions.models import Action, ActionIndicator, ActionLead, Section
from actions.models.progress import TEXT_LIMIT
from actions.plan.sections import move
from actions.updates.progress import take_status
from wres.audit import changes
from wres.audit.people import with_who
from wres.nhsuk.fields import DayMonthYearField, Question
from wres.words import month_words

ROLES = [("", "Not linked"), (ActionIndicator.UNSPECIFIED, "Linked, role not yet said")]
ROLES += ActionIndicator.ROLES[1:]


COMPLETED = "Said to be complete by whoever edited the action"


class ActionForm(ProofForm):
    """Everything that a plan says of an action, in one change."""

    title = PlainText(
        label="Title", limit=ONE_LINE, lines=2, error_messages={"required": "Enter the title"}
    )
    objective = PlainText(label="Objective (optional)", limit=TEXT_LIMIT, required=False)
    success_measure = PlainText(
        label="Success measure (optional)",
        help_text="How everyone will know that it worked",
        limit=TEXT_LIMIT,
        lines=3,
        required=False,
    )
    section = forms.ChoiceField(label="Section")
    leads = forms.MultipleChoiceField(
        label="Leads", required=False, widget=forms.CheckboxSelectMultiple
    )
    all_indicators = forms.BooleanField(
        label="This action is about all indicators",
        help_text="Also those that the standard gains later",
        required=False,
    )
    status = forms.ChoiceField(label="Status", choices=STATUSES)
    target_date = DayMonthYearField(label="Target date", required=False)
    review_date = DayMonthYearField(label="Review date", required=False)
    reason = PlainText(
        label="Reason for the change",
        help_text=(
            "Needed when the target or review date moves later or is taken away. It stays on record"
        ),
        limit=changes.REASON_LIMIT,
        lines=2,
        required=False,
    )
    submit = "Save changes"
    SAID = ["title", "objective", "success_measure", "all_indicators"]
    BEFORE = ["title", "objective", "success_measure", "section", "leads"]
    AFTER = ["status", *PROOF, "target_date", "review_date", "reason"]

    @cached_property
    def indicators(self):
        return list(self.action.plan.standard.indicators.all())

    def make_fields(self):
        plan = self.action.plan
        self.fields["section"].choices = [(str(s.pk), s.name) for s in plan.sections.all()]
        leads = [(str(lead.pk), lead.name) for lead in self.action.organisation.leads.all()]
        leads.sort(key=lambda lead: lead[0] not in self.initial["leads"])  # its own leads first
        self.fields["leads"].choices = leads
        for indicator in self.indicators:
            self.fields[_name(indicator.pk)] = forms.ChoiceField(
                label=f"{indicator.number} {indicator.short_name}", choices=ROLES, required=False
            )
        for name in ("target_date", "review_date"):
            if getattr(self.action, name) and getattr(self.action, f"{name[:6]}_is_month"):
                month = month_words(getattr(self.action, name))
                self.fields[name].help_text = f"Now {month}, without a day: shown as its last day"

    def layout(self):
        links = [_name(indicator.pk) for indicator in self.indicators]
        return [
            *map(Question, self.BEFORE),
            Fieldset("Indicators", "all_indicators", *links),
            *map(Question, self.AFTER),
        ]

    def values_of(self, row, then=None):
        plain = ["title", "objective", "success_measure", "status", "target_date", "review_date"]
        values = {name: getattr(row, name) for name in plain}
        values |= {"section": str(row.section_id), "all_indicators": row.all_indicators}
        values["leads"] = [str(link.lead_id) for link in standing(ActionLead, row.id, then)]
        return values | self._roles_of(row, then)

    def _roles_of(self, row, then):
        links = standing(ActionIndicator, row.id, then)
        roles = {_name(link.indicator_id): link.role for link in links}
        names = [_name(indicator.pk) for indicator in self.indicators]
        return {name: roles.get(name, "") for name in names}

    def clean(self):
        given = super().clean()
        if words := missing_reason(self.action, given):
            self.add_error("reason", words)
        return given

    def save(self, *, by, today):
        """The action as edited; `Stale` when another change came first."""
        given = self.cleaned_data
        with changes.change(self.action.organisation_id, by=by, reason=given["reason"]):
            action = Action.objects.whole().get(pk=self.action.pk)
            stands = self.values_of(action)
            if any(self.is_changed(name, value) for name, value in stands.items()):
                self.refuse_if_edited(action)
                self._save_action(action, by, today)
                self._save_leads(action)
                self._save_links(action)
        return action

    def _save_action(self, action, by, today):
        given, completes = self.cleaned_data, self.completes(action)
        for name in self.SAID:
            setattr(action, name, given[name])
        if int(given["section"]) != action.section_id:
            move(action, Section.objects.get(pk=given["section"]))
        if given["target_date"] != action.target_date:
            action.set_target(given["target_date"], False, today)
        if given["review_date"] != action.review_date:
            action.review_date, action.review_is_month = given["review_date"], False
        if completes:
            happened = given["reason"] or COMPLETED
            self.complete(action, happened, by=by, today=today)
        else:
            take_status(action, given["status"], today)
            action.save()

    def _save_leads(self, action):
        """Leads that stay keep their order; new ones follow."""
        chosen = [int(pk) for pk in dict.fromkeys(self.cleaned_data["leads"])]
        held = list(action.action_leads.all())
        for link in held:
            if link.lead_id not in chosen:
                link.delete()
        last = max((link.position for link in held), default=0)
        new = [pk for pk in chosen if pk not in {link.lead_id for link in held}]
        for position, pk in enumerate(new, last + 1):
            ActionLead.objects.create(action=action, lead_id=pk, position=position)

    def _save_links(self, action):
        """Links that stay keep their order; new ones follow."""
        held = {link.indicator_id: link for link in action.links.all()}
        position = max((link.position for link in held.values()), default=0)
        for indicator in self.indicators:
            role, link = self.cleaned_data[_name(indicator.pk)], held.get(indicator.pk)
            if link and not role:
                link.delete()
            elif link and link.role != role:
                link.role = role
                link.save()
            elif role and not link:
                position += 1
                ActionIndicator.objects.create(
                    action=action, indicator=indicator, role=role, position=position
                )


def _name(pk):
    return f"indicator_{pk}"


def standing(model, action_id, then=None):
    """The links of an action, now or as they stood before the change of a history row of it.

    By the order of the log: the clock may have been set back meanwhile.
    """
    if then is None:
        return list(model.objects.filter(action=action_id))
    rows = with_who(model.history.filter(action_id=action_id)).filter(entry__lt=then.entry)
    rows = rows.exclude(history_date=then.history_date, request_id=then.request_id)
    last = {row.id: row for row in rows.order_by("history_id")}
    return sorted((r for r in last.values() if r.history_type != "-"), key=lambda r: r.position)
