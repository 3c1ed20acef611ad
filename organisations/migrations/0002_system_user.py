"""The named user as which migrations and seeds act."""

from django.contrib.auth.hashers import make_password
from django.db import migrations

SYSTEM_EMAIL = "system@wres-tracker.invalid"


def add(apps, schema_editor):
    user = apps.get_model("organisations", "User")
    user.objects.get_or_create(
        email=SYSTEM_EMAIL,
        defaults={"name": "WRES tracker", "is_active": False, "password": make_password(None)},
    )


class Migration(migrations.Migration):
    dependencies = [("organisations", "0001_initial")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
