"""Whether each tracked row that changed left its trace: one history row, sealed, and who did it."""

from contextlib import contextmanager

from wres.audit import coverage, sealing
from wres.audit.models import Entry, Seal


class World:
    """Every tracked row as it is, and how far the history of each model goes."""

    def __init__(self):
        self.rows, self.last = {}, {}
        for model in coverage.tracked_models():
            rows = model._base_manager.all()
            self.rows |= {(model, row.pk): sealing.content(row) for row in rows}
            history = model.history.model._base_manager.order_by("history_id")
            self.last[model] = history.values_list("history_id", flat=True).last() or 0

    def changed(self, after):
        """(model, key) of each row that is added, gone or otherwise."""
        either = self.rows.keys() | after.rows.keys()
        return {key for key in either if self.rows.get(key) != after.rows.get(key)}

    def told(self):
        """The history rows that came since."""
        return [
            row
            for model, last in self.last.items()
            for row in model.history.model._base_manager.filter(history_id__gt=last)
        ]


def thing_of(row):
    model = row.instance_type
    return model, getattr(row, model._meta.pk.attname)


def without_trace(before, *, by, through, request_id=None, twice=()):
    """(what changed, what is wrong with its trace) since the world was so."""
    after, told = World(), before.told()
    changed, things = before.changed(after), [thing_of(row) for row in told]
    wrong = [f"{m.__name__} {pk} without a trace" for m, pk in changed - set(things)]
    wrong += [f"{m.__name__} {pk} told and unchanged" for m, pk in set(things) - changed]
    often = {thing for thing in things if things.count(thing) > 1}
    wrong += [f"{m.__name__} {pk} told twice" for m, pk in often if m.__name__ not in twice]
    for row in told:
        wrong += [f"{row!r}: {words}" for words in _badly_told(row, by, through, request_id)]
    return changed, wrong


@contextmanager
def traced(by, through):
    """Something changes inside, and each change leaves its trace."""
    before = World()
    yield
    changed, wrong = without_trace(before, by=by, through=through)
    assert changed
    assert wrong == []


def _badly_told(row, by, through, request_id):
    if by is not None and row.history_user_id != by.pk:
        yield "by somebody else"
    if row.history_user_id is None:
        yield "by nobody"
    if row.through != through:
        yield f"through {row.through}"
    if len(row.request_id) != 36 or request_id not in (None, row.request_id):
        yield "of another request"
    of_row = {"history_id": row.pk}
    if Seal.objects.filter(model=row._meta.label, **of_row).count() != 1:
        yield "without its seal"
    if Entry.objects.filter(model=row.instance_type._meta.label, **of_row).count() != 1:
        yield "without its entry"
