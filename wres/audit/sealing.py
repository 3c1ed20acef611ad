"""The seal of a history row: an HMAC-SHA-256 over its content and the seal before it."""

import hashlib
import hmac
import json
from datetime import UTC, date, datetime
from decimal import Decimal

from django.apps import apps
from django.conf import settings


def seal(head, history_rows):
    """Move the head forward over these history rows and return their unsaved seals."""
    seal_model = apps.get_model("audit", "Seal")
    seals = []
    for row in history_rows:
        head.sequence += 1
        head.mac = mac(
            settings.AUDIT_KEY_NAME,
            head.chain,
            head.sequence,
            head.mac,
            row,
            told=getattr(row, "told", None),
        )
        seals.append(
            seal_model(
                chain=head.chain,
                sequence=head.sequence,
                model=row._meta.label,
                history_id=row.pk,
                key_name=settings.AUDIT_KEY_NAME,
                mac=head.mac,
            )
        )
    return seals


def mac(
    key_name: str, chain: str, sequence: int, mac_before: str, row, without=(), told=None
) -> str:
    """The seal as 64 hexadecimal digits; KeyError when the key is not configured.

    `without` are fields that the row did not have when it was sealed, `told` the kind and label
    that it has in the log; None where the row was sealed before the log was.
    """
    body = json.dumps(
        [chain, sequence, mac_before, row._meta.label, content(row, without), *(told or ())],
        ensure_ascii=False,
        separators=(",", ":"),
    )
    key = settings.AUDIT_KEYS[key_name].encode()
    return hmac.new(key, body.encode(), hashlib.sha256).hexdigest()


def content(row, without=()) -> list:
    """The values of a row as JSON, the same before it is written and after it is read."""
    fields = [field for field in row._meta.concrete_fields if field.name not in without]
    return [[field.attname, _plain(field, getattr(row, field.attname))] for field in fields]


def added_since(row) -> list[list[str]]:
    """Which fields a history row may have been sealed without, from none to all that it can be.

    A field that its model gained later (`Tracked.ADDED_LATER`) was not there, as long as it has
    the value that every row from before it has.
    """
    later = getattr(row, "instance_type", type(row)).ADDED_LATER
    chances, missing = [[]], []
    for name in reversed(later):
        if getattr(row, row._meta.get_field(name).attname) != later[name]:
            break
        missing = [*missing, name]
        chances.append(missing)
    return chances


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
