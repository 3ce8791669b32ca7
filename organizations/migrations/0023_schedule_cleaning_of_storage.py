"""The schedule that frees storage of what nobody would miss.

It belongs to the library, whose own migrations run in the other database.
"""

from django.db import migrations

NAME = "cleaning of storage"


def schedule(apps, schema_editor):
    apps.get_model("django_q", "Schedule").objects.update_or_create(
        name=NAME, defaults={"func": "library.tasks.clean_storage", "schedule_type": "D"}
    )


def unschedule(apps, schema_editor):
    apps.get_model("django_q", "Schedule").objects.filter(name=NAME).delete()


class Migration(migrations.Migration):
    dependencies = [("organizations", "0022_sharing_links_and_webhooks")]

    operations = [migrations.RunPython(schedule, unschedule)]
