"""Daily limits of API keys. SQLite may build the holds anew for this, without their triggers."""

import django.db.models.deletion
from django.db import migrations, models

from billing import append_only


def install(apps, schema_editor):
    append_only.install(schema_editor.connection)


def remove(apps, schema_editor):
    append_only.remove(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ('billing', '0005_more_ways'),
    ]

    operations = [
        migrations.RunPython(remove, install),
        migrations.CreateModel(
            name='KeyDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key_id', models.PositiveBigIntegerField()),
                ('day', models.DateField()),
                ('used', models.BigIntegerField(default=0)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('key_id', 'day'), name='one_row_for_a_key_and_day'), models.CheckConstraint(condition=models.Q(('used__gte', 0)), name='a_key_used_nothing_or_more')],
            },
        ),
        migrations.AddField(
            model_name='hold',
            name='key_day',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='billing.keyday'),
        ),
        migrations.RunPython(install, remove),
    ]
