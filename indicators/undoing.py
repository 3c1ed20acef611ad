"""Undoing an import as a whole: a change of its own that puts each figure back as it was.

New figures are deleted; their history stays. When anything that the import wrote has been
changed since, nothing is undone. A figure that was changed and put back again counts as
unchanged.
"""

from dataclasses import dataclass, field

from audit import trail
from indicators import contents, moves
from indicators.models import FigureImport


@dataclass(frozen=True)
class Since:
    """A figure that was changed after the import: which, by whom and when."""

    place: str
    who: str
    at: object


@dataclass
class Undoing:
    """What undoing would do: rows to put back, rows to delete, and what stands in the way."""

    restored: list = field(default_factory=list)
    deleted: list = field(default_factory=list)
    changed_since: list[Since] = field(default_factory=list)


class ChangedSinceError(Exception):
    """A figure of the import was changed since, so nothing was undone."""


def prepare(origin: FigureImport) -> Undoing:
    """Read-only: the rows in `restored` have the values that they would be put back to."""
    undoing, at = Undoing(), contents.made(origin).history_date
    for model in contents.MODELS:
        _prepare(model, list(contents.rows_of(model, origin, at)), undoing)
    return undoing


def undo(organisation, number: int, *, by, reason: str, today) -> FigureImport:
    """Undo the import of this number. One that is undone already stays as it is.

    `ChangedSinceError` when a figure was changed since, `FigureImport.DoesNotExist` when the
    organisation has no such import.
    """
    with trail.change(organisation.pk, by=by, reason=reason) as change:
        origin = organisation.figure_imports.get(pk=number)
        if origin.undone_on is not None:
            return origin
        undoing = prepare(origin)
        if undoing.changed_since:
            raise ChangedSinceError
        for model in contents.MODELS:
            change.update_many([r for r in undoing.restored if type(r) is model], _fields(model))
            change.delete_many([r for r in undoing.deleted if type(r) is model])
        origin.undone_on = today
        origin.save()
    return origin


def undone(origin: FigureImport):
    """The history row in which the import was marked as undone, with who did it; or None."""
    rows = origin.history.filter(undone_on__isnull=False).select_related("history_user")
    return rows.last() if origin.undone_on else None


def _prepare(model, rows, undoing: Undoing) -> None:
    live = model.objects.in_bulk([row.id for row in rows]) if rows else {}
    changed = []
    for written in contents.beside_before(rows):
        row = live.get(written.row.id)
        if row is None or not _is_as_left(row, written.row):
            changed.append(written.row.id)
        elif written.before is None:
            undoing.deleted.append(row)
        else:
            for name in _fields(model):
                setattr(row, name, getattr(written.before, name))
            undoing.restored.append(row)
    undoing.changed_since += _last_changes(model, changed)


def _is_as_left(row, history_row) -> bool:
    return all(getattr(row, name) == getattr(history_row, name) for name in _fields(type(row)))


def _fields(model) -> list[str]:
    return [f.attname for f in model._meta.concrete_fields if not f.primary_key]


def _last_changes(model, ids) -> list[Since]:
    if not ids:
        return []
    rows = model.history.model.objects.filter(id__in=ids).order_by("history_id")
    rows = rows.select_related("history_user", "indicator", "unit").defer("loaded_cells")
    last = {row.id: row for row in rows}
    return [
        Since(moves.place(row), str(row.history_user), row.history_date) for row in last.values()
    ]
