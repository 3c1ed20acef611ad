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
from wres.audit.models import ChainHead, Entry, Seal

CHUNK = 1_000  # rows read at once, so that memory stays flat
NO_KEY = "the key “{0}” that sealed it is not there. Name it in AUDIT_OLD_KEYS, as {0}=…"

# What other apps check of rows that are sealed by a checksum: each yields problems in words.
also: list[Callable[[], Iterator[str]]] = []


def problems() -> Iterator[str]:
    """Everything that does not fit, in words, first the chains and then the rows of today.

    All of it is of one moment: what people save meanwhile is no problem, and nobody waits.
    """
    with _one_moment():
        yield from coverage.problems()
        covered = coverage.by_seal()
        for head in ChainHead.objects.order_by("chain"):
            yield from _chain_problems(head, covered)
        yield from _head_problems()
        yield from _unsealed()
        for model in tracked_models():
            yield from _row_problems(model)
        yield from attested.problems()
        for check in also:
            yield from check()


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


def _chain_problems(head, covered):
    """Whether each seal of a chain fits its row, and the log stands in the order of the seals."""
    sequence, mac, last = 0, "", None
    seals = Seal.objects.filter(chain=head.chain).order_by("sequence")
    for chunk in batched(seals.iterator(CHUNK), CHUNK):
        sealed = _sealed(chunk)
        for seal in chunk:
            sequence += 1
            row, entry = sealed[seal.model, seal.history_id]
            names = covered[seal.model, seal.coverage_id]
            problem = _seal_problem(seal, sequence, mac, row, entry, names)
            if problem:
                yield problem
                return  # all later seals of this chain build on this one
            mac = seal.mac
            if row is not entry:
                yield from _entry_problem(seal, row, entry)
            # Events used to be written before the other entries of their change.
            was_one_change = (
                last and entry.installation is None and entry.request_id == last.request_id
            )
            if last and entry.pk <= last.pk and not was_one_change:
                yield f"The entry {entry.pk} of the log does not stand where its seal does."
            last = entry
    if (sequence, mac) != (head.sequence, head.mac):
        yield f"{head.chain}: the chain ends at seal {sequence}, its head says {head.sequence}."
    told = Entry.objects.filter(chain=head.chain).count()
    if told != sequence:
        yield f"{head.chain}: the log has {told} entries, the chain {sequence} seals."


def _sealed(seals):
    """What each seal is of, by its model and number: the row and its entry in the log.

    An event is its own entry; None stands for what is not there.
    """
    ids, models = defaultdict(list), sealed_models()
    found = defaultdict(lambda: (None, None))
    for seal in seals:
        if seal.model in models:
            ids[seal.model].append(seal.history_id)
    for label, numbers in ids.items():
        rows = models[label]._base_manager.in_bulk(numbers)
        if models[label] is Entry:
            entries = rows
        else:
            of_model = Entry.objects.filter(model=models[label].instance_type._meta.label)
            told = of_model.filter(history_id__in=numbers)
            entries = {entry.history_id: entry for entry in told}
        found |= {(label, number): (row, entries.get(number)) for number, row in rows.items()}
    return found


def _seal_problem(seal, sequence, mac_before, row, entry, covered):
    name = f"{seal.chain} seal {sequence}"
    if seal.sequence != sequence:
        return f"{name} is missing: the next one found is {seal.sequence}."
    if row is None:
        return f"{name}: the history row {seal.model} {seal.history_id} is missing."
    if seal.key_name not in settings.AUDIT_KEYS:
        return f"{name}: {NO_KEY.format(seal.key_name)}"
    if entry is None:
        return f"{name}: {seal.model} {seal.history_id} has no entry in the log."
    if not covered:
        return f"{name}: which fields it covers is no longer there."
    # What of its entry the seal of a history row may hold: less of it before there was more.
    told: list[tuple | None]
    if row is entry:
        told = [None]
    elif entry.installation is None:
        told = [(entry.kind, entry.label), None]
    else:
        told = [(entry.kind, entry.label, entry.installation)]
    as_before = [names for names in covered if sealing.is_as_before(row, names)]
    place = seal.key_name, seal.chain, sequence, mac_before, row
    fits = (
        hmac.compare_digest(sealing.mac(*place, *each), seal.mac)
        for each in product(as_before, told)
    )
    if not any(fits):
        return f"{name}: {seal.model} {seal.history_id} is not as it was sealed."
    return None


def _entry_problem(seal, row, entry):
    """Whether the log tells what the history row says."""
    recorded = {
        "chain": seal.chain,
        "at": row.history_date,
        "person_id": row.history_user_id,
        "thing": getattr(row, row.instance_type._meta.pk.attname),
        "request_id": row.request_id,
        "through": row.through,
        "reason": row.history_change_reason or "",
    }
    wrong = [field for field, value in recorded.items() if getattr(entry, field) != value]
    if entry.kind not in OF_HISTORY[row.history_type]:
        wrong.append("kind")
    if wrong:
        name = f"{seal.chain} seal {seal.sequence}: {seal.model} {seal.history_id}"
        yield f"{name} is not as its entry in the log says: {', '.join(wrong)}."


def _head_problems():
    """Whether each chain has its head, and heads note what their logs have."""
    for head in ChainHead.objects.order_by("chain"):
        noted = ChainHead()
        times = Entry.objects.filter(chain=head.chain).order_by("pk").values_list("at", flat=True)
        for at in times.iterator(CHUNK):
            noted.note(at)
        if (noted.latest, noted.set_back) != (head.latest, head.set_back):
            yield f"{head.chain}: its head notes other times than its log has."
    for model in (Seal, Entry):
        headless = model.objects.exclude(chain__in=ChainHead.objects.values("chain"))
        for chain in headless.order_by("chain").values_list("chain", flat=True).distinct():
            yield f"{chain}: the head of the chain is gone."
    known = Entry.objects.aggregate(known=Max("installation"))["known"] or 0
    of_installation = ChainHead.objects.filter(chain=changes.INSTALLATION).first()
    ends = of_installation.sequence if of_installation else 0
    if ends < known:
        yield f"{changes.INSTALLATION}: the chain ends at seal {ends}, the log knew seal {known}."


def _unsealed():
    """History and entries of the log that stand in no chain, or tell of what does not."""
    tracked = {model._meta.label: model.history.model for model in tracked_models()}
    told = Entry.objects.filter(history_id__isnull=False)
    nobodys = [told.exclude(model__in=tracked)]
    for label, history in tracked.items():
        sealed = Seal.objects.filter(model=history._meta.label).values("history_id")
        unsealed = history._base_manager.exclude(pk__in=sealed)
        for number in unsealed.values_list("pk", flat=True):
            yield f"The history row {history._meta.label} {number} has no seal."
        nobodys.append(told.filter(model=label).exclude(history_id__in=sealed))
    for entries in nobodys:
        for number in entries.values_list("pk", flat=True):
            yield f"The entry {number} of the log tells of a change that nobody made."
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
        for told in rows:
            number = getattr(told, key)
            row, name = current.get(number), f"{model._meta.label} {number}"
            seen.add(number)
            if told.history_type == "-":
                if row is not None:
                    yield f"{name} is there, its history says that it was deleted."
                continue
            if row is None:
                yield f"{name} is gone without a trace in its history."
                continue
            recorded = dict(sealing.content(told))
            changed = [column for column, now in sealing.content(row) if recorded[column] != now]
            if changed:
                yield f"{name} is not as its history says: {', '.join(changed)}."
    for pk in model._base_manager.values_list("pk", flat=True).iterator(CHUNK):
        if pk not in seen:
            yield f"{model._meta.label} {pk} has no history."
