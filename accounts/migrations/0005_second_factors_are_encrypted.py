from django.db import migrations

from project.sealing import seal, unseal  # what is kept cannot be made without the keys

SEALED = ("secret", "seed")


def encrypt(apps, schema_editor):
    _rewrite(apps, seal)


def decrypt(apps, schema_editor):
    _rewrite(apps, unseal)


def _rewrite(apps, how):
    rows = apps.get_model("mfa", "Authenticator").objects
    for row in rows.filter(type__in=["totp", "recovery_codes"]).iterator():
        row.data |= {name: how(row.data[name]) for name in SEALED if name in row.data}
        row.save(update_fields=["data"])


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_token_families"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [migrations.RunPython(encrypt, decrypt)]
