from django.db import migrations

NAME = "purge of closed organizations"


def schedule(apps, schema_editor):
    apps.get_model("django_q", "Schedule").objects.update_or_create(
        name=NAME, defaults={"func": "organizations.tasks.purge_closed", "schedule_type": "D"}
    )


def unschedule(apps, schema_editor):
    apps.get_model("django_q", "Schedule").objects.filter(name=NAME).delete()


class Migration(migrations.Migration):
    dependencies = [("organizations", "0008_purge_receipt")]

    operations = [migrations.RunPython(schedule, unschedule)]
