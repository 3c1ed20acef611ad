"""Recomputing the trail: is history as it was sealed, and every row as its history says?"""

import hmac
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import batched, product

from django.conf import settings
from django.db import connection
from django.db.models import Max

from wres.audit import attested, changes, coverage, sealing
from wres.audit.coverage import sealed_models, tracked_models
from wres.audit.kinds import OF_HISTORY
from wres.audit.models import ChainHead, Coverage, Entry, Seal

CHUNK = 1_000  # rows read at once, so that memory stays flat
NO_KEY = "the key “{0}” that sealed it is not there. Name it in AUDIT_OLD_KEYS, as {0}=…"

# What other apps check of rows that are sealed by a checksum: each yields problems in words.
also: list[Callable[[], Iterator[str]]] = []


def problems() -> Iterator[str]:
    """Everything that does not fit, in words, first the chains and then the rows of today.

    All of it is of one moment: what people save meanwhile is no problem, and nobody waits.
    """
    with _one_moment():
        yield from _problems()


@contextmanager
def _one_moment():
    if connection.in_atomic_block:
        yield
        return
    is_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        # Not atomic(), which on SQLite would keep everyone else from saving.
        cursor.execute("BEGIN" if is_sqlite else "BEGIN ISOLATION LEVEL REPEATABLE READ")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def _problems():
    yield from coverage.problems()
    covered = _covered()
    for head in ChainHead.objects.order_by("chain"):
        yield from _chain_problems(head, covered)
        yield from _time_problems(head)
    yield from _headless()
    yield from _installation_problems()
    for model in tracked_models():
        yield from _unsealed(model.history.model)
        yield from _entries_of_nothing(model)
        yield from _row_problems(model)
    yield from _entries_of_no_model()
    yield from _unsealed_events()
    yield from attested.problems()
    for check in also:
        yield from check()


def _covered():
    """Which fields a seal covers, by its model and coverage: one set, or where it has none many."""
    found = defaultdict(list)
    for each in Coverage.objects.all():
        found[each.model, each.key] += [each.names]
        found[each.model, None] += [each.names]
    return found


def _chain_problems(head, covered):
    sequence, mac, last = 0, "", None
    seals = Seal.objects.filter(chain=head.chain).order_by("sequence")
    for chunk in batched(seals.iterator(CHUNK), CHUNK):
        history = _history_of(chunk)
        entries = _entries_of(chunk)
        for seal in chunk:
            sequence += 1
            of_row = seal.model, seal.history_id
            row, entry = history.get(of_row), entries.get(of_row)
            names = covered[seal.model, seal.coverage_id]
            problem = _seal_problem(seal, sequence, mac, row, entry, names)
            if problem:
                yield problem
                return  # all later seals of this chain build on this one
            mac = seal.mac
            yield from _entry_problem(seal, row, entry)
            entry = entry or row
            if last and not _follows(last, entry):
                yield f"The entry {entry.pk} of the log does not stand where its seal does."
            last = entry
    if (sequence, mac) != (head.sequence, head.mac):
        yield f"{head.chain}: the chain ends at seal {sequence}, its head says {head.sequence}."
    told = Entry.objects.filter(chain=head.chain).count()
    if told != sequence:
        yield f"{head.chain}: the log has {told} entries, the chain {sequence} seals."


def _follows(last, entry):
    """Whether the log has the two in the order of their seals.

    Events used to be written before the other entries of their change, whatever came first.
    """
    was_one_change = entry.installation is None and entry.request_id == last.request_id
    return entry.pk > last.pk or was_one_change


def _time_problems(head):
    """Whether the head notes the times of its log, by which days are found in it."""
    noted = ChainHead()
    times = Entry.objects.filter(chain=head.chain).order_by("pk").values_list("at", flat=True)
    for at in times.iterator(CHUNK):
        noted.note(at)
    if (noted.latest, noted.set_back) != (head.latest, head.set_back):
        yield f"{head.chain}: its head notes other times than its log has."


def _installation_problems():
    """Whether the installation's chain still goes as far as the log of any organisation knew."""
    known = Entry.objects.aggregate(known=Max("installation"))["known"] or 0
    head = ChainHead.objects.filter(chain=changes.INSTALLATION).first()
    ends = head.sequence if head else 0
    if ends < known:
        yield f"{changes.INSTALLATION}: the chain ends at seal {ends}, the log knew seal {known}."


def _headless():
    """Chains that have seals or entries and no head, so that nobody would follow them."""
    heads = ChainHead.objects.values("chain")
    for model in (Seal, Entry):
        rows = model.objects.exclude(chain__in=heads).order_by("chain")
        for chain in rows.values_list("chain", flat=True).distinct():
            yield f"{chain}: the head of the chain is gone."


def _history_of(seals):
    ids, models = defaultdict(list), sealed_models()
    for seal in seals:
        if seal.model in models:
            ids[seal.model].append(seal.history_id)
    return {
        (label, history_id): row
        for label, history_ids in ids.items()
        for history_id, row in models[label]._base_manager.in_bulk(history_ids).items()
    }


def _entries_of(seals):
    """The entries of the sealed history rows; those of events are what is sealed."""
    ids, models = defaultdict(list), sealed_models()
    for seal in seals:
        if seal.model in models and seal.model != Entry._meta.label:
            ids[seal.model].append(seal.history_id)
    return {
        (label, entry.history_id): entry
        for label, history_ids in ids.items()
        for entry in Entry.objects.filter(
            model=models[label].instance_type._meta.label, history_id__in=history_ids
        )
    }


def _entry_problem(seal, row, entry):
    """Whether the log tells what the history row says."""
    if isinstance(row, Entry):
        return
    name = f"{seal.chain} seal {seal.sequence}: {seal.model} {seal.history_id}"
    key = row.instance_type._meta.pk.attname
    recorded = {
        "chain": seal.chain,
        "at": row.history_date,
        "person_id": row.history_user_id,
        "thing": getattr(row, key),
        "request_id": row.request_id,
        "through": row.through,
        "reason": row.history_change_reason or "",
    }
    wrong = [field for field, value in recorded.items() if getattr(entry, field) != value]
    if entry.kind not in OF_HISTORY[row.history_type]:
        wrong.append("kind")
    if wrong:
        yield f"{name} is not as its entry in the log says: {', '.join(wrong)}."


def _seal_problem(seal, sequence, mac_before, row, entry, covered):
    name = f"{seal.chain} seal {sequence}"
    if seal.sequence != sequence:
        return f"{name} is missing: the next one found is {seal.sequence}."
    if row is None:
        return f"{name}: the history row {seal.model} {seal.history_id} is missing."
    if seal.key_name not in settings.AUDIT_KEYS:
        return f"{name}: {NO_KEY.format(seal.key_name)}"
    if entry is None and not isinstance(row, Entry):
        return f"{name}: {seal.model} {seal.history_id} has no entry in the log."
    if not covered:
        return f"{name}: which fields it covers is no longer there."
    place = seal.key_name, seal.chain, sequence, mac_before, row
    as_before = [names for names in covered if sealing.is_as_before(row, names)]
    fits = (
        hmac.compare_digest(sealing.mac(*place, *each), seal.mac)
        for each in product(as_before, _as_told(entry))
    )
    if not any(fits):
        return f"{name}: {seal.model} {seal.history_id} is not as it was sealed."
    return None


def _as_told(entry):
    """What of its entry the seal of a history row may hold; less of it before there was more."""
    if entry is None:
        return [None]
    if entry.installation is not None:
        return [(entry.kind, entry.label, entry.installation)]
    return [(entry.kind, entry.label), None]


def _unsealed(history_model):
    sealed = Seal.objects.filter(model=history_model._meta.label).values("history_id")
    for history_id in history_model._base_manager.exclude(pk__in=sealed).values_list(
        "pk", flat=True
    ):
        yield f"The history row {history_model._meta.label} {history_id} has no seal."


def _entries_of_nothing(model):
    """Entries that tell of a change for which there is no sealed history row."""
    sealed = Seal.objects.filter(model=model.history.model._meta.label).values("history_id")
    told = Entry.objects.filter(model=model._meta.label).exclude(history_id__in=sealed)
    for number in told.values_list("pk", flat=True):
        yield f"The entry {number} of the log tells of a change that nobody made."


def _entries_of_no_model():
    """Entries that tell of a change of something that is not tracked."""
    labels = [model._meta.label for model in tracked_models()]
    told = Entry.objects.filter(history_id__isnull=False).exclude(model__in=labels)
    for number in told.values_list("pk", flat=True):
        yield f"The entry {number} of the log tells of a change that nobody made."


def _unsealed_events():
    """Entries that stand in the log and in no chain."""
    sealed = Seal.objects.filter(model=Entry._meta.label).values("history_id")
    events = Entry.objects.filter(history_id=None).exclude(pk__in=sealed)
    for number in events.values_list("pk", flat=True):
        yield f"The entry {number} of the log has no seal."


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
