"""The schedule that forgets uploads which were announced and never arrived.

It belongs to the library, whose own migrations run in the other database.
"""

from django.db import migrations


def schedule_purge(apps, schema_editor):
    apps.get_model("django_q", "Schedule").objects.update_or_create(
        name="purge of uploads",
        defaults={"func": "library.tasks.purge_stale_uploads", "schedule_type": "H"},
    )


def unschedule_purge(apps, schema_editor):
    apps.get_model("django_q", "Schedule").objects.filter(name="purge of uploads").delete()


class Migration(migrations.Migration):
    dependencies = [("organizations", "0002_cache_table_and_schedule")]

    operations = [migrations.RunPython(schedule_purge, unschedule_purge)]
