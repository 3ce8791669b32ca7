import uuid

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import accounts.names


class Migration(migrations.Migration):
    replaces = [
        ("accounts", "0001_initial"),
        ("accounts", "0002_email_may_be_missing"),
        ("accounts", "0003_find_people_by_their_words"),
        ("accounts", "0004_token_families"),
        ("accounts", "0005_second_factors_are_encrypted"),
        ("accounts", "0006_keys_of_a_single_character"),
        ("accounts", "0007_time_zone"),
        ("accounts", "0008_sign_up_consent_and_tour"),
    ]

    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("email", models.EmailField(blank=True, max_length=254, null=True, unique=True)),
                ("name", models.CharField(blank=True, max_length=120)),
                ("is_active", models.BooleanField(default=True)),
                ("is_staff", models.BooleanField(default=False, verbose_name="platform admin")),
                (
                    "date_joined",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[
                            ("en", "English"),
                            ("es", "Español"),
                            ("fr", "Français"),
                            ("de", "Deutsch"),
                            ("pt", "Português"),
                            ("it", "Italiano"),
                            ("nl", "Nederlands"),
                            ("pl", "Polski"),
                            ("ru", "Русский"),
                            ("ar", "العربية"),
                            ("hi", "हिन्दी"),
                            ("zh", "中文"),
                            ("ja", "日本語"),
                            ("ko", "한국어"),
                        ],
                        default="en",
                        max_length=12,
                    ),
                ),
                (
                    "time_zone",
                    models.CharField(blank=True, db_default="", default="", max_length=40),
                ),
                (
                    "preferred_modality",
                    models.CharField(
                        choices=[("text", "Text"), ("audio", "Audio"), ("video", "Video")],
                        default="video",
                        max_length=8,
                    ),
                ),
                (
                    "theme",
                    models.CharField(
                        choices=[("system", "As my device"), ("light", "Light"), ("dark", "Dark")],
                        default="system",
                        max_length=8,
                    ),
                ),
                (
                    "text_size",
                    models.CharField(
                        blank=True,
                        choices=[("", "Normal"), ("large", "Large"), ("larger", "Larger")],
                        default="",
                        max_length=8,
                    ),
                ),
                ("captions_on", models.BooleanField(default=True, verbose_name="show captions")),
                (
                    "transcript_first",
                    models.BooleanField(default=False, verbose_name="show the transcript first"),
                ),
                (
                    "dyslexia_type",
                    models.BooleanField(default=False, verbose_name="wider, plainer type"),
                ),
                ("high_contrast", models.BooleanField(default=False)),
                ("reduced_motion", models.BooleanField(default=False)),
                (
                    "letter_keys",
                    models.BooleanField(
                        db_default=True, default=True, verbose_name="keys of a single character"
                    ),
                ),
                (
                    "signed_up_as",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("teacher", "Teacher"),
                            ("family", "Family"),
                            ("student", "Student"),
                        ],
                        db_default="",
                        default="",
                        max_length=8,
                    ),
                ),
                ("country", models.CharField(blank=True, db_default="", default="", max_length=2)),
                ("awaits_consent", models.BooleanField(db_default=False, default=False)),
                (
                    "tour",
                    models.CharField(
                        blank=True,
                        choices=[("going", "Going on"), ("left", "Left"), ("done", "Finished")],
                        db_default="",
                        default="",
                        max_length=5,
                    ),
                ),
                (
                    "tour_step",
                    models.CharField(blank=True, db_default="", default="", max_length=20),
                ),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.search.SearchVector(
                            accounts.names.Spaced("name"),
                            accounts.names.Spaced("email"),
                            config="simple",
                        ),
                        name="user_words",
                    ),
                    models.Index(
                        django.db.models.functions.text.Lower("name"),
                        django.db.models.functions.text.Lower("email"),
                        name="user_by_name",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("email"),
                        name="user_email_ignoring_case",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="GuardianConsent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("guardian_email", models.EmailField(max_length=254)),
                ("guardian_name", models.CharField(blank=True, max_length=120)),
                ("country", models.CharField(max_length=2)),
                ("age", models.PositiveSmallIntegerField()),
                ("wording", models.CharField(max_length=20)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Asked"),
                            ("given", "Given"),
                            ("withdrawn", "Withdrawn"),
                            ("replaced", "Another guardian was asked"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                ("ip", models.GenericIPAddressField(blank=True, null=True)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("given_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "child",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consents",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "guardian",
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
                "ordering": ["-asked_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["asked", "given"])),
                        fields=("child",),
                        name="consent_one_open",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Profile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "active_source_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), blank=True, default=list, size=None
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="profile",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TokenFamily",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("generation", models.PositiveIntegerField(default=1)),
                ("label", models.CharField(blank=True, max_length=120)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("used_at", models.DateTimeField(auto_now_add=True)),
                ("expires_at", models.DateTimeField(db_index=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="token_families",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
    ]
