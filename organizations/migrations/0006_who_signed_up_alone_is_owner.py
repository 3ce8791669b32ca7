from django.db import migrations


def change(apps, before: str, after: str) -> None:
    Membership = apps.get_model("organizations", "Membership")
    Membership.objects.filter(organization__type="personal", role=before).update(role=after)


def to_owner(apps, schema_editor):
    change(apps, "admin", "owner")


def to_admin(apps, schema_editor):
    change(apps, "owner", "admin")


class Migration(migrations.Migration):
    dependencies = [("organizations", "0005_audit_is_append_only")]

    operations = [migrations.RunPython(to_owner, to_admin)]
