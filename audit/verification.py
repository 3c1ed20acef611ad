"""Recomputing the trail: is history as it was sealed, and every row as its history says?"""

import hmac
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import batched

from django.apps import apps
from django.db.models import Max

from audit import sealing
from audit.models import ChainHead, Seal, Tracked

CHUNK = 1_000  # rows read at once, so that memory stays flat

# What other apps check of rows that are sealed by a checksum: each yields problems in words.
also: list[Callable[[], Iterator[str]]] = []


def problems() -> Iterator[str]:
    """Everything that does not fit, in words, first the chains and then the rows of today."""
    for head in ChainHead.objects.order_by("chain"):
        yield from _chain_problems(head)
    for model in tracked_models():
        yield from _unsealed(model.history.model)
        yield from _row_problems(model)
    for check in also:
        yield from check()


def tracked_models() -> list[type[Tracked]]:
    return [model for model in apps.get_models() if issubclass(model, Tracked)]


def _chain_problems(head):
    sequence, mac = 0, ""
    seals = Seal.objects.filter(chain=head.chain).order_by("sequence")
    for chunk in batched(seals.iterator(CHUNK), CHUNK):
        history = _history_of(chunk)
        for seal in chunk:
            sequence += 1
            problem = _seal_problem(seal, sequence, mac, history.get((seal.model, seal.history_id)))
            if problem:
                yield problem
                return  # all later seals of this chain build on this one
            mac = seal.mac
    if (sequence, mac) != (head.sequence, head.mac):
        yield f"{head.chain}: the chain ends at seal {sequence}, its head says {head.sequence}."


def _history_of(seals):
    ids = defaultdict(list)
    for seal in seals:
        ids[seal.model].append(seal.history_id)
    return {
        (label, history_id): row
        for label, history_ids in ids.items()
        for history_id, row in apps.get_model(label)._base_manager.in_bulk(history_ids).items()
    }


def _seal_problem(seal, sequence, mac_before, row):
    name = f"{seal.chain} seal {sequence}"
    if seal.sequence != sequence:
        return f"{name} is missing: the next one found is {seal.sequence}."
    if row is None:
        return f"{name}: the history row {seal.model} {seal.history_id} is missing."
    place = seal.key_name, seal.chain, sequence, mac_before, row
    fits = (
        hmac.compare_digest(sealing.mac(*place, without), seal.mac)
        for without in sealing.added_since(row)
    )
    if not any(fits):
        return f"{name}: {seal.model} {seal.history_id} is not as it was sealed."
    return None


def _unsealed(history_model):
    sealed = Seal.objects.filter(model=history_model._meta.label).values("history_id")
    for history_id in history_model._base_manager.exclude(pk__in=sealed).values_list(
        "pk", flat=True
    ):
        yield f"The history row {history_model._meta.label} {history_id} has no seal."


def _row_problems(model):
    """Compare every current row with its latest history row."""
    key, history = model._meta.pk.attname, model.history.model._base_manager
    latest = history.values(key).annotate(latest=Max("history_id")).values("latest")
    seen = set()
    for rows in batched(history.filter(pk__in=latest).iterator(CHUNK), CHUNK):
        current = model._base_manager.in_bulk([getattr(row, key) for row in rows])
        for row in rows:
            seen.add(getattr(row, key))
            yield from _difference(model, row, current.get(getattr(row, key)))
    for pk in model._base_manager.values_list("pk", flat=True).iterator(CHUNK):
        if pk not in seen:
            yield f"{model._meta.label} {pk} has no history."


def _difference(model, history_row, row):
    name = f"{model._meta.label} {getattr(history_row, model._meta.pk.attname)}"
    if history_row.history_type == "-":
        if row is not None:
            yield f"{name} is there, its history says that it was deleted."
    elif row is None:
        yield f"{name} is gone without a trace in its history."
    else:
        recorded = dict(sealing.content(history_row))
        changed = [column for column, value in sealing.content(row) if recorded[column] != value]
        if changed:
            yield f"{name} is not as its history says: {', '.join(changed)}."
