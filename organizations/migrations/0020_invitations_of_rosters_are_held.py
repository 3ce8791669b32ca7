from django.db import migrations, models


def hold(apps, schema_editor):
    """What a roster named and nobody has sent yet."""
    named = apps.get_model("organizations", "RosterGuardian").objects
    ids = named.exclude(invitation=None).values("invitation")
    invitations = apps.get_model("organizations", "Invitation").objects
    invitations.filter(pk__in=ids, sent_at=None, accepted_at=None).update(is_held=True)


class Migration(migrations.Migration):
    dependencies = [("organizations", "0019_client_secrets_are_encrypted")]

    operations = [
        migrations.AddField(
            "Invitation", "is_held", models.BooleanField(default=False, editable=False)
        ),
        migrations.RunPython(hold, migrations.RunPython.noop),
    ]
