from django.db import migrations, models

from project.sealing import seal, unseal  # what is kept cannot be made without the keys


def encrypt(apps, schema_editor):
    provider = apps.get_model("organizations", "IdentityProvider")
    for row in provider.objects.exclude(app__secret="").select_related("app"):
        row.sealed_secret, row.app.secret = seal(row.app.secret), ""
        row.save(update_fields=["sealed_secret"])
        row.app.save(update_fields=["secret"])
    schema_editor.connection.check_constraints()


def decrypt(apps, schema_editor):
    provider = apps.get_model("organizations", "IdentityProvider")
    for row in provider.objects.exclude(sealed_secret="").select_related("app"):
        row.app.secret = unseal(row.sealed_secret)
        row.app.save(update_fields=["secret"])
    schema_editor.connection.check_constraints()


class Migration(migrations.Migration):
    dependencies = [("organizations", "0018_one_kind_of_join_request")]

    operations = [
        migrations.AddField(
            "IdentityProvider", "sealed_secret", models.TextField(blank=True, editable=False)
        ),
        migrations.RunPython(encrypt, decrypt),
    ]
