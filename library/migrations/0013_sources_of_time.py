from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("library", "0012_recognised_text_and_folders")]

    operations = [
        migrations.AddField("page", "start_s", models.FloatField(blank=True, null=True)),
        migrations.AddField("page", "end_s", models.FloatField(blank=True, null=True)),
        migrations.AddField("source", "duration_s", models.FloatField(default=0)),
        migrations.AddField("source", "has_picture", models.BooleanField(default=False)),
        migrations.AddField("source", "video_id", models.CharField(blank=True, max_length=20)),
        migrations.AddField("source", "captions_key", models.CharField(blank=True, max_length=255)),
        migrations.AddField(
            "source", "captions_language", models.CharField(blank=True, max_length=12)
        ),
        migrations.AlterField(
            "correction",
            "kind",
            models.CharField(
                choices=[
                    ("merge", "Sections merged"),
                    ("split", "A section split"),
                    ("move", "A section moved"),
                    ("retype", "A section's kind changed"),
                    ("join", "A section joined with the next page, or parted from it"),
                    ("say", "A caption corrected"),
                    ("node_rename", "A part renamed"),
                    ("node_move", "A part moved"),
                    ("node_merge", "Parts merged"),
                    ("node_delete", "A part removed"),
                    ("node_add", "A part added"),
                ],
                max_length=12,
            ),
        ),
    ]
