from django.db import migrations, models
from django.db.models import F


def note_what_was_sent(apps, schema_editor):
    """Whoever has agreed before was written to then."""
    consents = apps.get_model("accounts", "GuardianConsent").objects
    consents.filter(told_at=None).exclude(given_at=None).update(told_at=F("given_at"))


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_squashed_0008_sign_up_consent_and_tour"),
    ]

    operations = [
        migrations.AddField(
            model_name="guardianconsent",
            name="told_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="guardianconsent",
            name="language",
            field=models.CharField(blank=True, db_default="", default="", max_length=10),
        ),
        migrations.AddField(
            model_name="guardianconsent",
            name="problem",
            field=models.CharField(blank=True, db_default="", default="", max_length=300),
        ),
        migrations.RunPython(note_what_was_sent, migrations.RunPython.noop),
    ]
