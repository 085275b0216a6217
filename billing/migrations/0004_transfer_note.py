"""A transfer says what it was for. SQLite builds the table anew for this, without its triggers."""

from django.db import migrations, models

from billing import append_only


def install(apps, schema_editor):
    append_only.install(schema_editor.connection)


def remove(apps, schema_editor):
    append_only.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("billing", "0003_shop")]
    operations = [
        migrations.RunPython(remove, install),
        migrations.AddField(model_name="transfer", name="note", field=models.TextField(blank=True, default="")),
        migrations.RunPython(install, remove),
    ]
