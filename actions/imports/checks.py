"""What a person has to agree to before a file is saved.

Dates that move later, actions that become complete without evidence, and actions that go.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count

from actions.delivery import Status, moved_later
from actions.history.changelog import date_words
from actions.imports.reload import ChangedRow
from actions.models import Action, Placement, ProgressUpdate

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
    return [_standing(each, places[each.pk], counts.get(each.pk, 0)) for each in actions]


def _standing(action: Action, place: Placement, updates: int) -> str:
    leads = "; ".join(link.lead.name for link in action.action_leads.all())
    target = date_words(action.target_date, action.target_is_month)
    said = [
        action.get_status_display(),
        f"target {target}" if target else "no target date",
        f"led by {leads}" if leads else "no lead",
        f"{updates or 'no'} progress update{'' if updates == 1 else 's'}",
    ]
    return f"{str(place).strip()}: {action.title.rstrip('.')}. {', '.join(said)}"
