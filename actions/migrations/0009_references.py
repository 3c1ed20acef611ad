"""An action has a reference of its own; those from before get theirs once this is migrated."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('actions', '0008_history_in_order'),
        ('organisations', '0009_history_in_order'),
    ]

    operations = [
        migrations.AddField(
            model_name='action',
            name='reference',
            field=models.CharField(blank=True, db_index=True, editable=False, max_length=10),
        ),
        migrations.AddField(
            model_name='historicalaction',
            name='reference',
            field=models.CharField(blank=True, db_index=True, editable=False, max_length=10),
        ),
        migrations.AddConstraint(
            model_name='action',
            constraint=models.UniqueConstraint(condition=models.Q(('reference', ''), _negated=True), fields=('organisation', 'reference'), name='action_reference_once', violation_error_message='Another action has this reference'),
        ),
    ]
