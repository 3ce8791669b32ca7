import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("library", "0014_pages_of_the_web"),
    ]

    operations = [
        migrations.CreateModel(
            name="VideoTracks",
            fields=[
                ("organization_id", models.UUIDField(blank=True, editable=False, null=True)),
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tracks", models.JSONField(default=list)),
                ("used", models.CharField(blank=True, max_length=40)),
                ("wanted", models.CharField(blank=True, max_length=40)),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="library.source",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("source",), name="video_tracks_once")
                ],
            },
        ),
    ]
