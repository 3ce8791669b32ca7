import uuid

import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

SCHEDULES = {
    "tidying of calls": {"func": "billing.tasks.tidy", "schedule_type": "D"},
    "comparing with Stripe": {"func": "billing.tasks.reconcile", "schedule_type": "D"},
    "expiry of reservations": {
        "func": "billing.tasks.expire_forgotten",
        "schedule_type": "I",
        "minutes": 10,
    },
}

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
    rows = apps.get_model("django_q", "Schedule").objects
    for name, defaults in SCHEDULES.items():
        rows.update_or_create(name=name, defaults=defaults)


def unschedule(apps, schema_editor):
    apps.get_model("django_q", "Schedule").objects.filter(name__in=SCHEDULES).delete()


class Migration(migrations.Migration):
    replaces = [
        ("billing", "0001_calls_of_providers"),
        ("billing", "0002_stripe"),
        ("billing", "0003_plans_and_the_ledger"),
        ("billing", "0004_referrals"),
        ("billing", "0005_what_work_costs"),
    ]

    initial = True

    dependencies = [
        ("django_q", "0018_task_success_index"),
        ("organizations", "0001_squashed_0024_families"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("holder", "meter", "starts_on"), name="balance_once_a_period"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("used__gte", 0), ("held__gte", 0)),
                        name="balance_not_below_nothing",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Checkout",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("plan", models.CharField(max_length=20)),
                (
                    "interval",
                    models.CharField(
                        choices=[("month", "a month"), ("year", "a year")], max_length=5
                    ),
                ),
                ("quantity", models.PositiveIntegerField(default=1)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("complete", "Complete"),
                            ("expired", "Expired"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                (
                    "session_id",
                    models.CharField(blank=True, max_length=255, null=True, unique=True),
                ),
                ("url", models.TextField(blank=True)),
                ("subscription_stripe_id", models.CharField(blank=True, max_length=255)),
                ("back", models.CharField(blank=True, max_length=500)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("organization__isnull", False), ("person", None)),
                            models.Q(("organization", None), ("person__isnull", False)),
                            _connector="OR",
                        ),
                        name="checkout_has_one_subject",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("person",),
                        name="checkout_open_once_per_person",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("organization",),
                        name="checkout_open_once_per_organization",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Customer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("stripe_id", models.CharField(blank=True, max_length=255, null=True, unique=True)),
                ("trial_used_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("organization__isnull", False), ("person", None)),
                            models.Q(("organization", None), ("person__isnull", False)),
                            _connector="OR",
                        ),
                        name="customer_has_one_subject",
                    ),
                    models.UniqueConstraint(fields=("person",), name="customer_once_per_person"),
                    models.UniqueConstraint(
                        fields=("organization",), name="customer_once_per_organization"
                    ),
                ],
            },
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
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("family"),
                        django.db.models.functions.text.Lower("email"),
                        name="family_member_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("joined_at", None), ("person", None)),
                            models.Q(("joined_at__isnull", False), ("person__isnull", False)),
                            _connector="OR",
                        ),
                        name="family_member_joined_or_not",
                    ),
                ],
            },
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
            options={
                "indexes": [
                    models.Index(
                        fields=["organization", "person", "-created_at"], name="held_request_newest"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Subscription",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("plan", models.CharField(max_length=20)),
                (
                    "interval",
                    models.CharField(
                        choices=[("month", "a month"), ("year", "a year")],
                        default="month",
                        max_length=5,
                    ),
                ),
                ("quantity", models.PositiveIntegerField(default=1)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("trialing", "On trial"),
                            ("active", "Active"),
                            ("past_due", "Payment is due"),
                            ("paused", "Paused"),
                            ("incomplete", "First payment not done"),
                            ("incomplete_expired", "First payment never came"),
                            ("unpaid", "Unpaid"),
                            ("canceled", "Cancelled"),
                        ],
                        max_length=20,
                    ),
                ),
                ("trial_ends_at", models.DateTimeField(blank=True, null=True)),
                ("current_period_start", models.DateTimeField(blank=True, null=True)),
                ("current_period_end", models.DateTimeField(blank=True, null=True)),
                ("cancel_at", models.DateTimeField(blank=True, null=True)),
                ("grace_ends_at", models.DateTimeField(blank=True, null=True)),
                ("stripe_id", models.CharField(blank=True, max_length=255, null=True, unique=True)),
                ("stripe_price_id", models.CharField(blank=True, max_length=255)),
                ("synced_at", models.DateTimeField(blank=True, null=True)),
                ("trial_told_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(
                        fields=["status", "current_period_end"], name="subscription_by_status"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("organization__isnull", False), ("person", None)),
                            models.Q(("organization", None), ("person__isnull", False)),
                            _connector="OR",
                        ),
                        name="subscription_has_one_subject",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("status__in", ["trialing", "active"]), ("stripe_id", None)
                        ),
                        fields=("person",),
                        name="local_subscription_once_per_person",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("status__in", ["trialing", "active"]), ("stripe_id", None)
                        ),
                        fields=("organization",),
                        name="local_subscription_once_per_organization",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Invoice",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("stripe_id", models.CharField(max_length=255, unique=True)),
                ("number", models.CharField(blank=True, max_length=100)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("open", "Open"),
                            ("paid", "Paid"),
                            ("uncollectible", "Uncollectible"),
                            ("void", "Void"),
                        ],
                        max_length=15,
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                ("amount_due", models.BigIntegerField(default=0)),
                ("amount_paid", models.BigIntegerField(default=0)),
                ("issued_at", models.DateTimeField()),
                ("paid_at", models.DateTimeField(blank=True, null=True)),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("next_attempt_at", models.DateTimeField(blank=True, null=True)),
                ("page_url", models.TextField(blank=True)),
                ("pdf_url", models.TextField(blank=True)),
                ("synced_at", models.DateTimeField()),
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "subscription",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="invoices",
                        to="billing.subscription",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(
                        models.F("organization"),
                        models.OrderBy(models.F("issued_at"), descending=True),
                        name="invoice_of_organization",
                    ),
                    models.Index(
                        models.F("person"),
                        models.OrderBy(models.F("issued_at"), descending=True),
                        name="invoice_of_person",
                    ),
                    models.Index(
                        models.F("status"),
                        models.OrderBy(models.F("issued_at"), descending=True),
                        name="invoice_by_status",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("organization__isnull", False), ("person", None)),
                            models.Q(("organization", None), ("person__isnull", False)),
                            _connector="OR",
                        ),
                        name="invoice_has_one_subject",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Referral",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("referrer_mailbox", models.CharField(max_length=64)),
                ("referred_mailbox", models.CharField(db_index=True, max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Signed up"),
                            ("paid", "Paid, and the month is given"),
                            ("capped", "Paid, beyond the most in a year"),
                            ("refused", "Refused"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("self", "The same person"),
                            ("again", "This mailbox was recommended before"),
                            ("loop", "In a circle"),
                            ("household", "The same family"),
                            ("admins", "Admins of the same organization"),
                        ],
                        max_length=10,
                    ),
                ),
                ("ip", models.GenericIPAddressField(blank=True, db_index=True, null=True)),
                ("domain", models.CharField(blank=True, db_index=True, max_length=253)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("paid_at", models.DateTimeField(blank=True, null=True)),
                (
                    "referred",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "referrer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["referrer", "-paid_at"], name="referral_of_referrer")
                ],
            },
        ),
        migrations.CreateModel(
            name="MonthOfCredit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("given_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                (
                    "used_for",
                    models.CharField(
                        blank=True,
                        choices=[("bill", "Taken off a bill"), ("trial", "Made a trial longer")],
                        max_length=5,
                    ),
                ),
                ("amount", models.PositiveIntegerField(default=0)),
                ("currency", models.CharField(blank=True, max_length=3)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="months_of_credit",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "referral",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credit",
                        to="billing.referral",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "months of credit",
            },
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
            options={
                "indexes": [
                    models.Index(fields=["balance", "at"], name="movement_of_balance"),
                    models.Index(
                        condition=models.Q(("reservation_id__isnull", False)),
                        fields=["reservation_id"],
                        name="movement_of_reservation",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OutgoingCall",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("action", models.CharField(max_length=40)),
                ("about", models.CharField(max_length=120)),
                ("params", models.JSONField()),
                (
                    "state",
                    models.CharField(
                        choices=[("asked", "Asked"), ("done", "Done"), ("refused", "Refused")],
                        default="asked",
                        max_length=10,
                    ),
                ),
                ("error", models.TextField(blank=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "indexes": [models.Index(fields=["created_at"], name="outgoing_call_age")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "asked")),
                        fields=("action", "about"),
                        name="outgoing_call_asked_once",
                    )
                ],
            },
        ),
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
            name="PlanPrice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("stripe_id", models.CharField(max_length=255, unique=True)),
                ("plan", models.CharField(max_length=20)),
                (
                    "interval",
                    models.CharField(
                        choices=[("month", "a month"), ("year", "a year")], max_length=5
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                ("amount", models.PositiveIntegerField()),
                ("is_offered", models.BooleanField(default=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_offered", True)),
                        fields=("plan", "interval"),
                        name="price_offered_once",
                    )
                ],
            },
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
                ("request_id", models.UUIDField(blank=True, null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("chat", "Chat"),
                            ("embedding", "Embedding"),
                            ("rerank", "Reranking"),
                            ("speech", "Speech"),
                            ("rendering", "Rendering"),
                            ("storage", "Storage"),
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
                ("amount", models.FloatField(default=0)),
                ("characters", models.PositiveIntegerField(default=0)),
                ("is_cached", models.BooleanField(default=False)),
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
                    models.Index(
                        condition=models.Q(("request_id", None), _negated=True),
                        fields=["request_id"],
                        name="provider_call_of_request",
                    ),
                ],
            },
        ),
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
            name="ReferralCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=12, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "held")),
                        fields=["expires_at"],
                        name="reservation_to_expire",
                    ),
                    models.Index(
                        condition=models.Q(("state", "settled")),
                        fields=["meter", "-finished_at"],
                        name="reservation_measured",
                    ),
                    models.Index(
                        fields=["organization", "person", "-created_at"], name="reservation_newest"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("delivered__lte", models.F("amount"))),
                        name="reservation_delivers_no_more_than_reserved",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StripeEvent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("stripe_id", models.CharField(max_length=255, unique=True)),
                ("kind", models.CharField(max_length=100)),
                ("api_version", models.CharField(blank=True, max_length=40)),
                ("payload", models.JSONField()),
                ("happened_at", models.DateTimeField()),
                ("received_at", models.DateTimeField(auto_now_add=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "Waiting"),
                            ("done", "Done"),
                            ("ignored", "Ignored"),
                            ("failed", "Failed"),
                        ],
                        default="received",
                        max_length=10,
                    ),
                ),
                ("deliveries", models.PositiveIntegerField(default=1)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("error", models.TextField(blank=True)),
            ],
            options={
                "verbose_name": "Stripe event",
                "indexes": [
                    models.Index(
                        models.OrderBy(models.F("received_at"), descending=True),
                        name="stripe_event_newest",
                    ),
                    models.Index(
                        condition=models.Q(("state", "received")),
                        fields=["received_at"],
                        name="stripe_event_waiting",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StripeObject",
            fields=[
                ("name", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("stripe_id", models.CharField(max_length=255)),
            ],
        ),
        migrations.RunSQL(REFUSE, ALLOW),
        migrations.RunPython(schedule, unschedule),
    ]
