"""The schedule that forgets rendered segments which nothing uses."""

from django.db import migrations

NAME = "forgetting of segments"


def schedule(apps, schema_editor):
    apps.get_model("django_q", "Schedule").objects.update_or_create(
        name=NAME, defaults={"func": "lessons.tasks.forget_unused_segments", "schedule_type": "D"}
    )


def unschedule(apps, schema_editor):
    apps.get_model("django_q", "Schedule").objects.filter(name=NAME).delete()


class Migration(migrations.Migration):
    dependencies = [("lessons", "0009_teachers_beside_the_page")]

    operations = [migrations.RunPython(schedule, unschedule)]
