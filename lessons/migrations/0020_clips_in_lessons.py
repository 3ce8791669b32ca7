from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("lessons", "0019_clips_and_compilations"),
        ("organizations", "0025_jobs_in_bulk"),
    ]

    operations = [
        migrations.AddField(
            model_name="lessonsegment",
            name="clip",
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name="lessonsegment",
            index=models.Index(
                condition=models.Q(("clip__isnull", False)),
                fields=["organization"],
                name="segment_clips",
            ),
        ),
    ]
