"""Refunds, disputes, corrections, and what is carried. SQLite builds a table anew for this, without its triggers."""

from django.db import migrations, models

from billing import append_only


def install(apps, schema_editor):
    append_only.install(schema_editor.connection)


def remove(apps, schema_editor):
    append_only.remove(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ('billing', '0004_transfer_note'),
    ]

    operations = [
        migrations.RunPython(remove, install),
        migrations.AlterField(
            model_name='account',
            name='kind',
            field=models.CharField(choices=[('daily', 'free tokens of one UTC day'), ('bought', 'bought tokens'), ('frozen', 'bought tokens that nobody can spend while their payment is disputed'), ('grants', 'where free tokens come from'), ('sales', 'where bought tokens come from'), ('revenue', 'where charged tokens go'), ('expired', "where a day's unused tokens go"), ('refunded', 'where bought tokens go whose money went back'), ('adjustments', 'where corrections by our staff come from and go to'), ('carried', 'where free tokens go that the same person has spent elsewhere')], max_length=20),
        ),
        migrations.AlterField(
            model_name='transfer',
            name='kind',
            field=models.CharField(choices=[('grant', 'free tokens of the day'), ('buy', 'tokens bought'), ('settle', 'used'), ('close', 'free tokens that expired'), ('take_back', 'refund taken back'), ('give_back', 'refund undone'), ('freeze', 'frozen for a dispute'), ('thaw', 'released after a dispute'), ('take_frozen', 'taken back after a dispute'), ('adjust', 'correction by our staff'), ('carry', 'used before you signed in'), ('uncarry', 'set aside before you signed in and not used')], max_length=20),
        ),
        migrations.RunPython(install, remove),
    ]
