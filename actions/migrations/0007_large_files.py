"""Files of large plans that a worker makes for a person who asked."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('actions', '0006_report_counts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='LargeFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(help_text='How the name of the file ends', max_length=10)),
                ('day', models.DateField(help_text='The London day on which it was asked for')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('state', models.CharField(choices=[('waiting', 'Waiting for the worker'), ('reading', 'Reading the plan'), ('writing', 'Writing the file'), ('made', 'The file is ready'), ('failed', 'The file could not be made')], default='waiting', max_length=10)),
                ('tries', models.PositiveSmallIntegerField(default=0, help_text='Workers that have taken it')),
                ('moved_at', models.DateTimeField(help_text='When the work last went on', null=True)),
                ('file_name', models.CharField(blank=True, max_length=255)),
                ('data', models.BinaryField(default=b'')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='large_files', to='actions.plan')),
                ('quarter', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='actions.quarter')),
            ],
            options={
                'ordering': ['-at'],
            },
        ),
    ]
