"""Rows of a list of actions: what the plan, its CSV file and my actions show of each."""

import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import CharField, Value
from django.urls import reverse

from actions.dates import PrintedDate, date_words
from actions.delivery import DELIVERY_LOOKS, STATUS_WORDS, Delivery, Judged, Status
from actions.models import Action, ActionIndicator, ActionLead, Placement, Question

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

RATED = {Delivery.ON_TRACK, Delivery.AT_RISK, Delivery.OFF_TRACK}
STATUSES_TO_GIVE = {"": "Select"} | {
    key.value: words for key, words in STATUS_WORDS.items() if key != Status.NOT_STATED
}
RATINGS_TO_GIVE = {"": "None"} | {
    key.value: look.words for key, look in DELIVERY_LOOKS.items() if key in RATED
}


@dataclass
class Ties:
    """What hangs on an action: leads, roles by indicator number, placements, open questions."""

    leads: list[tuple[int, str]] = field(default_factory=list)
    roles: dict[int, str] = field(default_factory=dict)
    placements: list[tuple[int, str, str]] = field(default_factory=list)
    has_open_question: bool = False


def ties(**of) -> dict[int, Ties]:
    """The ties of the actions that the lookups of `action` choose, in one query.

    One instead of four: on a page of 25 rows they would be half of its time.
    """
    leads = ActionLead.objects.filter(**of).order_by()
    links = ActionIndicator.objects.filter(**of).order_by()
    placements = Placement.objects.filter(**of).order_by()
    questions = Question.objects.open().filter(**of).order_by()
    nothing = Value("", CharField())
    rows = leads.values_list(Value("lead"), "action", "position", "lead_id", "lead__name", nothing)
    rows = rows.union(
        links.values_list(
            Value("link"), "action", "position", "indicator__number", "role", nothing
        ),
        placements.values_list(
            Value("placed"), "action", "row", "section_id", "section__name", "number"
        ),
        questions.values_list(Value("question"), "action", "row", "row", nothing, nothing),
        all=True,
    )
    found = defaultdict(Ties)
    for kind, action, _, key, words, number in sorted(rows):
        if kind == "lead":
            found[action].leads.append((key, words))
        elif kind == "link":
            found[action].roles[key] = words
        elif kind == "placed":
            found[action].placements.append((key, words, number))
        else:
            found[action].has_open_question = True
    return found


@dataclass(frozen=True)
class Row:
    """An action in a list, with its ties; `quarter_start` is the first day of the quarter."""

    action: Action
    ties: Ties
    judged: Judged
    can_update: bool
    quarter_start: date

    @property
    def places(self) -> list[str]:
        """ "Culture 10": where it is listed, first where it is looked at."""
        return [f"{section} {number}" for _, section, number in self.ties.placements]

    @property
    def indicators(self) -> str:
        """ "1 primary, 2, 4", or "All" with those whose role a person has said."""
        words = ["All"] if self.action.all_indicators else []
        for number, role in sorted(self.ties.roles.items()):
            words.append(f"{number}" if role == ActionIndicator.UNSPECIFIED else f"{number} {role}")
        return ", ".join(words) or "None"

    @property
    def leads(self) -> str:
        return "; ".join(name for _, name in self.ties.leads)

    @property
    def status(self) -> str:
        return STATUS_WORDS[Status(self.action.status)]

    @property
    def why(self) -> str:
        """Why the day has made delivery worse than stated, as a sentence, else nothing."""
        if self.judged.made_worse_by is None:
            return ""
        reason = self.judged.words.partition(": ")[2]
        return f"{reason[:1].upper()}{reason[1:]}"

    @property
    def note(self) -> str:
        """Why the day made delivery worse, or when a person rated it where that matters."""
        updated_on = self.action.updated_on
        if self.why or self.judged.delivery not in RATED or updated_on is None:
            return self.why
        day = PrintedDate(updated_on).words
        if updated_on < self.quarter_start:
            return f"Rated on {day}; no update this quarter"
        return "" if self.judged.delivery is Delivery.ON_TRACK else f"Rated on {day}"

    @property
    def marks(self) -> list[str]:
        """What a person still owes the action."""
        lacks_evidence = self.action.status == Status.COMPLETED and not self.action.has_evidence
        asked = ["Open question"] if self.ties.has_open_question else []
        return [*asked, "No evidence"] if lacks_evidence else asked

    @property
    def quick(self) -> dict:
        """What the short form of an update in the row begins with."""
        action = self.action
        return {
            "href": reverse("action_quick", args=[action.organisation_id, action.pk]),
            "version": action.version,
            "submission": uuid.uuid4(),
            "statuses": STATUSES_TO_GIVE,
            "status": "" if action.status == Status.NOT_STATED else action.status,
            "ratings": RATINGS_TO_GIVE,
            "rating": action.stated_delivery if action.stated_delivery in RATED else "",
        }

    def cells(self, asked="") -> dict:
        """What the template places; `asked` is what its leads are asked for.

        A dictionary of words, because a template reads nothing else as quickly.
        """
        action, code = self.action, self.action.organisation_id
        place, *also = self.places or [""]
        look = DELIVERY_LOOKS[self.judged.delivery]
        return {
            "pk": action.pk,
            "href": reverse("action", args=[code, action.pk]),
            "update": reverse("action_update", args=[code, action.pk]) if self.can_update else "",
            "quick": self.quick if self.can_update else None,
            "title": action.title,
            "place": place,
            "also": " and ".join(also),
            "marks": self.marks,
            "indicators": self.indicators,
            "leads": self.leads or "No lead",
            "status": self.status,
            "delivery": look.words,
            "tag": look.tag,
            "note": self.note,
            "target": date_words(action.target_date, action.target_is_month, "Not set"),
            "review": date_words(action.review_date, action.review_is_month, "Not set"),
            "updated": date_words(action.updated_on, False, "None yet"),
            "asked": asked,
        }


@dataclass(frozen=True)
class Group:
    """The cells of rows under one heading, and in words how many actions it has on all pages."""

    heading: str
    words: str
    rows: list[dict]


def rows(actions, found, day, may_update) -> list[Row]:
    """The rows of these actions, `found` their ties; `may_update` is asked of each one's ties."""
    return [
        Row(
            action,
            found[action.pk],
            action.delivery_on(day.today, day.expected_since),
            may_update(found[action.pk]),
            day.quarter.start,
        )
        for action in actions
    ]
