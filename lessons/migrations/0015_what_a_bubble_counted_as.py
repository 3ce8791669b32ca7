from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("lessons", "0001_squashed_0014_assignments")]

    operations = [
        migrations.AddField(
            model_name="bubble",
            name="tries",
            field=models.PositiveSmallIntegerField(default=0),
        ),
    ]
