"""Rows of a list of actions: what the plan, its CSV file and my actions show of each."""

from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse

from actions.dates import PrintedDate
from actions.delivery import DELIVERY_LOOKS, STATUS_WORDS, Judged, Look, Status
from organisations.access import UPDATE_ANY


def day_words(day, is_month=False) -> str:
    """ "31 March 2026", "August 2025" for a month, or an empty string."""
    return PrintedDate(day, is_month).words if day else ""


# The columns of a list: the class of each, and its heading.
HEADINGS = {
    "title": "Action",
    "indicators": "Indicators",
    "leads": "Leads",
    "status": "Status",
    "delivery": "Delivery",
    "target": "Target date",
    "review": "Review date",
    "updated": "Last update",
}


def counted(count: int, noun: str) -> str:
    """ "1 action", "40 actions"."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


@dataclass(frozen=True)
class Row:
    """One action of `ActionQuerySet.for_list` in a list.

    `section` is the pk of the section under which it is looked at, if it is one alone;
    `asked` what its leads are asked for.
    """

    action: object
    judged: Judged
    can_update: bool
    section: int | None = None
    asked: str = ""

    @property
    def href(self) -> str:
        return self.action.get_absolute_url()

    @property
    def update_href(self) -> str:
        return reverse("action_update", args=[self.action.organisation_id, self.action.pk])

    @cached_property
    def placements(self) -> list:
        """Where it is printed: first here, then elsewhere."""
        placements = list(self.action.placements.all())
        return sorted(placements, key=lambda placed: placed.section_id != self.section)

    @property
    def number(self) -> str:
        return str(self.placements[0]) if self.placements else ""

    @property
    def also(self) -> list[str]:
        return [str(placed) for placed in self.placements[1:]]

    @property
    def indicators(self) -> str:
        """ "1 primary, 2, 4", or "All" with those whose role a person has said."""
        links = sorted(self.action.links.all(), key=lambda link: link.indicator.number)
        words = [_link_words(link) for link in links]
        return ", ".join(["All", *words] if self.action.all_indicators else words)

    @property
    def leads(self) -> list[str]:
        return [link.lead.name for link in self.action.action_leads.all()]

    @property
    def status(self) -> str:
        return STATUS_WORDS[Status(self.action.status)]

    @property
    def delivery(self) -> Look:
        return DELIVERY_LOOKS[self.judged.delivery]

    @property
    def why(self) -> str:
        """Why the day has made delivery worse than stated, as a sentence, else nothing."""
        if self.judged.made_worse_by is None:
            return ""
        reason = self.judged.words.partition(": ")[2]
        return f"{reason[:1].upper()}{reason[1:]}"

    @property
    def target(self) -> str:
        return day_words(self.action.target_date, self.action.target_is_month)

    @property
    def review(self) -> str:
        return day_words(self.action.review_date, self.action.review_is_month)

    @property
    def updated(self) -> str:
        return day_words(self.action.updated_on)

    @property
    def lacks_evidence(self) -> bool:
        return self.action.status == Status.COMPLETED and not self.action.has_evidence


@dataclass(frozen=True)
class Group:
    """Rows under one heading, and in words how many actions it has on all pages."""

    heading: str
    words: str
    rows: list[Row]


def _link_words(link) -> str:
    number = str(link.indicator.number)
    return number if link.role == link.UNSPECIFIED else f"{number} {link.role}"


def rows(actions, day, membership, own_leads, section=None) -> list[Row]:
    """The rows of these actions.

    `own_leads` are the leads for which the person acts; None where they lead every action.
    """
    may_all = own_leads is None or membership.may(UPDATE_ANY)
    listed = []
    for action in actions:
        mine = may_all or any(link.lead_id in own_leads for link in action.action_leads.all())
        judged = action.delivery_on(day.today, day.expected_since)
        listed.append(Row(action, judged, mine, section))
    return listed
