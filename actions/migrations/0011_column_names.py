"""What the headings of an organisation's files mean, as people have said."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('actions', '0010_import_undone'),
        ('organisations', '0009_history_in_order'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalColumnName',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('request_id', models.CharField(max_length=36)),
                ('through', models.CharField(max_length=200)),
                ('heading', models.CharField(help_text='As it is compared', max_length=100)),
                ('column', models.CharField(blank=True, help_text='Empty: kept as printed', max_length=40)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField()),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='organisations.organisation')),
            ],
            options={
                'verbose_name': 'historical column name',
                'verbose_name_plural': 'historical column names',
                'ordering': ('-history_id',),
                'get_latest_by': 'history_id',
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='ColumnName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('heading', models.CharField(help_text='As it is compared', max_length=100)),
                ('column', models.CharField(blank=True, help_text='Empty: kept as printed', max_length=40)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='column_names', to='organisations.organisation')),
            ],
            options={
                'ordering': ['heading'],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'heading'), name='column_name_once', violation_error_message='This heading has a meaning already')],
            },
        ),
    ]
