from django.db import migrations, models


class Migration(migrations.Migration):
    """The history lists an owner's conversations, the newest first: one index serves that."""

    dependencies = [("tools", "0002_kept_and_shared")]

    operations = [
        migrations.AlterField(
            model_name="conversation",
            name="owner",
            field=models.CharField(max_length=120),
        ),
        migrations.AddIndex(
            model_name="conversation",
            index=models.Index(fields=["owner", "-updated_at"], name="tools_conve_owner_514fe4_idx"),
        ),
    ]
