"""What a file does to actions, fact by fact in words, and what a person has to agree to first.

Dates that move later, actions that become complete without evidence, and actions that go.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from actions.dates import date_words
from actions.delivery import Status, moved_later
from actions.history.changelog import yes_or_no
from actions.imports.printed import capital
from actions.imports.proposals import ProposedAction
from actions.imports.reload import ChangedRow
from actions.models import Action, Placement, ProgressUpdate
from wres.words import counted

MONTHS = {  # by the date that each is about
    "target_date": "target_is_month",
    "review_date": "review_is_month",
    "reviewed_on": "reviewed_is_month",
    "completed_on": "completed_is_month",
}
DATE_OF = {is_month: day for day, is_month in MONTHS.items()}


@dataclass(frozen=True)
class Fact:
    """One thing that a row says of its action, and what the action said before if it changes."""

    what: str
    after: str
    before: str = ""


def new_facts(proposed: ProposedAction) -> tuple[Fact, ...]:
    """What a new action gets from its first row."""
    leads = "; ".join(proposed.leads.names) or "None known"
    first, *others = proposed.indicators.listed or [""]
    listed = [f"{first} (proposed primary)" if first else "None known", *map(str, others)]
    indicators = "All" if proposed.indicators.all else ", ".join(listed)
    facts = {n: each for n, each in proposed.facts.items() if n not in ("title", "all_indicators")}
    said = [fact for fact in _facts(facts, {}) if fact.after]
    return (Fact("Leads", leads), Fact("Indicators", indicators), *said)


def changed_facts(changed: ChangedRow) -> tuple[Fact, ...]:
    """What a changed row changes of its action, with what stands there now."""
    action = changed.placement.action
    before = {field.attname: getattr(action, field.attname) for field in action._meta.fields}
    facts = list(_facts(changed.facts, before))
    held = [link.lead.name for link in action.action_leads.all()]
    numbers = [link.indicator.number for link in action.links.all()]
    for what, links, change in (
        ("Leads", held, changed.leads),
        ("Indicators", numbers, changed.indicators),
    ):
        if change:
            after = [each for each in links if each not in change.removed] + list(change.added)
            facts.append(Fact(what, _listed(after), _listed(links)))
    return tuple(facts)


def _listed(values: Iterable) -> str:
    return "; ".join(str(value) for value in values)


def _facts(facts: Mapping[str, object], before: Mapping[str, object]) -> list[Fact]:
    """Fields of an action in words, a date and whether it is a month being one fact."""
    found = []
    for field in dict.fromkeys(DATE_OF.get(name, name) for name in facts):
        name = capital(str(Action._meta.get_field(field).verbose_name))
        stood = _words(field, before) if before else ""
        found.append(Fact(name, _words(field, {**before, **facts}), stood))
    return found


def _words(field: str, values: Mapping[str, Any]) -> str:
    value = values.get(field)
    if field in MONTHS:
        return date_words(value, bool(values.get(MONTHS[field])))
    if isinstance(value, bool):
        return yes_or_no(value)
    choices = dict(Action._meta.get_field(field).choices or ())
    return str(choices.get(value, value or ""))


DATES = {"target_date": "target", "review_date": "review"}


@dataclass(frozen=True)
class LaterDate:
    """A date of an action that the file moves later; the two in words."""

    action: Action
    name: str
    before: str
    after: str


def later_dates(changed: Iterable[ChangedRow]) -> list[LaterDate]:
    """Where a file moves the target or the review of an action from one day to a later one."""
    found = []
    for row in changed:
        action = row.placement.action
        for field, name in DATES.items():
            before, after = getattr(action, field), row.facts.get(field)
            if after and moved_later(before, after):
                is_month = row.facts.get(f"{name}_is_month", getattr(action, f"{name}_is_month"))
                was = date_words(before, getattr(action, f"{name}_is_month"))
                found.append(LaterDate(action, name, was, date_words(after, is_month)))
    return found


def moves_later(changed: ChangedRow) -> bool:
    return bool(later_dates([changed]))


def completed(changed: Iterable[ChangedRow]) -> list[Action]:
    """Actions that a file says are complete, and that nobody has given evidence of."""
    return [row.placement.action for row in changed if completes(row)]


def completes(row: ChangedRow) -> bool:
    action = row.placement.action
    is_new = row.facts.get("status") == Status.COMPLETED != action.status
    return is_new and not action.has_evidence


def as_they_stand(actions: Sequence[Action], vanished: Iterable[Placement]) -> list[str]:
    """Each action with where it stood, how it stands and what is on record, in one query."""
    places = {each.action_id: each for each in reversed(list(vanished))}
    updates = ProgressUpdate.objects.filter(action__in=actions).order_by().values("action")
    counts = dict(updates.annotate(many=Count("pk")).values_list("action", "many"))
    found = []
    for action in actions:
        leads = "; ".join(link.lead.name for link in action.action_leads.all())
        target = date_words(action.target_date, action.target_is_month)
        many = counts.get(action.pk, 0)
        said = [
            action.get_status_display(),
            f"target {target}" if target else "no target date",
            f"led by {leads}" if leads else "no lead",
            counted(many, "progress update") if many else "no progress updates",
        ]
        place = str(places[action.pk]).strip()
        found.append(f"{place}: {action.title.rstrip('.')}. {', '.join(said)}")
    return found
