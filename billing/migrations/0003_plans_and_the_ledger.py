import uuid

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

NAME = "expiry of reservations"
REFUSE = """
CREATE FUNCTION billing_movement_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('lectern.purging', true) = 'on' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'The ledger is append-only.' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER movement_append_only BEFORE UPDATE OR DELETE ON billing_movement
    FOR EACH ROW EXECUTE FUNCTION billing_movement_refuse();
"""
ALLOW = """
DROP TRIGGER movement_append_only ON billing_movement;
DROP FUNCTION billing_movement_refuse();
"""


def schedule(apps, schema_editor):
    apps.get_model("django_q", "Schedule").objects.update_or_create(
        name=NAME,
        defaults={"func": "billing.tasks.expire_forgotten", "schedule_type": "I", "minutes": 10},
    )


def unschedule(apps, schema_editor):
    apps.get_model("django_q", "Schedule").objects.filter(name=NAME).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0002_stripe"),
        ("organizations", "0022_sharing_links_and_webhooks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Plan",
            fields=[
                ("key", models.CharField(max_length=20, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=60)),
                (
                    "for_whom",
                    models.CharField(
                        choices=[("person", "People"), ("organization", "Organizations")],
                        max_length=12,
                    ),
                ),
                ("order", models.PositiveSmallIntegerField()),
                ("text_a_month", models.PositiveIntegerField(blank=True, null=True)),
                ("videos_a_month", models.PositiveIntegerField(blank=True, null=True)),
                ("questions_a_day", models.PositiveIntegerField(blank=True, null=True)),
                ("people", models.PositiveIntegerField(blank=True, null=True)),
                ("shares_videos", models.BooleanField(default=False)),
                ("schools", models.PositiveIntegerField(blank=True, null=True)),
                ("storage_gb", models.PositiveIntegerField(blank=True, null=True)),
                ("is_edited", models.BooleanField(default=False, editable=False)),
            ],
            options={
                "ordering": ["for_whom", "order"],
            },
        ),
        migrations.CreateModel(
            name="Balance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("holder", models.CharField(max_length=90)),
                (
                    "meter",
                    models.CharField(
                        choices=[
                            ("text", "Text lessons"),
                            ("video", "Videos"),
                            ("question", "Questions"),
                        ],
                        max_length=8,
                    ),
                ),
                ("starts_on", models.DateField()),
                ("used", models.BigIntegerField(default=0)),
                ("held", models.BigIntegerField(default=0)),
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
        ),
        migrations.CreateModel(
            name="Family",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "owner",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="FamilyMember",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("email", models.EmailField(max_length=254)),
                ("invited_at", models.DateTimeField(auto_now_add=True)),
                ("joined_at", models.DateTimeField(blank=True, null=True)),
                (
                    "family",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="members",
                        to="billing.family",
                    ),
                ),
                (
                    "person",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HeldRequest",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                (
                    "meter",
                    models.CharField(
                        choices=[
                            ("text", "Text lessons"),
                            ("video", "Videos"),
                            ("question", "Questions"),
                        ],
                        max_length=8,
                    ),
                ),
                ("label", models.CharField(max_length=300)),
                ("payload", models.JSONField()),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("admins_asked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organizations.organization",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Movement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reservation_id", models.UUIDField(blank=True, null=True)),
                ("key", models.CharField(blank=True, max_length=100, null=True, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("reserve", "Reserved"),
                            ("settle", "Delivered"),
                            ("release", "Given back"),
                            ("expire", "Forgotten"),
                            ("spend", "Used at once"),
                            ("refund", "Given back after use"),
                        ],
                        max_length=8,
                    ),
                ),
                ("held", models.IntegerField(default=0)),
                ("used", models.IntegerField(default=0)),
                ("at", models.DateTimeField()),
                (
                    "balance",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="billing.balance",
                    ),
                ),
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
            ],
        ),
        migrations.CreateModel(
            name="Reservation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.CharField(max_length=100, unique=True)),
                ("subject_id", models.UUIDField(db_index=True)),
                (
                    "meter",
                    models.CharField(
                        choices=[
                            ("text", "Text lessons"),
                            ("video", "Videos"),
                            ("question", "Questions"),
                        ],
                        max_length=8,
                    ),
                ),
                ("is_assigned", models.BooleanField(default=False)),
                ("plan", models.CharField(blank=True, max_length=20)),
                ("reason", models.CharField(blank=True, max_length=12)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("held", "Reserved"),
                            ("settled", "Delivered"),
                            ("released", "Given back"),
                            ("expired", "Forgotten"),
                        ],
                        default="held",
                        max_length=8,
                    ),
                ),
                ("amount", models.PositiveIntegerField()),
                ("delivered", models.PositiveIntegerField(default=0)),
                ("parts", models.PositiveIntegerField(default=0)),
                ("parts_found", models.PositiveIntegerField(default=0)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("expires_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "organization",
                    models.ForeignKey(
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
        ),
        migrations.AddConstraint(
            model_name="balance",
            constraint=models.UniqueConstraint(
                fields=("holder", "meter", "starts_on"), name="balance_once_a_period"
            ),
        ),
        migrations.AddConstraint(
            model_name="balance",
            constraint=models.CheckConstraint(
                condition=models.Q(("used__gte", 0), ("held__gte", 0)),
                name="balance_not_below_nothing",
            ),
        ),
        migrations.AddConstraint(
            model_name="familymember",
            constraint=models.UniqueConstraint(
                models.F("family"),
                django.db.models.functions.text.Lower("email"),
                name="family_member_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="familymember",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("joined_at", None), ("person", None)),
                    models.Q(("joined_at__isnull", False), ("person__isnull", False)),
                    _connector="OR",
                ),
                name="family_member_joined_or_not",
            ),
        ),
        migrations.AddIndex(
            model_name="heldrequest",
            index=models.Index(
                fields=["organization", "person", "-created_at"], name="held_request_newest"
            ),
        ),
        migrations.AddIndex(
            model_name="movement",
            index=models.Index(fields=["balance", "at"], name="movement_of_balance"),
        ),
        migrations.AddIndex(
            model_name="movement",
            index=models.Index(
                condition=models.Q(("reservation_id__isnull", False)),
                fields=["reservation_id"],
                name="movement_of_reservation",
            ),
        ),
        migrations.AddIndex(
            model_name="reservation",
            index=models.Index(
                condition=models.Q(("state", "held")),
                fields=["expires_at"],
                name="reservation_to_expire",
            ),
        ),
        migrations.AddIndex(
            model_name="reservation",
            index=models.Index(
                fields=["organization", "person", "-created_at"], name="reservation_newest"
            ),
        ),
        migrations.AddConstraint(
            model_name="reservation",
            constraint=models.CheckConstraint(
                condition=models.Q(("delivered__lte", models.F("amount"))),
                name="reservation_delivers_no_more_than_reserved",
            ),
        ),
        migrations.RunSQL(REFUSE, ALLOW),
        migrations.RunPython(schedule, unschedule),
    ]
