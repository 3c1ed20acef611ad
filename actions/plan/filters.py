"""Which actions of a plan a list shows, and in which order, as the address says.

Every parameter is looked up in a table of what may be asked. What is not there is left out of
the filter and named in `unread`, so that the page says so.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from urllib.parse import urlencode

from django.db.models import Case, F, Value, When
from django.db.models.functions import Lower

from actions import conditions
from actions.delivery import DELIVERY_LOOKS, STATUS_WORDS, WORSENING, Delivery, Status
from actions.quarters import Quarter

TEXT_LIMIT = 200  # characters searched for


@dataclass(frozen=True)
class Day:
    """The day on which a plan is looked at, and the plan's quarter to which it belongs.

    `told_since` is the first day whose updates are of the quarter, and `expected_since` the same
    once its updates are overdue, else None. `told_before` is that of the quarter before. `until`
    is the last day whose changes are told with the quarter: today, while no later one of the plan
    has begun to tell them.
    """

    today: date
    expected_since: date | None
    plan_date: date
    quarter: Quarter
    told_since: date
    told_before: date
    until: date

    @classmethod
    def of(cls, plan, today, expected_since, quarter=None) -> "Day":
        """`expected_since` is what `Plan.updates_expected_since` answers.

        `quarter` is the one asked about, that of the day where none is given.
        """
        now = plan.quarter_on(today)
        quarter = quarter or now
        since = plan.told_since(quarter), plan.told_since(quarter.previous())
        until = today if quarter == now else min(today, quarter.end)
        return cls(today, expected_since, plan.date, quarter, *since, until)

    @property
    def made_before(self) -> date:
        """The last day of the quarter before; a plan's first quarter has none before it."""
        is_first = self.told_since == date.min
        return date.min if is_first else self.quarter.previous().end

    @property
    def this_quarter(self) -> tuple:
        """From the first day of the quarter; what the plan held on its own date is not new."""
        return max(self.quarter.start, self.plan_date + timedelta(days=1)), self.until


@dataclass(frozen=True)
class Due:
    """Something that an action asks for: its words, and the actions that do."""

    words: str
    chosen: Callable


def _are(condition):
    return lambda actions, day: actions.filter(condition(day).q)


DUE = {
    "overdue": Due("Overdue", _are(conditions.overdue)),
    "this_quarter": Due("Due by the end of this quarter", _are(conditions.due_this_quarter)),
    "later": Due("Due after this quarter", _are(conditions.due_later)),
    "no_date": Due("No target date", _are(conditions.without_target)),
    "review_due": Due("Review due by the end of this quarter", _are(conditions.review_due)),
    "no_update": Due("No update yet this quarter", _are(conditions.quiet)),
    "no_update_twice": Due("No update for two quarters", _are(conditions.silent)),
    "no_evidence": Due("Completed without evidence", _are(conditions.unevidenced)),
    "no_measure": Due("No success measure", lambda actions, day: actions.without_success_measure()),
    "no_lead": Due("No lead", lambda actions, day: actions.without_lead()),
    "questions": Due("With open questions", lambda actions, day: actions.with_open_question()),
    "roles": Due(
        "Roles of indicators not yet said", lambda actions, day: actions.with_unsaid_roles()
    ),
    "completed_this_quarter": Due("Completed this quarter", _are(conditions.completed)),
    "changed_this_quarter": Due(
        "Status changed this quarter, not completed", _are(conditions.otherwise_changed)
    ),
    "moved_this_quarter": Due("Target moved later this quarter", _are(conditions.slipped)),
    "new_this_quarter": Due("New this quarter", _are(conditions.new)),
}


def _steps(name, steps):
    """A scale in its own order, not in that of its letters."""
    return Case(*(When(**{name: step.value}, then=Value(n)) for n, step in enumerate(steps)))


@dataclass(frozen=True)
class Sort:
    """An order of the list: what it orders by, and the words of either direction."""

    by: F | Case | Lower
    upwards: str
    downwards: str


WORST_FIRST = [*reversed(WORSENING), Delivery.NONE]
SORTS = {
    "title": Sort(Lower("title"), "title, A to Z", "title, Z to A"),
    "status": Sort(_steps("status", Status), "status", "status, reversed"),
    "delivery": Sort(
        _steps("delivery", WORST_FIRST), "delivery, worst first", "delivery, best first"
    ),
    "target": Sort(F("target_date"), "target date, earliest first", "target date, latest first"),
    "review": Sort(F("review_date"), "review date, earliest first", "review date, latest first"),
    "updated": Sort(F("updated_on"), "last update, oldest first", "last update, newest first"),
}
SORT_WORDS = {"": "printed order"}
SORT_WORDS |= {key: sort.upwards for key, sort in SORTS.items()}
SORT_WORDS |= {f"-{key}": sort.downwards for key, sort in SORTS.items()}

LABELS = {
    "section": "Section",
    "indicator": "Indicator",
    "lead": "Lead",
    "status": "Status",
    "delivery": "Delivery",
    "due": "Due or missing",
    "text": "Words",
}


@dataclass(frozen=True)
class Filter:
    """What of the plan is listed; an empty string filters nothing."""

    section: str = ""
    indicator: str = ""
    lead: str = ""
    status: str = ""
    delivery: str = ""
    due: str = ""
    text: str = ""
    sort: str = ""
    unread: tuple[str, ...] = field(default=(), compare=False)

    @property
    def is_on(self) -> bool:
        return any(getattr(self, name) for name in LABELS)

    def query(self, **changes) -> str:
        """The address's query of this filter with the changes, without what is empty."""
        values = {name: getattr(self, name) for name in [*LABELS, "sort"]} | changes
        return urlencode({name: value for name, value in values.items() if value})

    def but(self, **changes) -> "Filter":
        return replace(self, **changes)

    def chips(self, choices) -> list[dict]:
        """What filters, in words, each with the query that takes it off."""
        return [
            {"text": self._words(name, choices), "href": f"?{self.query(**{name: ''})}"}
            for name in LABELS
            if getattr(self, name)
        ]

    def _words(self, name, choices) -> str:
        value = getattr(self, name)
        return f"{LABELS[name]}: {choices[name][value] if name in choices else value}"

    def chosen(self, actions, day: Day, options):
        """The actions of the plan that the filter lets through, in no order."""
        if self.section:
            actions = actions.in_section(self.section)
        if self.indicator:
            actions = actions.about(options.indicators[self.indicator].pk)
        if self.lead:
            actions = actions.of_lead(self.lead)
        if self.status:
            actions = actions.filter(status=self.status)
        if self.delivery:
            actions = actions.with_delivery(day.today, day.expected_since)
            actions = actions.filter(delivery=self.delivery)
        if self.due:
            actions = DUE[self.due].chosen(actions, day)
        if self.text:
            actions = actions.saying(self.text)
        return actions

    def ordered(self, actions, day: Day):
        if not self.sort:
            return actions.order_by("row_here") if self.section else actions.in_printed_order()
        sort = SORTS[self.sort.removeprefix("-")]
        if self.sort.endswith("delivery"):
            actions = actions.with_delivery(day.today, day.expected_since)
        towards = sort.by.desc if self.sort.startswith("-") else sort.by.asc
        return actions.order_by(towards(nulls_last=True), "position")


def choices(options) -> dict[str, dict[str, str]]:
    """The values that each parameter may have, with their words."""
    return {
        "section": {key: option.words for key, option in options.sections.items()},
        "indicator": {key: option.words for key, option in options.indicators.items()},
        "lead": {key: option.words for key, option in options.leads.items()},
        "status": {status.value: words for status, words in STATUS_WORDS.items()},
        "delivery": {step.value: look.words for step, look in DELIVERY_LOOKS.items()},
        "due": {key: due.words for key, due in DUE.items()},
    }


def read(query, choices) -> Filter:
    """The filter of a query string, a QueryDict, among the choices of the plan."""
    values, unread = {}, []
    for name, words in LABELS.items():
        given = query.get(name, "").strip()
        if not given or _is_allowed(name, given, choices):
            values[name] = given
        else:
            unread.append(words.lower())
    sort = query.get("sort", "")
    return Filter(**values, sort=sort if sort in SORT_WORDS else "", unread=tuple(unread))


def _is_allowed(name, given, choices) -> bool:
    if name == "text":
        return len(given) <= TEXT_LIMIT and "\0" not in given
    return given in choices[name]
