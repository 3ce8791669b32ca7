from django.db import migrations

NAME = "daily tidying"


def schedule(apps, schema_editor):
    apps.get_model("django_q", "Schedule").objects.update_or_create(
        name=NAME, defaults={"func": "organizations.tasks.tidy", "schedule_type": "D"}
    )


def unschedule(apps, schema_editor):
    apps.get_model("django_q", "Schedule").objects.filter(name=NAME).delete()


class Migration(migrations.Migration):
    dependencies = [("organizations", "0008_purge_receipt")]

    operations = [migrations.RunPython(schedule, unschedule)]
