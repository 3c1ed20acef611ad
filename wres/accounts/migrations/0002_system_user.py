from django.db import migrations

from wres.accounts import system_user


def add(apps, schema_editor):
    system_user.add(apps, schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [("organisations", "0001_initial")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
