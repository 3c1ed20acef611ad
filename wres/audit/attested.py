"""Rows that are not tracked by themselves, each with a tracked copy that the trail attests.

Accounts, ways in and reference data are written by libraries and migrations, which know nothing of
a change. Whatever writes such a row writes its copy, in the same transaction, in the chain of the
installation; `verify_audit` compares the two. Secrets stand in the copy as their SHA-256.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import batched

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import connections, transaction
from django.db.models import Model, signals

from wres.audit import changes, event_log, sealing
from wres.audit.models import Attested

CHUNK = 1_000  # rows read at once, so that memory stays flat
BEGINNING = ""  # the key of the row by which the trail attests that it began with a model
FIRST = "As it was when the trail began to attest it"


@dataclass(frozen=True)
class Followed:
    """Of a model, the fields that may change without a trace, and those that are secrets."""

    but: frozenset[str]
    secrets: frozenset[str]

    def content(self, row) -> dict:
        """What the copy of the row holds, by the names of its columns."""
        told = [field.attname for field in row._meta.concrete_fields if field.name not in self.but]
        found = dict(sealing.content(row, told))
        for name in self.secrets:
            found[name] = hashlib.sha256(str(found[name]).encode()).hexdigest()
        return found


FOLLOWED: dict[type[Model], Followed] = {}


def _nobody(row) -> int | None:
    return None


# The number of whoever writes a row that no change is around; the app that knows people says it.
writer_of: Callable[[Model], int | None] = _nobody


def follow(model: type[Model], *, but=(), secrets=()):
    """Attest the rows of the model from now on; called while the apps are made ready.

    `but` are fields that tell nothing and open nothing, such as when somebody last signed in.
    """
    FOLLOWED[model] = Followed(frozenset(but), frozenset(secrets))
    uid = f"attested {model._meta.label}"
    signals.pre_save.connect(_saving, sender=model, dispatch_uid=uid)
    signals.post_save.connect(_saved, sender=model, dispatch_uid=uid)
    signals.post_delete.connect(_deleted, sender=model, dispatch_uid=uid)
    signals.post_migrate.connect(
        lambda using, **kwargs: begin(model, using),
        sender=apps.get_app_config(model._meta.app_label),
        dispatch_uid=uid,
        weak=False,
    )
    save = model.save

    def saved(self, *args, **kwargs):
        """A row and its copy are written both or neither; libraries save without a transaction."""
        with transaction.atomic():
            return save(self, *args, **kwargs)

    saved.__dict__["alters_data"] = True  # no template calls it
    model.save = saved


def _saving(sender, instance, update_fields=None, **kwargs):
    """Note what is not as the trail attests it: saving the row does not make that good."""
    if _concerns(sender, update_fields):
        row = sender._base_manager.select_for_update().filter(pk=instance.pk).first()
        copy = _copies(instance).first()
        now = FOLLOWED[sender].content(row) if row and copy else {}
        instance.past_the_trail = {
            column: value for column, value in now.items() if value != copy.content.get(column)
        }


def _saved(sender, instance, created, update_fields=None, **kwargs):
    if _concerns(sender, update_fields) and _wanted(instance, created):
        with _change(instance):
            copy = _wanted(instance, created)  # again, now that nobody else changes it
            if copy:
                copy.save()


def _deleted(sender, instance, **kwargs):
    if _copies(instance).exists():
        with _change(instance):
            _copies(instance).get().delete()


def _concerns(model, update_fields) -> bool:
    return update_fields is None or bool(set(update_fields) - FOLLOWED[model].but)


def _wanted(instance, created) -> Attested | None:
    """The copy as it is to be saved; None when it is as it should be, or has no right to be.

    The row is read again: fields of the instance may have been read before another's change.
    """
    model, copy = type(instance), _copies(instance).first()
    if copy is None and not created:
        return None  # the row was added past the trail
    now = FOLLOWED[model].content(model._base_manager.get(pk=instance.pk))
    if copy is None:
        return Attested(model=model._meta.label, key=str(instance.pk), content=now)
    for column, value in instance.past_the_trail.items():
        if now[column] == value and column in copy.content:
            now[column] = copy.content[column]
    if copy.content == now:
        return None
    copy.content = now
    return copy


def _copies(instance):
    return Attested.objects.filter(model=instance._meta.label, key=str(instance.pk))


def _change(instance):
    """By whoever makes the change that is under way, or else writes the row."""
    change = changes.under_way()
    if change is not None:
        return changes.change_of_installation(change.user_id)
    owner = instance if isinstance(instance, get_user_model()) else getattr(instance, "user", None)
    told = event_log.chains_of(owner) if owner is not None else ()
    return changes.change_of_installation(writer_of(instance), told)


def begin(model, using="default"):
    """Attest all rows of a model at the first migrate that follows it, and never again.

    Later a row without its copy was written past the trail, and no upgrade makes that good. So the
    trail attests the beginning too, by a row without a key.
    """
    needed = [model, Attested, Attested.history.model]
    needed += [apps.get_model("audit", name) for name in ("Entry", "Seal", "ChainHead")]
    if not all(_is_there(each, using) for each in needed):
        return  # migrations are being undone, or not all of them were asked for
    label, writer = model._meta.label, writer_of(model())
    if writer is None or Attested.history.filter(model=label, key=BEGINNING).exists():
        return
    with changes.origin("manage.py migrate"), changes.change_of_installation(writer) as change:
        change.reason = FIRST
        Attested(model=label, key=BEGINNING, content={}).save()
        there = set(Attested.objects.filter(model=label).values_list("key", flat=True))
        for chunk in batched(model._base_manager.order_by("pk").iterator(CHUNK), CHUNK):
            missing = [row for row in chunk if str(row.pk) not in there]
            change.insert_many(
                [
                    Attested(model=label, key=str(row.pk), content=FOLLOWED[model].content(row))
                    for row in missing
                ]
            )


def _is_there(model, using) -> bool:
    connection = connections[using]
    with connection.cursor() as cursor:
        if model._meta.db_table not in connection.introspection.table_names(cursor):
            return False
        there = connection.introspection.get_table_description(cursor, model._meta.db_table)
    return {field.column for field in model._meta.concrete_fields} <= {each.name for each in there}


def problems() -> Iterator[str]:
    """Rows that are not as their copies say, and those of which only one is there, in words."""
    for model, followed in FOLLOWED.items():
        label = model._meta.label
        kept = Attested.objects.filter(model=label).exclude(key=BEGINNING)
        copies = dict(kept.values_list("key", "content"))
        for row in model._base_manager.order_by("pk").iterator(CHUNK):
            copy, name = copies.pop(str(row.pk), None), f"{label} {row.pk}"
            if copy is None:
                yield f"{name} was added past the trail."
                continue
            now = followed.content(row)
            known = sorted(now.keys() & copy.keys())  # a column may have come since
            if wrong := [column for column in known if now[column] != copy[column]]:
                yield f"{name} is not as the trail attests it: {', '.join(wrong)}."
        for key in copies:
            yield f"{label} {key} is gone, and the trail attests it."
