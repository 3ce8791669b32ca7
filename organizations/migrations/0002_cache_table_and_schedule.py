"""The table of the shared cache, and the sweep that frees the jobs of dead workers."""

from django.core.management import call_command
from django.db import migrations


def create_cache_table(apps, schema_editor):
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


def drop_cache_table(apps, schema_editor):
    schema_editor.execute("DROP TABLE IF EXISTS cache")


def schedule_sweep(apps, schema_editor):
    apps.get_model("django_q", "Schedule").objects.update_or_create(
        name="sweep",
        defaults={"func": "organizations.tasks.sweep", "schedule_type": "I", "minutes": 1},
    )


def unschedule_sweep(apps, schema_editor):
    apps.get_model("django_q", "Schedule").objects.filter(name="sweep").delete()


class Migration(migrations.Migration):
    dependencies = [("organizations", "0001_initial"), ("django_q", "0018_task_success_index")]

    operations = [
        migrations.RunPython(create_cache_table, drop_cache_table),
        migrations.RunPython(schedule_sweep, unschedule_sweep),
    ]
