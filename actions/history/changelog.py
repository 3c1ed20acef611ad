"""The audit trail of one action in words: each change with who, when, through what and why."""

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from django.db.models import BooleanField, CharField, F, IntegerField, OuterRef, Subquery, Value
from django.utils import timezone
from django.utils.functional import cached_property

from actions.dates import date_words
from actions.delivery import DELIVERY_LOOKS, STATUS_WORDS, Delivery, Status
from actions.models import Action, ActionIndicator, ActionLead, ProgressUpdate
from wres.audit.people import called, with_who
from wres.words import counted

LONG = 200  # characters of a text that a line of the trail shows folded
ROLE_WORDS = {role: words.lower() for role, words in ActionIndicator.ROLES}
ROLE_WORDS[ActionIndicator.UNSPECIFIED] = "role not yet said"
PAGES = {
    "update": "the progress form",
    "quick": "a quick update in a list",
    "no-change": "“No change” with one click",
    "evidence": "the evidence form",
    "withdraw": "withdrawing evidence",
    "completions": "a decision on its completion",
    "edit": "the edit form",
    "add": "the form that adds it",
    "move": "moving it to another section",
    "cancel": "the form that cancels it",
    "roles": "the roles page",
    "change-many": "a change of many actions",
    "carry-forward": "carrying the plan forward",
    "uploads": "an import of the plan",
    "questions": "a question from the import",
    "put-back": "putting a change back",
    "signing-in": "the rule for signing in",
}


@dataclass(frozen=True)
class Line:
    """One thing that a change did: `before` or `after` is empty where there was or is nothing."""

    what: str
    before: str = ""
    after: str = ""

    @property
    def is_long(self) -> bool:
        return len(self.before) + len(self.after) > LONG


@dataclass(frozen=True)
class Entry:
    """One change by one person, with all that it did to the action."""

    at: datetime
    who: str
    through: str
    reason: str
    lines: list[Line]


@dataclass(frozen=True)
class Move:
    """One move of the target date: `days` later, or fewer than 0 for earlier; None without two.

    `who` moved it on `day`: who gave the progress update that moved it, else who changed it.
    """

    day: date
    who: str
    reason: str
    before: str
    after: str
    days: int | None

    @property
    def words(self) -> str:
        if self.days is None:
            return "removed" if self.before else "set again"
        count = counted(abs(self.days), "day")
        return f"{count} {'later' if self.days > 0 else 'earlier'}"


def yes_or_no(value: bool) -> str:
    return "yes" if value else "no"


# What the trail says of an action, and how each value reads.
READ = {
    "Reference": lambda row: row.reference,
    "Title": lambda row: row.title,
    "Objective": lambda row: row.objective,
    "Success measure": lambda row: row.success_measure,
    "Section": lambda row: row.section__name or "",
    "About all indicators": lambda row: yes_or_no(row.all_indicators),
    "Status": lambda row: STATUS_WORDS[Status(row.status)],
    "Delivery stated": lambda row: DELIVERY_LOOKS[Delivery(row.stated_delivery)].words,
    "Target date": lambda row: date_words(row.target_date, row.target_is_month),
    "Review date": lambda row: date_words(row.review_date, row.review_is_month),
    "Review cadence": lambda row: row.review_cadence,
    "Reviewed": lambda row: date_words(row.reviewed_on, row.reviewed_is_month),
    "Completed on": lambda row: date_words(row.completed_on, row.completed_is_month),
    "Evidence given": lambda row: yes_or_no(row.has_evidence),
}
UNREMARKABLE = {"About all indicators": "no", "Evidence given": "no"}
UNREMARKABLE["Delivery stated"] = DELIVERY_LOOKS[Delivery.NOT_STATED].words

CHANGE = ["history_id", "history_type", "history_date", "history_change_reason", "request_id"]
CHANGE += ["through"]
TOLD = ["who", "entry"]  # of `with_who`
TIE = ["id", "position", "is_lead", "name", "number", "what"]  # `what`: its role
MOVED_BY = ["update_day", "update_author"]
VALUES = ["reference", "title", "objective", "success_measure", "section__name"]
VALUES += ["all_indicators", "status"]
VALUES += ["stated_delivery", "target_date", "target_is_month", "review_date", "review_is_month"]
VALUES += ["review_cadence", "reviewed_on", "reviewed_is_month", "completed_on"]
VALUES += ["completed_is_month", "has_evidence", "updated_on"]


@dataclass(frozen=True)
class Link:
    """An indicator that the action is about, with its role."""

    number: int
    name: str
    role: str

    @property
    def role_words(self) -> str:
        return ROLE_WORDS[self.role]


class Changelog:
    """Everything that happened to an action and its links, read in two queries.

    The newest row of a history is the row as it stands, which `verify_audit` holds; so the links
    of today are read from it too, and not a second time.
    """

    def __init__(self, action):
        rows = Action.history.filter(id=action.pk).order_by("history_id")
        rows = with_who(rows).annotate(**_moved_by(action))
        self.rows = list(rows.values_list(*CHANGE, *TOLD, *VALUES, *MOVED_BY, named=True))
        self.lead_rows, self.link_rows = _ties(action)

    @cached_property
    def entries(self) -> list[Entry]:
        """Every change, newest first, in the order of the chain; the action's own lines first."""
        found = [
            (row, lines_of_action(before, row)) for before, row in pairwise([None, *self.rows])
        ]
        found += _lines_of(self.lead_rows, _lead_line) + _lines_of(self.link_rows, _link_line)
        changes = defaultdict(list)
        for row, lines in found:
            changes[_change_of(row)].append((row, lines))
        newest_first = sorted(changes.values(), key=_place, reverse=True)
        return [entry for entry in map(_entry, newest_first) if entry.lines]

    @cached_property
    def leads(self) -> list[str]:
        """Names of the leads as they stand, in their order."""
        return [row.name for row in _standing(self.lead_rows)]

    @cached_property
    def links(self) -> list[Link]:
        """The indicators as they stand, in their order."""
        rows = _standing(self.link_rows)
        return [Link(row.number, row.name, row.what) for row in rows]

    @property
    def has_unsaid_roles(self) -> bool:
        return any(link.role == ActionIndicator.UNSPECIFIED for link in self.links)

    @cached_property
    def moves(self) -> list[Move]:
        """Every move of the target date, oldest first; the first date ever set is none."""
        moved, was_set = [], False
        for before, row in pairwise(self.rows):
            was_set = was_set or before.target_date is not None
            if was_set and row.target_date != before.target_date:
                moved.append((before, row))
        return [_move(before, row) for before, row in moved]

    @property
    def first_target(self) -> str:
        """The first target date ever set, in words, or nothing."""
        dates = ((row.target_date, row.target_is_month) for row in self.rows if row.target_date)
        return date_words(*next(dates, (None, False)))


def _ties(action):
    """The history of its leads and that of its indicators, in one query.

    A lead's `name` is its own, an indicator's its short one; only an indicator has a number and, as
    `what`, a role.
    """
    nothing = Value(None, IntegerField()), Value("", CharField())
    leads = _told(ActionLead, action, F("lead__name"), *nothing)
    links = _told(
        ActionIndicator, action, F("indicator__short_name"), F("indicator__number"), F("role")
    )
    rows = sorted(leads.union(links, all=True), key=lambda row: row.history_id)
    return [[row for row in rows if row.is_lead is kind] for kind in (True, False)]


def _told(model, action, name, number, what):
    rows = model.history.filter(action_id=action.pk).order_by()
    kind = Value(model is ActionLead, BooleanField())
    rows = with_who(rows).annotate(is_lead=kind, name=name, number=number, what=what)
    return rows.values_list(*CHANGE, *TOLD, *TIE, named=True)


def _standing(rows):
    last = {row.id: row for row in rows}
    standing = (row for row in last.values() if row.history_type != "-")
    return sorted(standing, key=lambda row: row.position)


def _lines_of(rows, line_of):
    """Pairs of a row and its lines; a row that changed nothing worth telling has none."""
    last, found = {}, []
    for row in rows:
        line = line_of(last.get(row.id), row)
        found.append((row, [line] if line else []))
        last[row.id] = row
    return found


def _lead_line(before, row):
    if row.history_type == "~":
        return None  # its place in the list alone
    return _line("Lead", row.name if before else "", _unless_removed(row, row.name))


def _link_line(before, row):
    was = ROLE_WORDS[before.what] if before else ""
    now = _unless_removed(row, ROLE_WORDS[row.what])
    return _line(f"Indicator {row.number}", was, now) if was != now else None


def _unless_removed(row, words):
    return "" if row.history_type == "-" else words


def _change_of(row):
    return row.history_date, row.request_id, row.history_change_reason or ""


def _place(pairs):
    """Where the log has the change; what it has not at all comes first."""
    return min(row.entry or 0 for row, _ in pairs)


def _entry(pairs):
    row = pairs[0][0]
    lines = [line for _, lines in pairs for line in lines]
    through = through_words(row.through)
    reason = row.history_change_reason or ""
    return Entry(row.history_date, row.who, through, reason, lines)


_POSTED = re.compile(r"POST /(?:.*[^a-z-])?([a-z-]+)/(?:[0-9]+/)?")


def through_words(through: str) -> str:
    """The page by the end of its address, or the command as it names itself."""
    match = _POSTED.fullmatch(through)
    return PAGES.get(match[1], match[1]) if match else through


def lines_of_action(before, row) -> list[Line]:
    """What a change did to the action; `before` is the history row before it, None for the first.

    Both have `CHANGE` and `VALUES`.
    """
    after = {what: read(row) for what, read in READ.items()}
    if before is None:
        told = {what: words for what, words in after.items() if words != UNREMARKABLE.get(what)}
        return [Line("Added to the plan")] + [Line(w, "", text) for w, text in told.items() if text]
    pairs = [(what, read(before), after[what]) for what, read in READ.items()]
    lines = [_line(what, old, new) for what, old, new in pairs if old != new]
    return [*lines, Line("Progress update given")] if _is_update(before, row) else lines


def _is_update(before, row):
    """Whether a progress update came with it: by the day it set, or by the page it came through."""
    return row.updated_on != before.updated_on or row.through.endswith("/update/")


def _line(what, before, after):
    if not before:
        what = f"{what} added"
    elif not after:
        what = f"{what} removed"
    return Line(what, before, after)


def _moved_by(action):
    """The day and the author of the progress update that set the target date of a row."""
    same = {name: OuterRef(name) for name in ("history_date", "request_id", "target_date")}
    updates = with_who(ProgressUpdate.history.filter(action_id=action.pk, **same)).order_by()
    updates = updates.annotate(by=called("author_id", "installation"))
    said = {"update_day": "day", "update_author": "by"}
    return {name: Subquery(updates.values(field)[:1]) for name, field in said.items()}


def _move(before, row):
    """The move between two rows of the history."""
    old, new = before.target_date, row.target_date
    return Move(
        row.update_day or timezone.localtime(row.history_date).date(),
        row.update_author or row.who,
        row.history_change_reason or "",
        date_words(old, before.target_is_month),
        date_words(new, row.target_is_month),
        (new - old).days if old and new else None,
    )
