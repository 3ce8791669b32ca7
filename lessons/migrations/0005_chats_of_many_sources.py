"""Chats get titles and sets of sources, answers what was searched for and what people thought.

Backwards the old constraint comes last, when 0004 has put chats of one source together.
"""

import django.contrib.postgres.fields
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("lessons", "0004_who_sees_a_lesson_and_what_it_keeps")]

    operations = [
        migrations.RemoveConstraint(model_name="chatsession", name="chat_once_per_source"),
        migrations.AddField(
            model_name="chatsession",
            name="title",
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name="chatsession",
            name="source_ids",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.UUIDField(), blank=True, default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="chatsession",
            name="is_about_everything",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="chatsession",
            name="asked_at",
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
    ]
