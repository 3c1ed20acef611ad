"""The plan as a person looks through it: filtered, counted, sorted and paged."""

from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, Exists, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.http import QueryDict

from actions.delivery import DELIVERY_LOOKS, Delivery
from actions.models import Action, Lead, LeadMember, Placement, Plan
from actions.plan import filters
from actions.plan import rows as listed
from actions.plan.rows import HEADINGS, Group
from actions.summary import delivery_counts
from indicators.models import Indicator
from wres import words
from wres.accounts.access import UPDATE_ANY
from wres.accounts.models import Membership
from wres.words import counted

PAGE_SIZE = 25
COUNTED = "counted in another section"


@dataclass
class Browsing:
    """A plan through the filter of an address, on a day, by a person."""

    plan: Plan
    membership: Membership
    day: filters.Day
    query: QueryDict

    @cached_property
    def options(self):
        return of_plan(self.plan, self.membership)

    @cached_property
    def choices(self) -> dict[str, dict[str, str]]:
        return filters.choices(self.options)

    @cached_property
    def filter(self) -> filters.Filter:
        return filters.read(self.query, self.choices)

    @cached_property
    def counts(self) -> dict[tuple[int, Delivery], int]:
        """Actions by section and delivery, of every delivery, whichever is asked for."""
        chosen = self.filter.but(delivery="").chosen(self.plan.actions, self.day, self.options)
        rows = chosen.standing(self.day.today, self.day.expected_since)
        return delivery_counts.judge(rows)[0]

    def count(self, section=None) -> int:
        """How many actions the filter lets through, in all or first printed in the section."""
        return sum(
            count
            for (pk, step), count in self.counts.items()
            if section in (None, pk) and self.filter.delivery in ("", step)
        )

    @property
    def actions(self):
        """The actions in their order."""
        chosen = self.filter.chosen(Action.objects.printed_in(self.plan), self.day, self.options)
        return self.filter.ordered(chosen, self.day)

    @cached_property
    def page(self) -> Page:
        """The page of the address, the nearest there is."""
        paginator = Paginator(self.actions, PAGE_SIZE)
        paginator.count = self.count()
        return paginator.get_page(self.query.get("page"))

    @property
    def address(self) -> str:
        """The query that leads back to this page of the list."""
        return self.filter.query(page=self.page.number if self.page.number > 1 else "")

    @property
    def begin(self) -> str:
        """The query with which an action is added where one looks: a section or an indicator."""
        chosen = {name: getattr(self.filter, name) for name in ("section", "indicator")}
        query = urlencode({name: value for name, value in chosen.items() if value})
        return f"?{query}" if query else ""

    def rows(self, actions, found) -> list[listed.Row]:
        """The rows of the actions; where one section is looked at, its placement comes first."""
        if self.filter.section:
            here = int(self.filter.section)
            for ties in found.values():
                ties.placements.sort(key=lambda placed: placed[0] != here)
        return listed.rows(actions, found, self.day, self._may_update)

    @cached_property
    def _may_update(self):
        """Whether the person may update an action with these ties; asks the database no more."""
        if self.membership.may(UPDATE_ANY):
            return lambda ties: True
        own = self.options.own_leads
        return lambda ties: any(lead in own for lead, _ in ties.leads)

    @cached_property
    def groups(self) -> list[Group]:
        """The rows of the page: by section in printed order, else in one list."""
        actions = list(self.page)
        if not actions:
            return []
        found = listed.ties(action__in=[action.pk for action in actions])
        rows = self.rows(actions, found)
        if self.filter.sort or self.filter.section:
            return [Group(self._heading, "", [row.cells() for row in rows])]
        by_section = groupby(rows, key=lambda row: row.action.section_id)
        return [self._group(pk, each) for pk, each in by_section]

    @property
    def _heading(self) -> str:
        if self.filter.sort:
            return f"Actions by {filters.SORT_WORDS[self.filter.sort]}"
        return self.choices["section"][self.filter.section]

    def _group(self, pk, rows) -> Group:
        section, count = self.options.sections[str(pk)], self.count(pk)
        words = counted(count, "action")
        if section.placements > count and not self.filter.is_on:
            words += f", and {section.placements - count} more listed under another section"
        return Group(section.words, words, [row.cells() for row in rows])

    @property
    def size(self) -> str:
        """How large the plan is, when nothing is filtered."""
        actions = counted(self.count(), "action")
        sections = counted(len(self.options.sections), "section")
        words = f"{actions} in {sections}"
        more = self.options.placements - self.count()
        if more > 0:
            some = "1 action is listed in 2" if more == 1 else "Some are listed in several"
            words += f". {some} places, so there are {self.options.placements:,} places in all"
        return f"{words}."

    @property
    def showing(self) -> str:
        """ "Showing 1 to 9 of 9 actions, 1 of them counted in another section"."""
        if not self.count():
            return "No actions"
        page = self.page
        total = counted(self.count(), "action")
        words = f"Showing {page.start_index():,} to {page.end_index():,} of {total}"
        return f"{words}, {self._elsewhere:,} of them {COUNTED}" if self._elsewhere else words

    @property
    def _elsewhere(self) -> int:
        """How many are listed in the section looked at, but listed first in another one."""
        here = self.filter.section
        return self.count() - self.count(int(here)) if here else 0

    @property
    def unread_words(self) -> str:
        """What of the address is left out, as a sentence, if anything is."""
        unread = words.listed(self.filter.unread)
        return f"Left out of the filter, because this plan does not know it: {unread}."

    @property
    def chips(self) -> list[dict]:
        return self.filter.chips(self.choices)

    @property
    def deliveries_heading(self) -> str:
        """What `deliveries` counts: the actions that the other filters let through."""
        if not self.filter.is_on:
            return "By delivery"
        others = self.filter.but(delivery="").is_on
        return "By delivery, with the other filters" if others else "By delivery, whole plan"

    @property
    def deliveries(self) -> list[dict]:
        """How many actions stand at each step of the delivery scale, with their list."""
        counted = dict.fromkeys(Delivery, 0)
        for (_, step), count in self.counts.items():
            counted[step] += count
        return [
            {
                "count": count,
                "words": DELIVERY_LOOKS[step].words.lower(),
                "href": f"?{self.filter.query(delivery=step.value)}",
                "current": self.filter.delivery == step,
            }
            for step, count in counted.items()
            if count
        ]

    @property
    def sections(self) -> list[dict]:
        """The sections with how many placements each has."""
        return [
            {
                "words": section.words,
                "count": section.placements,
                "href": f"?{self.filter.query(section=key)}",
            }
            for key, section in self.options.sections.items()
        ]

    @property
    def headings(self) -> list[dict]:
        """The columns; a second choice of the same sortable one turns the order round."""
        return [self._column(key, words) for key, words in HEADINGS.items()]

    def _column(self, key, words) -> dict:
        if key not in filters.SORTS:
            return {"name": key, "text": words}
        now = {key: "ascending", f"-{key}": "descending"}.get(self.filter.sort, "")
        turned = f"-{key}" if now == "ascending" else key
        href = f"?{self.filter.query(sort=turned)}"
        return {"name": key, "text": words, "sort": now, "href": href}

    @property
    def fields(self) -> list[dict]:
        """The selects of the filter's form."""
        return [
            {
                "name": name,
                "label": filters.LABELS[name],
                "choices": choices,
                "value": getattr(self.filter, name),
            }
            for name, choices in self.choices.items()
        ]


@dataclass(frozen=True)
class Option:
    """A section, an indicator or a lead.

    `placements` is how many a section has; `is_own` says that the person acts for the lead, and
    is not asked for a person who updates the actions of any lead.
    """

    pk: int
    words: str
    placements: int = 0
    is_own: bool = False


@dataclass(frozen=True)
class Options:
    """The options by their value in the address, each kind in its order."""

    sections: dict[str, Option]
    indicators: dict[str, Option]
    leads: dict[str, Option]

    @property
    def own_leads(self) -> set[int]:
        return {lead.pk for lead in self.leads.values() if lead.is_own}

    @property
    def placements(self) -> int:
        return sum(section.placements for section in self.sections.values())


def of_plan(plan, membership) -> Options:
    """The options of the plan for the person, in one query: each row says of which kind it is."""
    here = Placement.objects.filter(section=OuterRef("pk")).order_by().values("section")
    placements = Coalesce(Subquery(here.annotate(count=Count("*")).values("count")), 0)
    indicators = Indicator.objects.filter(standard=plan.standard_id)
    leads = Lead.objects.filter(organisation=plan.organisation_id)
    acts = LeadMember.objects.filter(lead=OuterRef("pk"), user=membership.user_id)
    is_own = Value(0) if membership.may(UPDATE_ANY) else Case(When(Exists(acts), then=1), default=0)
    kinds = [
        _rows("section", plan.sections, "position", "name", placements),
        _rows("indicator", indicators, "number", "short_name", Value(0)),
        _rows("lead", leads, Value(0), "name", is_own),
    ]
    rows = sorted(kinds[0].union(*kinds[1:], all=True))
    return Options(
        {
            str(pk): Option(pk, name, number)
            for kind, _, name, pk, number in rows
            if kind == "section"
        },
        {
            str(place): Option(pk, f"{place} {name}")
            for kind, place, name, pk, _ in rows
            if kind == "indicator"
        },
        {
            str(pk): Option(pk, name, is_own=bool(own))
            for kind, _, name, pk, own in rows
            if kind == "lead"
        },
    )


def _rows(kind, options, place, name, number):
    """Rows (kind, place among its kind, name, pk, number)."""
    return options.order_by().values_list(Value(kind), place, name, "pk", number)
