from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('actions', '0006_section_position_once'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='progressupdate',
            index=models.Index(fields=['action', 'quarter'], name='update_of_action_in_quarter'),
        ),
    ]
