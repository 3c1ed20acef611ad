"""The plan as a person looks through it: filtered, counted, sorted and paged."""

from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from django.core.paginator import Page, Paginator
from django.http import QueryDict

from actions import filters, listed, options
from actions.delivery import DELIVERY_LOOKS, Delivery

PAGE_SIZE = 25


@dataclass(frozen=True)
class Group:
    """Rows under one heading: a section with how many of its actions match, or a sorted list."""

    heading: str
    rows: list
    count: int
    elsewhere: int = 0


@dataclass
class Browsing:
    """A plan through the filter of an address, on a day, by a person."""

    plan: object
    membership: object
    day: filters.Day
    query: QueryDict

    @cached_property
    def options(self):
        return options.of_plan(self.plan, self.membership.user_id)

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
        return chosen.counts_by_section_and_delivery(self.day.today, self.day.expected_since)

    def count(self, section=None) -> int:
        """How many actions the filter lets through, in all or first printed in the section."""
        return sum(
            count
            for (pk, step), count in self.counts.items()
            if section in (None, pk) and self.filter.delivery in ("", step)
        )

    @property
    def actions(self):
        """The actions in their order, with what a row shows."""
        chosen = self.filter.chosen(self.plan.actions, self.day, self.options)
        return self.filter.ordered(chosen, self.day).for_list()

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

    def rows(self, actions) -> list[listed.Row]:
        section = int(self.filter.section) if self.filter.section else None
        return listed.rows(actions, self.day, self.membership, self.options.own_leads, section)

    @cached_property
    def groups(self) -> list[Group]:
        """The rows of the page: by section in printed order, else in one list."""
        rows = self.rows(self.page)
        if not rows:
            return []
        if self.filter.sort:
            words = f"Actions by {filters.SORT_WORDS[self.filter.sort]}"
            return [Group(words, rows, self.count())]
        if self.filter.section:
            words = self.options.sections[self.filter.section].words
            return [Group(words, rows, self.count())]
        by_section = groupby(rows, key=lambda row: row.action.section_id)
        return [self._section(pk, list(each)) for pk, each in by_section]

    def _section(self, pk, rows) -> Group:
        section, count = self.options.sections[str(pk)], self.count(pk)
        elsewhere = 0 if self.filter.is_on else section.count - count
        return Group(section.words, rows, count, elsewhere)

    @property
    def deliveries(self) -> list[dict]:
        """How many actions stand at each step of the delivery scale, with their list."""
        counted = dict.fromkeys(Delivery, 0)
        for (_, step), count in self.counts.items():
            counted[step] += count
        return [
            {
                "count": count,
                "look": DELIVERY_LOOKS[step],
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
                "count": section.count,
                "href": f"?{self.filter.query(section=section.key)}",
            }
            for section in self.options.sections.values()
        ]

    @property
    def headers(self) -> dict[str, dict]:
        """The sortable headings; a second choice of the same one turns the order round."""
        return {key: self._header(key, sort) for key, sort in filters.SORTS.items()}

    def _header(self, key, sort) -> dict:
        directions = {key: "ascending", f"-{key}": "descending"}
        now = directions.get(self.filter.sort, "")
        turned = f"-{key}" if now == "ascending" else key
        return {"text": sort.heading, "sort": now, "href": f"?{self.filter.query(sort=turned)}"}

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
