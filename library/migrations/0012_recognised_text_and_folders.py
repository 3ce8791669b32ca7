from django.db import migrations, models

STAGE, AFTER = "recognise", "extract"


def add_stage(apps, schema_editor):
    """Readings that are under way get the stage that is new; it finds nothing to do where the
    pages are behind it already."""
    ingestions = apps.get_model("library", "Ingestion").objects.using(
        schema_editor.connection.alias
    )
    for ingestion in ingestions.filter(finished_at=None, is_copy=False).iterator():
        stages = ingestion.stages
        if STAGE in stages or AFTER not in stages:
            continue
        place = stages[AFTER]["order"] + 1
        for stage in stages.values():
            stage["order"] += stage["order"] >= place
        is_behind = stages["segment"]["state"] != "waiting"
        state = "done" if is_behind else "waiting"
        stages[STAGE] = {"order": place, "done": 0, "total": 0, "seconds": 0.0, "state": state}
        ingestion.save(update_fields=["stages"])


class Migration(migrations.Migration):
    dependencies = [("library", "0001_squashed_0009_what_is_still_to_be_announced")]

    operations = [
        migrations.AddField(
            model_name="page",
            name="confidence",
            field=models.FloatField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="source",
            name="recognised_language",
            field=models.CharField(blank=True, max_length=12),
        ),
        migrations.AddField(
            model_name="source",
            name="folder",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=models.deletion.SET_NULL,
                related_name="+",
                to="library.source",
            ),
        ),
        migrations.AlterField(
            model_name="source",
            name="state",
            field=models.CharField(
                choices=[
                    ("uploading", "Uploading"),
                    ("queued", "Waiting"),
                    ("processing", "Being read"),
                    ("ready", "Ready"),
                    ("partial", "Partly read"),
                    ("failed", "Could not be read"),
                    ("unpacked", "Unpacked"),
                    ("deleting", "Being deleted"),
                ],
                default="uploading",
                max_length=12,
            ),
        ),
        migrations.RunPython(add_stage, migrations.RunPython.noop, elidable=True),
    ]
