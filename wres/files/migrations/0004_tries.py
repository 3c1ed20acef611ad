from django.db import migrations, models


def compare_again(apps, schema_editor):
    """The rows that were not read of files that wait now stand with each organisation."""
    uploads = apps.get_model("files", "Upload").objects
    waiting = uploads.filter(kind="figures", state="waiting", by_worker=True)
    waiting.update(state="reading", moved_at=None, done=0, total=0)


class Migration(migrations.Migration):
    dependencies = [("files", "0003_by_worker")]

    operations = [
        migrations.AddField(
            model_name="upload",
            name="tries",
            field=models.PositiveSmallIntegerField(
                default=0, help_text="Workers that have taken it since something of it was saved"
            ),
        ),
        migrations.AddField(
            model_name="uploadpart",
            name="not_read",
            field=models.JSONField(
                default=list, help_text="The rows that were not read: number and words"
            ),
        ),
        migrations.RunPython(compare_again, migrations.RunPython.noop),
    ]
