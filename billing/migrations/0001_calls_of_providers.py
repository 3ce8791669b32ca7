import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

NAME = "tidying of calls"


def schedule(apps, schema_editor):
    apps.get_model("django_q", "Schedule").objects.update_or_create(
        name=NAME, defaults={"func": "billing.tasks.tidy", "schedule_type": "D"}
    )


def unschedule(apps, schema_editor):
    apps.get_model("django_q", "Schedule").objects.filter(name=NAME).delete()


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("organizations", "0017_changes_of_rosters_are_lighter"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ProviderState",
            fields=[
                ("name", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("failures", models.PositiveIntegerField(default=0)),
                ("closed_until", models.DateTimeField(blank=True, null=True)),
                ("requests_left", models.FloatField(default=0)),
                ("tokens_left", models.FloatField(default=0)),
                ("refilled_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="ProviderCall",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("purpose", models.CharField(blank=True, max_length=40)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("chat", "Chat"),
                            ("embedding", "Embedding"),
                            ("rerank", "Reranking"),
                            ("speech", "Speech"),
                        ],
                        max_length=10,
                    ),
                ),
                ("provider", models.CharField(max_length=80)),
                ("model", models.CharField(max_length=80)),
                ("prompt", models.CharField(blank=True, max_length=40)),
                ("tokens_in", models.PositiveIntegerField(default=0)),
                ("tokens_out", models.PositiveIntegerField(default=0)),
                ("is_estimate", models.BooleanField(default=False)),
                ("seconds", models.FloatField(default=0)),
                ("cost_microusd", models.PositiveBigIntegerField(default=0)),
                (
                    "outcome",
                    models.CharField(
                        choices=[("done", "Done"), ("failed", "Failed"), ("stopped", "Stopped")],
                        max_length=8,
                    ),
                ),
                ("problem", models.CharField(blank=True, max_length=60)),
                (
                    "organization",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organizations.organization",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("organization"),
                        models.OrderBy(models.F("at"), descending=True),
                        name="provider_call_newest",
                    ),
                    models.Index(fields=["at"], name="provider_call_age"),
                ],
            },
        ),
        migrations.RunPython(schedule, unschedule),
    ]
