"""The scopes of API keys were slugs of tools, and read; now they are kinds of model, and read."""

from django.db import migrations, models

KINDS = {"chat": "text"}  # by each tool that there was


def to_kinds(apps, schema_editor):
    """Any other slug stays and lets its key do nothing: an emptied list would let it do everything."""
    keys = apps.get_model("accounts", "ApiKey").objects
    for key in keys.exclude(scopes=[]).iterator():
        scopes = sorted({KINDS.get(scope, scope) for scope in key.scopes})
        keys.filter(pk=key.pk).update(scopes=scopes)


def to_tools(apps, schema_editor):
    keys = apps.get_model("accounts", "ApiKey").objects
    tools = {kind: tool for tool, kind in KINDS.items()}
    for key in keys.exclude(scopes=[]).iterator():
        keys.filter(pk=key.pk).update(scopes=sorted({tools.get(scope, scope) for scope in key.scopes}))


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_key_limits")]

    operations = [
        migrations.AlterField(
            model_name="apikey",
            name="scopes",
            field=models.JSONField(
                blank=True, default=list, help_text="Kinds of model, and read; an empty list means all."
            ),
        ),
        migrations.RunPython(to_kinds, to_tools),
    ]
