from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organizations", "0001_squashed_0024_families")]

    operations = [
        migrations.AddField(
            model_name="job",
            name="is_bulk",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
