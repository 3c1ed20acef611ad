"""An entry of the log for each history row that was sealed before there was a log."""

from collections import defaultdict
from itertools import batched

from django.db import migrations

CHUNK = 1_000  # seals read at once
KINDS = {"+": "added", "~": "changed", "-": "removed"}
NAMES = ("title", "name", "file_name", "question", "message", "what")


def fill(apps, schema_editor):
    """In the order of the seals, in which the rows were written."""
    seals = apps.get_model("audit", "Seal").objects.order_by("pk").iterator(CHUNK)
    entries = apps.get_model("audit", "Entry").objects
    for chunk in batched(seals, CHUNK):
        rows = _history_of(apps, chunk)
        told = [(seal, rows.get((seal.model, seal.history_id))) for seal in chunk]
        entries.bulk_create([_entry(apps, seal, row) for seal, row in told if row], 500)


def _history_of(apps, seals):
    numbers = defaultdict(list)
    for seal in seals:
        numbers[seal.model].append(seal.history_id)
    return {
        (label, number): row
        for label, those in numbers.items()
        for number, row in apps.get_model(label)._base_manager.in_bulk(those).items()
    }


def _entry(apps, seal, row):
    app, name = seal.model.split(".Historical")
    model = apps.get_model(app, name)
    words = next((str(getattr(row, each)) for each in NAMES if getattr(row, each, "")), "")
    line = " ".join(words.split())
    return apps.get_model("audit", "Entry")(
        chain=seal.chain,
        at=row.history_date,
        person_id=row.history_user_id,
        kind=KINDS[row.history_type],
        model=model._meta.label,
        thing=getattr(row, model._meta.pk.attname),
        history_id=row.pk,
        label=line if len(line) <= 160 else f"{line[:159]}…",
        request_id=row.request_id,
        through=row.through,
        reason=row.history_change_reason or "",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0002_entry"),
        ("organisations", "0003_cycle"),
        ("indicators", "0005_left_out"),
        ("actions", "0006_report_counts"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
