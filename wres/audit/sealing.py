"""The seal of a history row: an HMAC-SHA-256 over its content and the seal before it."""

import hashlib
import hmac
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache

from django.apps import apps
from django.conf import settings


def seal(head, history_rows):
    """Move the head forward over these history rows and return their unsaved seals."""
    seal_model = apps.get_model("audit", "Seal")
    seals = []
    for row in history_rows:
        head.sequence += 1
        place = settings.AUDIT_KEY_NAME, head.chain, head.sequence, head.mac
        covered = names(row)
        head.mac = mac(*place, row, covered, told=getattr(row, "told", None))
        seals.append(
            seal_model(
                chain=head.chain,
                sequence=head.sequence,
                model=row._meta.label,
                history_id=row.pk,
                key_name=settings.AUDIT_KEY_NAME,
                mac=head.mac,
                coverage_id=coverage_key(row._meta.label, covered),
            )
        )
    return seals


def mac(key_name: str, chain: str, sequence: int, mac_before: str, row, covered, told=None) -> str:
    """The seal as 64 hexadecimal digits; KeyError when the key is not configured.

    `covered` are the names of the fields that the seal covers, `told` the kind and label that the
    row has in the log; None where it was sealed before the log was.
    """
    body = json.dumps(
        [chain, sequence, mac_before, row._meta.label, content(row, covered), *(told or ())],
        ensure_ascii=False,
        separators=(",", ":"),
    )
    key = settings.AUDIT_KEYS[key_name].encode()
    return hmac.new(key, body.encode(), hashlib.sha256).hexdigest()


def names(model) -> tuple[str, ...]:
    """The fields that a seal of the model's rows covers, if it is made now."""
    return tuple(field.attname for field in model._meta.concrete_fields)


@cache
def coverage_key(label: str, covered: tuple[str, ...]) -> str:
    """Under what the fields that a seal covers are noted: 12 hexadecimal digits."""
    return hashlib.sha256(json.dumps([label, *covered]).encode()).hexdigest()[:12]


def content(row, covered=None) -> list:
    """The values of a row's fields as JSON, the same before it is written and after it is read."""
    fields = {field.attname: field for field in row._meta.concrete_fields}
    return [[name, _plain(fields[name], getattr(row, name))] for name in covered or fields]


def is_as_before(row, covered) -> bool:
    """Whether the row has all these fields, and in each that came later what it had from the start.

    That is the default of the field: the migration that added it gave it to the rows there were.
    """
    fields = {field.attname: field for field in row._meta.concrete_fields}
    later = [fields[name] for name in fields.keys() - set(covered)]
    return fields.keys() >= set(covered) and all(
        _plain(field, getattr(row, field.attname)) == _plain(field, field.get_default())
        for field in later
    )


def _plain(field, value):
    value = getattr(field, "target_field", field).to_python(value)
    if isinstance(value, Decimal):
        return f"{value:.{field.decimal_places}f}"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict | list):
        return json.dumps(value, sort_keys=True, ensure_ascii=False)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, bytes | bytearray | memoryview):
        return hashlib.sha256(value).hexdigest()  # PostgreSQL gives back another type than it took
    return str(value)
