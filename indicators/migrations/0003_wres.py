from django.db import migrations

from indicators import wres


def add(apps, schema_editor):
    wres.add(apps, schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [("indicators", "0002_initial")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
