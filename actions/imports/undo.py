"""Undoing the import of a plan as a whole: a change of its own that puts each row back as it was.

What the import added is taken away, what it changed is as before, and what it took away is there
again; all of it stays in the history. An action that was touched since, by a person or by a later
import, is left as it is with everything that hangs on it, and is named.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max

from actions.models import (
    Action,
    ActionIndicator,
    ActionLead,
    Completion,
    Lead,
    Placement,
    PlanImport,
    ProgressUpdate,
    Question,
    Section,
)
from wres.audit import changes

# What an import writes that hangs on an action, what hangs on another of these first.
TIES = (Completion, ProgressUpdate, Question, ActionLead, ActionIndicator, Placement)
OURS = {"version"}  # of an action: raised by every change, and by putting back too
UNUSED = (Section, Lead)  # taken away where nothing else is left under them


@dataclass
class Written:
    """A row that the import wrote: as it was before, and as the import left it; None for none."""

    model: type[Any]
    before: Any
    left: Any

    @property
    def row(self):
        return self.left or self.before


@dataclass
class Undoing:
    """What undoing would do, by model, and the actions that are left because they were touched."""

    deleted: dict[type, list] = field(default_factory=lambda: defaultdict(list))
    restored: dict[type, list] = field(default_factory=lambda: defaultdict(list))
    made_again: dict[type, list] = field(default_factory=lambda: defaultdict(list))
    left: list[Action] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether no action is left to which anything would be done."""
        return not any(count for count, _ in self.counts)

    @property
    def counts(self) -> list[tuple[int, str]]:
        """How many actions each is done to, in words."""
        return [
            (len(self.deleted[Action]), "that the import added will be taken away"),
            (len(self.restored[Action]), "that it changed will be as before"),
        ]


def undone(origin: PlanImport):
    """The history row in which the import was marked as undone, with who did it; or None."""
    rows = origin.history.filter(undone_on__isnull=False).select_related("history_user")
    return rows.last() if origin.undone_on else None


def prepare(origin: PlanImport) -> Undoing:
    """Read-only: the rows in `restored` have the values that they would be put back to."""
    made = origin.history.get(history_type="+")
    written = [each for model in (Action, *TIES) for each in _written(model, made)]
    live: dict[type[Any], Any] = {
        model: model.objects.in_bulk([each.row.id for each in written if each.model is model])
        for model in (Action, *TIES)
    }
    touched = {
        _action_of(each)
        for each in written
        if not _is_as_left(each, live[each.model].get(each.row.id))
    }
    new = [each.row.id for each in written if each.model is Action and each.before is None]
    touched |= _referred_to(new, written)
    undoing = Undoing()
    for each in written:
        if _action_of(each) not in touched:
            _put_back(each, live[each.model].get(each.row.id), undoing)
    undoing.left = list(Action.objects.filter(pk__in=touched - {None}))
    for model in UNUSED:
        for each in _written(model, made):
            if each.before is None and (row := model.objects.filter(pk=each.row.id).first()):
                undoing.deleted[model].append(row)
    return undoing


def undo_import(organisation, number: int, *, by, reason: str, today) -> Undoing | None:
    """Undo the import of this number, in one change; None when it is undone already.

    `PlanImport.DoesNotExist` when the organisation has no such import.
    """
    with changes.change(organisation.pk, by=by, reason=reason) as change:
        origin = PlanImport.objects.select_related("plan").get(
            pk=number, plan__organisation=organisation
        )
        if origin.undone_on is not None:
            return None
        undoing = prepare(origin)
        for model in TIES:
            change.delete_many(undoing.deleted[model])
        for model in (Action, *TIES):
            names = [each.name for each in model._meta.concrete_fields if not each.primary_key]
            change.update_many(undoing.restored[model], names)
        for model in TIES:
            change.insert_many(undoing.made_again[model])
        change.delete_many(undoing.deleted[Action])
        for model in UNUSED:
            change.delete_many([row for row in undoing.deleted[model] if not row.is_used()])
        origin.undone_on = today
        origin.save()
    return undoing


def _written(model, made) -> list[Written]:
    """The rows of a model that were written in the change in which the import was made."""
    history = model.history.model.objects
    rows = history.filter(request_id=made.request_id, history_date=made.history_date)
    first: dict[int, Any] = {}
    last: dict[int, Any] = {}
    for row in rows.order_by("history_id"):
        first.setdefault(row.id, row)
        last[row.id] = row
    known = [pk for pk, row in first.items() if row.history_type != "+"]
    start = min((row.history_id for row in first.values()), default=0)
    earlier = history.filter(id__in=known, history_id__lt=start).values("id")
    before = history.in_bulk(
        list(earlier.annotate(latest=Max("history_id")).values_list("latest", flat=True))
    )
    before_of = {row.id: row for row in before.values()}
    return [
        Written(model, before_of.get(pk), row if row.history_type != "-" else None)
        for pk, row in last.items()
        if pk in before_of or row.history_type != "-"
    ]


def _action_of(each: Written) -> int | None:
    return each.row.id if each.model is Action else each.row.action_id


def _is_as_left(each: Written, row) -> bool:
    """Whether nobody has touched it since; an action knows by its version what hangs on it."""
    if each.left is None or row is None:
        return each.left is row
    return all(getattr(row, name) == getattr(each.left, name) for name in _names(each.model))


def _referred_to(actions: Iterable[int], written: Iterable[Written]) -> set[int]:
    """New actions on which something hangs that the import did not write."""
    ours = {(each.model, each.row.id) for each in written}
    actions, found = list(actions), set()
    for related in Action._meta.related_objects:
        if hasattr(related.related_model, "history_type"):
            continue
        name = related.field.name
        rows = related.related_model.objects.filter(**{f"{name}__in": actions})
        found |= {
            action
            for pk, action in rows.values_list("pk", name)
            if (related.related_model, pk) not in ours
        }
    return found


def _put_back(each: Written, row, undoing: Undoing) -> None:
    if each.before is None:
        undoing.deleted[each.model].append(row)
        return
    values = {name: getattr(each.before, name) for name in _names(each.model)}
    if row is None:
        again = each.model(pk=each.before.id, **values)
        undoing.made_again[each.model].append(again)
        return
    for name, value in values.items():
        if name not in OURS:
            setattr(row, name, value)
    if each.model is Action:
        row.version += 1
    undoing.restored[each.model].append(row)


def _names(model) -> list[str]:
    return [f.attname for f in model._meta.concrete_fields if not f.primary_key]
