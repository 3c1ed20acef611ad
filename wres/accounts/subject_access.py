"""What the tracker holds on one person, for a request of theirs to see it."""

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
    # What the person was called and might do, from each change of it on.
    attested = Attested.history.model.objects.filter(model=person._meta.label, key=str(person.pk))
    held = {
        "person": [_told(person)],
        "what the trail attests": [
            {"since": row.history_date}
            | {name: said for name, said in row.content.items() if name not in SECRET}
            for row in attested.order_by("history_id")
        ],
    }
    for model in sorted(apps.get_models(), key=lambda each: each._meta.label):
        people = [field for field in model._meta.concrete_fields if field.related_model is User]
        rows = [
            {"as": field.name} | _told(row)
            for field in people
            for row in model._default_manager.filter(**{field.name: person.pk}).order_by("pk")
        ]
        if rows:
            held[str(model._meta.verbose_name)] = rows
    return held


def _told(row) -> dict:
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.name not in SECRET and not isinstance(field, KINDS)
    }
