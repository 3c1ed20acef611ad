"""A report keeps how many actions there were by delivery, for the trend over the quarters."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("actions", "0005_many_and_start")]

    operations = [
        migrations.AddField(
            model_name=name,
            name="counts",
            field=models.JSONField(default=dict, help_text="Delivery → how many actions"),
        )
        for name in ("report", "historicalreport")
    ]
