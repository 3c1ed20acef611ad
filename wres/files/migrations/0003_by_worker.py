from django.db import migrations, models
from django.db.models import deletion


def leave_waiting_figures_to_the_worker(apps, schema_editor):
    """Files of figures that wait may be of several organisations: a worker reads them again."""
    waiting = (
        apps.get_model("files", "Upload").objects.filter(kind="figures").exclude(state="saved")
    )
    waiting.update(state="reading", by_worker=True, answers={}, done=0, total=0)


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0002_system_user"),
        ("files", "0002_progress"),
    ]

    operations = [
        migrations.AddField(
            model_name="upload",
            name="by_worker",
            field=models.BooleanField(
                default=False,
                help_text="Whether it is so large that a worker reads and compares it",
            ),
        ),
        migrations.AddField(
            model_name="upload",
            name="run",
            field=models.PositiveIntegerField(
                default=0,
                help_text="Raised when a worker takes it: an earlier one then lets go",
            ),
        ),
        migrations.AlterField(
            model_name="upload",
            name="moved_at",
            field=models.DateTimeField(help_text="When the work last went on", null=True),
        ),
        migrations.AlterField(
            model_name="upload",
            name="message",
            field=models.TextField(
                blank=True, help_text="Why it failed, was refused or is asked again"
            ),
        ),
        migrations.AlterField(
            model_name="upload",
            name="kind",
            field=models.CharField(
                choices=[
                    ("figures", "Figures"),
                    ("plan", "Plan"),
                    ("undoing", "Undoing of an import of figures"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="upload",
            name="state",
            field=models.CharField(
                choices=[
                    ("reading", "Being read"),
                    ("waiting", "Waiting for a person"),
                    ("queued", "Waiting to be saved"),
                    ("saving", "Being saved"),
                    ("refused", "Refused"),
                    ("failed", "Failed"),
                    ("saved", "Saved"),
                ],
                default="waiting",
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="UploadPart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "digest",
                    models.CharField(
                        help_text="A checksum of all that would change", max_length=64
                    ),
                ),
                ("new", models.PositiveIntegerField(default=0)),
                ("changed", models.PositiveIntegerField(default=0)),
                ("unchanged", models.PositiveIntegerField(default=0)),
                ("needs_reason", models.BooleanField(default=False)),
                ("problems", models.JSONField(default=list)),
                ("questions", models.JSONField(default=list)),
                (
                    "rows",
                    models.JSONField(
                        default=list, help_text="The first rows that change, as shown"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "upload",
                    models.ForeignKey(
                        on_delete=deletion.CASCADE, related_name="parts", to="files.upload"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("upload", "organisation"), name="upload_part_once"
                    )
                ],
            },
        ),
        migrations.RunPython(leave_waiting_figures_to_the_worker, migrations.RunPython.noop),
    ]
