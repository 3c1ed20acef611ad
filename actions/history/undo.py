"""Putting a logged change back: of an action, of its links, or of what somebody may do here."""

from abc import abstractmethod
from copy import copy
from functools import cached_property

from django.db.models import Max
from django.urls import reverse

from actions.dates import date_words
from actions.delivery import DELIVERY_LOOKS, STATUS_WORDS, Delivery, Status
from actions.forms.people import EditPersonForm
from actions.history.changelog import ROLE_WORDS, yes_or_no
from actions.models import (
    Action,
    ActionIndicator,
    ActionLead,
    Lead,
    LeadMember,
    Placement,
    Plan,
    PlanIndicator,
    Section,
    UpdateDraft,
)
from actions.plan.leads import spelt
from actions.plan.sections import move
from actions.plan.start import TAKEN
from actions.updates.progress import take_status
from indicators.models import Indicator
from indicators.undo import LoggedFigure
from wres.accounts.access import EDIT_PLAN, MANAGE_PEOPLE, Role
from wres.accounts.models import Membership
from wres.audit import changes
from wres.audit.kinds import Kind
from wres.audit.logged_change import LoggedChange
from wres.audit.models import Tracked
from wres.audit.stale import Stale
from wres.audit.undo import Step

NOT_REMOVED = "An action stays on record. To drop it, edit it and choose the status “Cancelled”"
SAID_OF = "Something has been said of it since. To drop it, cancel it: its page stays"
CARRIED = "It is carried forward: the action in the next plan would stand twice"
NO_SECTION = "The section that it was in is gone"
DATES = ("target", "review", "reviewed")


class LoggedWhole(LoggedChange):
    """A thing that is taken away and made again with the rows that belong to it."""

    permission = EDIT_PLAN
    of = ""  # the field by which these name it
    WITH: tuple[type[Tracked], ...] = ()

    @property
    def is_removed(self) -> bool:
        return self.proposal.step is Step.REMOVE

    def take_away(self):
        for model in self.WITH:
            for row in model.objects.filter(**{self.of: self.instance}):
                row.delete()
        self.instance.delete()

    def make_again(self, **values):
        """The thing as it was, but for these values, with what was taken away at once with it."""
        self._insert(self.model, self.row, values)
        at_once = {"history_date": self.row.history_date, "request_id": self.row.request_id}
        of_it = {self.of: self.row.id} if self.of else {}
        for model in reversed(self.WITH):
            gone = model.history.filter(history_type="-", **of_it, **at_once)
            for row in gone.order_by("history_id"):
                self._insert(model, row, {})

    def write_values(self):
        for name in self.proposal.moves:
            for field, value in self.to_put_back(name).items():
                setattr(self.instance, field, value)
        self.instance.save()

    @staticmethod
    def _insert(model, row, values):
        held = {field.attname: getattr(row, field.attname) for field in model._meta.concrete_fields}
        model(**held | values).save(force_insert=True)


class LoggedAction(LoggedWhole):
    """What a plan says of an action. What follows from updates and evidence stays with them."""

    model = Action
    of = "action"
    WITH = (ActionLead, ActionIndicator, Placement)
    VALUES = {
        "title": ("Title", ("title",)),
        "objective": ("Objective", ("objective",)),
        "success_measure": ("Success measure", ("success_measure",)),
        "section": ("Section", ("section_id",)),
        "all_indicators": ("About all indicators", ("all_indicators",)),
        "status": ("Status", ("status", "completed_on", "completed_is_month")),
        "delivery": ("Delivery stated", ("stated_delivery",)),
        "target": ("Target date", ("target_date", "target_is_month")),
        "review": ("Review date", ("review_date", "review_is_month")),
        "cadence": ("Review cadence", ("review_cadence",)),
        "reviewed": ("Reviewed", ("reviewed_on", "reviewed_is_month")),
    }

    @property
    def title(self) -> str:
        return (self.instance or self.row).title

    @property
    def address(self) -> str:
        if self.instance and self.instance.pk:
            return self.instance.get_absolute_url()
        return Plan.objects.get(pk=self.row.plan_id).get_absolute_url()

    def words(self, name, value) -> str:
        if value is None:
            return ""
        first = value[0]
        match name:
            case "section":
                return self._sections.get(first, "")
            case "status":
                completed = date_words(value[1], value[2])
                return STATUS_WORDS[Status(first)] + (f" on {completed}" if completed else "")
            case "delivery":
                return DELIVERY_LOOKS[Delivery(first)].words
            case "all_indicators":
                return yes_or_no(first)
        return date_words(*value) if name in DATES else str(first)

    @cached_property
    def _sections(self):
        wanted = [each[0] for each in self.proposal.moves.get("section", ()) if each]
        return dict(Section.objects.filter(pk__in=wanted).values_list("pk", "name"))

    def refused(self):
        if self.is_removed:
            if self.instance.submission is None:
                yield NOT_REMOVED
            elif self.instance.is_used(but=(*self.WITH, UpdateDraft)):
                yield SAID_OF
            return
        is_changed = self.proposal.step is Step.CHANGE
        if is_changed and "status" in self.proposal.moves and self.instance.successors.exists():
            yield CARRIED
        if "section" in self.proposal.moves:
            section = self.to_put_back("section")["section_id"]
            if not Section.objects.filter(pk=section, plan=self.row.plan_id).exists():
                yield NO_SECTION

    def write(self, *, by, today):
        action = self.instance
        if self.is_removed:
            self.take_away()
            return
        if self.is_made_again:
            others = Action.objects.filter(plan=self.row.plan_id)
            self.make_again(position=(others.aggregate(last=Max("position"))["last"] or 0) + 1)
            return
        for name in self.proposal.moves:
            fields = self.to_put_back(name)
            if name == "status":
                take_status(action, fields["status"], today)
            if name == "section":
                move(action, Section.objects.get(pk=fields["section_id"]))
            if name == "target":
                action.set_target(fields["target_date"], fields["target_is_month"], today)
            for field, value in fields.items():
                setattr(action, field, value)
        action.save()


USED = "Something hangs on it by now: move or cancel that first"
NAME_TAKEN = "Another one has this name by now"
PLACE_TAKEN = "Another section stands there by now"


class LoggedName(LoggedWhole):
    """A section or a lead: what it is called, with its other spellings."""

    VALUES = {"name": ("Name", ("name", "aliases"))}

    @property
    def title(self) -> str:
        return (self.instance or self.row).name

    def refused(self):
        if self.is_removed:
            if self.instance.is_used(but=self.WITH):
                yield USED
        elif "name" in self.proposal.moves:
            others = self.others().exclude(pk=self.row.id)
            if spelt(self.to_put_back("name")["name"], others):
                yield NAME_TAKEN

    @abstractmethod
    def others(self):
        """The things that may not have the same name."""

    def write(self, *, by, today):
        if self.is_removed:
            self.take_away()
        elif self.is_made_again:
            self.make_again()
        else:
            self.write_values()


class LoggedSection(LoggedName):
    model = Section
    VALUES = LoggedName.VALUES | {"position": ("Place in the plan", ("position",))}

    @property
    def address(self) -> str:
        year = Plan.objects.get(pk=self.row.plan_id).year
        return reverse("sections", args=[self.organisation.pk, year])

    def others(self):
        return Section.objects.filter(plan=self.row.plan_id)

    def refused(self):
        yield from super().refused()
        if not self.is_removed and "position" in self.proposal.moves:
            place = self.to_put_back("position")
            if self.others().filter(**place).exclude(pk=self.row.id).exists():
                yield PLACE_TAKEN


class LoggedLeadName(LoggedName):
    model = Lead

    @property
    def address(self) -> str:
        return reverse("leads", args=[self.organisation.pk])

    def others(self):
        return self.organisation.leads.all()


class LoggedPlan(LoggedWhole):
    """A plan that was started, while it has no actions."""

    model = Plan
    of = "plan"
    WITH = (PlanIndicator, Section)
    VALUES = {
        "date": ("Date of the plan", ("date",)),
        "proposed": ("Proposed on", ("proposed_on",)),
        "approval": ("Approval", ("approved_by", "approved_on")),
    }

    @property
    def title(self) -> str:
        return str(self.instance or Plan(standard_id=self.row.standard_id, year=self.row.year))

    @property
    def address(self) -> str:
        return reverse("plan_latest", args=[self.organisation.pk])

    def words(self, name, value) -> str:
        if value and name == "approval":
            return f"{value[0]}, {date_words(value[1])}" if value[1] else ""
        return date_words(value[0]) if value else ""

    def refused(self):
        held = {"organisation": self.organisation, "standard": self.row.standard_id}
        if self.is_removed:
            if self.instance.is_used(but=self.WITH):
                yield USED
        elif self.is_made_again and Plan.objects.filter(year=self.row.year, **held).exists():
            yield TAKEN

    def write(self, *, by, today):
        if self.is_removed:
            self.take_away()
        elif self.is_made_again:
            self.make_again()
        else:
            self.write_values()


NO_ACTION = "The action is gone"
NO_LEAD = "The lead is gone"
AGAIN = "The action has been given this again since"


class LoggedTie(LoggedChange):
    """A link that was made, changed or removed; each change of it is one of its action too."""

    permission = EDIT_PLAN
    to = ""  # the field of what the action is linked to

    def instances(self):
        return self.model.objects.select_related("action__plan")

    @cached_property
    def action(self):
        found = Action.objects.filter(pk=self.row.action_id, organisation=self.organisation)
        return found.first()

    @property
    def address(self) -> str:
        action = self.action
        return action.get_absolute_url() if action else ""

    @property
    def title(self) -> str:
        action = self.action
        return f"{self.linked_to}: {action}" if action else self.linked_to

    @property
    @abstractmethod
    def linked_to(self) -> str:
        """The indicator or lead that the action is tied to, in words."""

    def refused(self):
        if self.action is None:
            yield NO_ACTION
        elif self.is_made_again and self._is_there_again():
            yield AGAIN

    def _is_there_again(self):
        same = {"action": self.row.action_id, self.to: getattr(self.row, f"{self.to}_id")}
        return self.model.objects.filter(**same).exists()

    def write(self, *, by, today):
        action, link = self.action, self.instance
        action.save()  # its version says that its links are others
        if self.proposal.step is Step.REMOVE:
            link.delete()
            return
        link = link or self.model(
            pk=self.row.id,
            action=action,
            **{f"{self.to}_id": getattr(self.row, f"{self.to}_id")},
        )
        for name in self.proposal.moves:
            for field, value in self.to_put_back(name).items():
                setattr(link, field, value)
        link.save(force_insert=self.is_made_again)


class LoggedLink(LoggedTie):
    model = ActionIndicator
    to = "indicator"
    VALUES = {"role": ("Role", ("role",)), "position": ("Place in the list", ("position",))}

    @cached_property
    def linked_to(self) -> str:
        indicator = Indicator.objects.get(pk=self.row.indicator_id)
        return f"Indicator {indicator.number} {indicator.short_name}"

    def words(self, name, value) -> str:
        return ROLE_WORDS[value[0]] if name == "role" and value else super().words(name, value)


class LoggedLead(LoggedTie):
    model = ActionLead
    to = "lead"
    VALUES = {"position": ("Place in the list", ("position",))}

    @cached_property
    def lead(self):
        return Lead.objects.filter(pk=self.row.lead_id).first()

    @cached_property
    def linked_to(self) -> str:
        return f"Lead {self.lead or self.row.lead_id}"

    def refused(self):
        if self.is_made_again and self.lead is None:
            yield NO_LEAD
        yield from super().refused()


PERSON_NOT_REMOVED = "A role stays on record. To end it, open the person's page and deactivate them"
ACCESS = {True: "Can use this organisation's pages", False: "Deactivated"}


class LoggedMembership(LoggedChange):
    model = Membership
    permission = MANAGE_PEOPLE
    VALUES = {"role": ("Role", ("role",)), "is_active": ("Access", ("is_active",))}

    def instances(self):
        return Membership.objects.select_related("user", "organisation")

    @property
    def title(self) -> str:
        return str(self.instance.user) if self.instance else "A role"

    @property
    def address(self) -> str:
        return reverse("person", args=[self.organisation.pk, self.row.id])

    def words(self, name, value) -> str:
        if value is None:
            return ""
        return Role(value[0]).label if name == "role" else ACCESS[value[0]]

    def refused(self):
        if self.proposal.step is not Step.CHANGE:
            yield PERSON_NOT_REMOVED
            return
        for errors in self._form().errors.values():
            yield from errors

    def _form(self):
        """The person's own page, filled in with what was: its rules are the rules here."""
        person = copy(self.instance)  # a form writes on what it is given
        links = LeadMember.objects.filter(user=person.user_id, lead__organisation=self.organisation)
        data = {"role": person.role, "is_active": person.is_active}
        for name in self.proposal.moves:
            data |= self.to_put_back(name)
        data["leads"] = list(links.values_list("lead_id", flat=True))
        data["is_active"] = str(data["is_active"])
        return EditPersonForm(data, instance=person, organisation=self.organisation)

    def write(self, *, by, today):
        form = self._form()
        form.full_clean()
        form.save()


KINDS: dict[str, type[LoggedChange]] = {
    "action": LoggedAction,
    "link": LoggedLink,
    "lead": LoggedLead,
    "section": LoggedSection,
    "lead-name": LoggedLeadName,
    "plan": LoggedPlan,
    "figure": LoggedFigure,
    "membership": LoggedMembership,
}


CHANGED = (
    "Something else was saved while you had this page open, so nothing was put back. "
    "This is how it stands now."
)


def put_back(shown: LoggedChange, newest: int, *, by, reason: str, today) -> LoggedChange:
    """Put back what was shown in one new change.

    `newest` is the newest history row of the thing on the page that the person saw.
    `Stale` when another came since, or a rule refuses it now.
    """
    with changes.change(shown.organisation.pk, by=by, reason=reason) as change:
        change.told_as = Kind.PUT_BACK
        found = type(shown).find(shown.organisation, shown.row.history_id)
        if found.newest != newest or found.refusals or found.questions() != shown.questions():
            raise Stale(CHANGED)
        found.write(by=by, today=today)
    return found
