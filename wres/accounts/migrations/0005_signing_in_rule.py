import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organisations', '0004_national_reader'),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalSigningInRule',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('request_id', models.CharField(max_length=36)),
                ('through', models.CharField(max_length=200)),
                ('second_factor_for_all', models.BooleanField(default=False, verbose_name='everyone needs a second factor')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField()),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='organisations.organisation')),
            ],
            options={
                'verbose_name': 'historical rule for signing in',
                'verbose_name_plural': 'historical rule for signing ins',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='SigningInRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('second_factor_for_all', models.BooleanField(default=False, verbose_name='everyone needs a second factor')),
                ('organisation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='signing_in_rule', to='organisations.organisation')),
            ],
            options={
                'verbose_name': 'rule for signing in',
            },
        ),
    ]
