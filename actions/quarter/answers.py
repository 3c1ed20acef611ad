"""Who has answered in a quarter, who has not, and what they said: by lead, a page at a time."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.http import QueryDict

from actions.models import LeadMember, Plan, ProgressUpdate
from actions.models import Quarter as QuarterRow
from actions.quarter import opened
from wres.words import counted

PAGE_SIZE = 25  # actions, each under its lead
LEADS_SHOWN = 50  # in the table of leads; all are in the filter
NO_LEAD = "none"
SHOWN = {"": "All actions", "waiting": "Waiting for an update", "answered": "Answered"}
LEAD = F("action_leads__lead")
LEAD_NAME = F("action_leads__lead__name")


@dataclass(frozen=True)
class Line:
    """An action under one of its leads, with its last update of the quarter if it has one."""

    action: object
    said: ProgressUpdate | None


@dataclass(frozen=True)
class Answering:
    """A lead, who acts for it, and how many of its actions are asked about and answered."""

    key: str
    name: str
    people: str
    asked: int
    answered: int

    @property
    def waiting(self) -> int:
        return self.asked - self.answered

    @property
    def words(self) -> str:
        return f"{self.answered:,} of {counted(self.asked, 'action')} answered"


@dataclass
class Board:
    """`row` is the plan's quarter, perhaps not saved yet; `wanted` is the address's query.

    Asked about are the actions that were open until the end of the quarter, and those that have
    an update in it. An action of two leads stands under both, and is counted once in `words`.
    """

    plan: Plan
    row: QuarterRow
    today: date
    wanted: QueryDict

    @property
    def quarter(self):
        return self.row.nhs

    @property
    def asks(self) -> bool:
        """Whether the quarter takes updates now, so that people can be reminded of them."""
        return opened.asks(self.row, self.today)

    @property
    def show(self) -> str:
        return self.wanted.get("show", "") if self.wanted.get("show") in SHOWN else ""

    @property
    def shown(self) -> dict[str, str]:
        return SHOWN

    @property
    def lead(self) -> str:
        return self.wanted.get("lead", "") if self.wanted.get("lead") in self.leads else ""

    @cached_property
    def actions(self):
        """All that are asked about, each with the number of its `answer`."""
        row = self.row if self.row.pk else None
        silent = self.plan.actions.without_update_in(self.quarter, row).order_by()
        updates = ProgressUpdate.objects.filter(action=OuterRef("pk"), quarter=self.row.pk or 0)
        answer = Subquery(updates.order_by("-pk").values("pk")[:1])
        actions = self.plan.actions.annotate(answer=answer)
        return actions.filter(Q(answer__isnull=False) | Q(pk__in=silent.values("pk")))

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many actions are asked about and how many are answered, each once."""
        return self.actions.order_by().aggregate(asked=Count("pk"), answered=Count("answer"))

    @property
    def words(self) -> str:
        asked, answered = self.counts["asked"], self.counts["answered"]
        if not asked:
            return "No action is asked about in this quarter."
        have = "has" if 1 in (answered, asked) else "have"
        return f"{answered:,} of {counted(asked, 'action')} {have} an update."

    @cached_property
    def leads(self) -> dict[str, Answering]:
        """Every lead by its number as text, by name; last, under "none", what nobody leads."""
        found = self.actions.order_by().values(lead=LEAD, name=LEAD_NAME)
        found = found.annotate(asked=Count("pk"), answered=Count("answer"))
        named = sorted(found, key=lambda each: (each["lead"] is None, (each["name"] or "").lower()))
        members = LeadMember.objects.filter(lead__organisation=self.plan.organisation_id)
        people = list(members.order_by("user__name").values_list("lead", "user__name"))
        return {
            str(each["lead"] or NO_LEAD): Answering(
                str(each["lead"] or NO_LEAD),
                each["name"] or "No lead",
                ", ".join(name for lead, name in people if lead == each["lead"]),
                each["asked"],
                each["answered"],
            )
            for each in named
        }

    @property
    def slowest(self) -> list[Answering]:
        """The table of leads, those with most to say first."""
        return sorted(self.leads.values(), key=lambda each: -each.waiting)[:LEADS_SHOWN]

    @cached_property
    def page(self) -> Page:
        leads = [self.leads[self.lead]] if self.lead else self.leads.values()
        attribute = {"waiting": "waiting", "answered": "answered"}.get(self.show, "asked")
        paginator = Paginator(self._lines(), PAGE_SIZE)
        paginator.count = sum(getattr(each, attribute) for each in leads)
        return paginator.get_page(self.wanted.get("page"))

    def _lines(self):
        """The actions asked for, once under each of their leads."""
        actions = self.actions.annotate(lead=LEAD, lead_name=LEAD_NAME)
        if self.lead:
            actions = actions.filter(lead=None if self.lead == NO_LEAD else int(self.lead))
        if self.show:
            actions = actions.filter(answer__isnull=self.show == "waiting")
        return actions.order_by(F("lead_name").asc(nulls_last=True), "lead", "position")

    @cached_property
    def groups(self) -> list[tuple[Answering, list[Line]]]:
        """The actions of the page under their leads."""
        said = ProgressUpdate.objects.select_related("author")
        said = said.in_bulk([each.answer for each in self.page if each.answer])
        by_lead = groupby(self.page, key=lambda each: str(each.lead or NO_LEAD))
        return [
            (self.leads[key], [Line(each, said.get(each.answer)) for each in actions])
            for key, actions in by_lead
        ]
