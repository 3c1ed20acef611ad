"""What a row of a plan's file says of its action, fact by fact in words, and what stood there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from actions.history.changelog import date_words, yes_or_no
from actions.imports import reload
from actions.imports.proposals import ProposedAction
from actions.imports.reload import ChangedRow
from actions.models import Action

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
    facts = reload.facts(proposed)
    facts.pop("title")
    facts.pop("all_indicators")
    said = [fact for fact in _facts(facts, {}) if fact.after]
    return (Fact("Leads", leads), Fact("Indicators", _indicators(proposed)), *said)


def _indicators(proposed: ProposedAction) -> str:
    if proposed.indicators.all:
        return "All"
    first, *others = proposed.indicators.listed or [""]
    proposals = [f"{first} (proposed primary)" if first else "None known", *map(str, others)]
    return ", ".join(proposals)


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
    names = dict.fromkeys(DATE_OF.get(name, name) for name in facts)
    return [
        Fact(_name(name), _words(name, {**before, **facts}), _words(name, before) if before else "")
        for name in names
    ]


def _name(field: str) -> str:
    name = str(Action._meta.get_field(field).verbose_name)
    return f"{name[:1].upper()}{name[1:]}"


def _words(field: str, values: Mapping[str, Any]) -> str:
    value = values.get(field)
    if field in MONTHS:
        return date_words(value, bool(values.get(MONTHS[field])))
    if isinstance(value, bool):
        return yes_or_no(value)
    choices = dict(Action._meta.get_field(field).choices or ())
    return str(choices.get(value, value or ""))
