"""The triggers that keep transfers and resolved holds as they are (`billing/append_only.py`)."""

from django.db import migrations

from billing import append_only


def install(apps, schema_editor):
    append_only.install(schema_editor.connection)


def remove(apps, schema_editor):
    append_only.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("billing", "0001_ledger")]
    operations = [migrations.RunPython(install, remove)]
