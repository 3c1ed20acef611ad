"""The import of a plan can be undone."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('actions', '0009_references'),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalplanimport',
            name='undone_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='planimport',
            name='undone_on',
            field=models.DateField(null=True),
        ),
    ]
