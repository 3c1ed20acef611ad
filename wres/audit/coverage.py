"""Which fields a seal covers: those that the model of its row had when the row was sealed.

Each set of fields is noted once, under a key made of its names, and every seal names that key. The
names stand in what is sealed as well: whoever shortens a set, or points a seal at another one,
breaks the seal. A field that a model gained later is in no older set. In rows from before it has
its default, which is what the migration that added it gave them.
"""

from collections import defaultdict
from collections.abc import Iterator

from django.apps import apps
from django.db import connections

from wres.audit import sealing
from wres.audit.models import Coverage, Entry, Tracked


def tracked_models() -> list[type[Tracked]]:
    return [model for model in apps.get_models() if issubclass(model, Tracked)]


def sealed_models() -> dict:
    """What a seal may be of, by its label: a history row, or an event."""
    models = [model.history.model for model in tracked_models()]
    return {model._meta.label: model for model in [*models, Entry]}


def note(using="default", **kwargs):
    """Note the fields that each sealed model has now; safe to repeat.

    Called after every migrate, so that a field that was added is covered from then on.
    """
    if Coverage._meta.db_table not in connections[using].introspection.table_names():
        return  # migrations are being undone, or not all of them were asked for
    there = set(Coverage.objects.using(using).values_list("key", flat=True))
    missing = [coverage for coverage in _of_today() if coverage.key not in there]
    Coverage.objects.using(using).bulk_create(missing)


def by_seal() -> dict[tuple[str, str | None], list[list[str]]]:
    """The fields that a seal may cover, by its model and key.

    Without a key, as in seals from before any was noted, each set of the model.
    """
    found = defaultdict(list)
    for each in Coverage.objects.all():
        for key in (each.key, None):
            found[each.model, key].append(each.names)
    return found


def problems() -> Iterator[str]:
    """Sets that are not as they were noted, and fields that none of them has, in words."""
    there = Coverage.objects.in_bulk()
    for key, coverage in there.items():
        if sealing.coverage_key(coverage.model, tuple(coverage.names)) != key:
            yield f"The fields that seals of {coverage.model} cover are not as they were noted."
    for coverage in _of_today():
        if coverage.key not in there:
            yield f"The fields that seals of {coverage.model} cover are not noted: run migrate."


def _of_today():
    for label, model in sealed_models().items():
        names = sealing.names(model)
        yield Coverage(key=sealing.coverage_key(label, names), model=label, names=names)
