"""What the tracker holds on one person, for a request of theirs to see it."""

from collections.abc import Iterator

from django.apps import apps
from django.db import models

from wres.accounts.models import User
from wres.audit.models import Attested

# What tells nothing about a person that they may be shown, or would let another in as them.
SECRET = {"password", "data", "secret", "key_hash", "token", "session_key", "session_data"}
KINDS = models.BinaryField, models.JSONField


def held_on(person: User) -> dict[str, list[dict]]:
    """The rows that name the person, by what they are; the person's own row first.

    Each row has its fields by their names, and `as`: the part in it by which it names the person,
    such as author. Files and secrets are left out, and others appear as their number only.
    """
    held = {"person": [_told(person)], "what the trail attests": list(_attested(person))}
    for model in sorted(apps.get_models(), key=lambda each: each._meta.label):
        rows = [row for field in _people_in(model) for row in _rows(model, field, person)]
        if rows:
            held[str(model._meta.verbose_name)] = rows
    return held


def _attested(person) -> Iterator[dict]:
    """What the person was called and might do, from each change of it on."""
    rows = Attested.history.model.objects.filter(model=person._meta.label, key=str(person.pk))
    for row in rows.order_by("history_id"):
        told = {name: said for name, said in row.content.items() if name not in SECRET}
        yield {"since": row.history_date, **told}


def _people_in(model) -> Iterator[models.Field]:
    return (field for field in model._meta.concrete_fields if field.related_model is User)


def _rows(model, field, person) -> Iterator[dict]:
    rows = model._default_manager.filter(**{field.name: person.pk}).order_by("pk")
    return ({"as": field.name} | _told(row) for row in rows.iterator())


def _told(row) -> dict:
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.name not in SECRET and not isinstance(field, KINDS)
    }
