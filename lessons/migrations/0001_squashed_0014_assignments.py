import uuid

import django.contrib.postgres.fields
import django.db.models.constraints
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

SCHEDULES = {
    "purge of deleted annotations": {
        "func": "lessons.tasks.purge_deleted_annotations",
        "schedule_type": "H",
    },
    "forgetting of segments": {
        "func": "lessons.tasks.forget_unused_segments",
        "schedule_type": "D",
    },
}


def schedule(apps, schema_editor):
    rows = apps.get_model("django_q", "Schedule").objects
    for name, defaults in SCHEDULES.items():
        rows.update_or_create(name=name, defaults=defaults)


def unschedule(apps, schema_editor):
    apps.get_model("django_q", "Schedule").objects.filter(name__in=SCHEDULES).delete()


class Migration(migrations.Migration):
    replaces = [
        ("lessons", "0001_initial"),
        ("lessons", "0002_lessons_outlive_their_source"),
        ("lessons", "0003_lessons_say_what_they_leave_out"),
        ("lessons", "0004_who_sees_a_lesson_and_what_it_keeps"),
        ("lessons", "0005_chats_of_many_sources"),
        ("lessons", "0006_fill_chat_sources"),
        ("lessons", "0007_drop_chat_source"),
        ("lessons", "0008_annotations"),
        ("lessons", "0009_teachers_beside_the_page"),
        ("lessons", "0010_schedule_forgetting_of_segments"),
        ("lessons", "0011_public_lessons"),
        ("lessons", "0012_artifacts"),
        ("lessons", "0013_strategies"),
        ("lessons", "0014_assignments"),
    ]

    initial = True

    dependencies = [
        ("django_q", "0018_task_success_index"),
        ("organizations", "0001_squashed_0024_families"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Annotation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("source_id", models.UUIDField()),
                ("page_index", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("highlight", "Highlight"),
                            ("note", "Note"),
                            ("drawing", "Drawing"),
                            ("bookmark", "Bookmark"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "colour",
                    models.CharField(
                        choices=[
                            ("yellow", "Yellow"),
                            ("green", "Green"),
                            ("blue", "Blue"),
                            ("pink", "Pink"),
                            ("orange", "Orange"),
                        ],
                        default="yellow",
                        max_length=8,
                    ),
                ),
                (
                    "tags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("text", models.TextField(blank=True)),
                ("strokes", models.JSONField(blank=True, default=list)),
                ("start", models.PositiveIntegerField(blank=True, null=True)),
                ("stop", models.PositiveIntegerField(blank=True, null=True)),
                ("exact", models.TextField(blank=True)),
                ("prefix", models.CharField(blank=True, max_length=64)),
                ("suffix", models.CharField(blank=True, max_length=64)),
                ("boxes", models.JSONField(blank=True, default=list)),
                ("page_sha256", models.CharField(blank=True, max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[("placed", "In its place"), ("unplaced", "To be placed")],
                        default="placed",
                        max_length=8,
                    ),
                ),
                ("suggestion", models.JSONField(blank=True, null=True)),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("private", "Only me"),
                            ("class", "A class"),
                            ("organization", "Everybody here"),
                        ],
                        default="private",
                        max_length=12,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("deleted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "deleted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organizations.organization",
                    ),
                ),
                (
                    "school_class",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organizations.class",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["organization", "source_id", "page_index"], name="note_by_page"
                    ),
                    models.Index(
                        fields=["organization", "author", "-created_at"], name="note_by_author"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("audience", "class"), ("school_class__isnull", False)),
                            models.Q(
                                models.Q(("audience", "class"), _negated=True),
                                ("school_class", None),
                            ),
                            _connector="OR",
                        ),
                        name="annotation_class_where_for_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("start", None), ("stop", None)),
                            ("stop__gt", models.F("start")),
                            _connector="OR",
                        ),
                        name="annotation_range_of_words",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AnnotationReply",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("text", models.TextField()),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("deleted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "annotation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replies",
                        to="lessons.annotation",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "deleted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organizations.organization",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["annotation", "created_at"], name="reply_order")],
            },
        ),
        migrations.CreateModel(
            name="Artifact",
            fields=[
                ("fence", models.PositiveIntegerField(default=0, editable=False)),
                ("stage", models.CharField(blank=True, max_length=12)),
                ("stages", models.JSONField(default=dict)),
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("source_id", models.UUIDField(db_index=True)),
                ("node_id", models.UUIDField(blank=True, null=True)),
                ("first_page", models.PositiveIntegerField(blank=True, null=True)),
                ("last_page", models.PositiveIntegerField(blank=True, null=True)),
                ("topic", models.CharField(blank=True, max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("quiz", "Quiz"),
                            ("worksheet", "Worksheet"),
                            ("lesson_plan", "Lesson plan"),
                            ("flashcards", "Flashcards"),
                            ("glossary", "Glossary"),
                            ("summary", "Summary"),
                            ("slides", "Slides"),
                            ("discussion", "Discussion questions"),
                        ],
                        max_length=12,
                    ),
                ),
                ("count", models.PositiveSmallIntegerField(default=10)),
                ("title", models.CharField(max_length=500)),
                ("language", models.CharField(max_length=12)),
                ("strategy", models.CharField(blank=True, max_length=40)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Waiting"),
                            ("making", "Being made"),
                            ("draft", "Draft"),
                            ("approved", "Approved"),
                            ("failed", "Failed"),
                        ],
                        default="queued",
                        max_length=10,
                    ),
                ),
                ("problem", models.TextField(blank=True)),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
                ("source_title", models.CharField(max_length=300)),
                ("attribution", models.TextField(blank=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organizations.organization",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["organization", "-created_at"], name="artifact_newest")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("node_id", None), ("first_page", None), _connector="OR"
                        ),
                        name="artifact_node_or_pages",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_at", None), ("state", "approved"), _connector="OR"
                        ),
                        name="artifact_approved_has_state",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ArtifactItem",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("choice", "Choose one"),
                            ("multiple", "Choose all that are right"),
                            ("true_false", "True or false"),
                            ("cloze", "Fill the gap"),
                            ("short", "Short answer"),
                            ("numeric", "A number"),
                            ("ordering", "Put in order"),
                            ("matching", "Match"),
                            ("card", "Card"),
                            ("text", "Text"),
                            ("slide", "Slide"),
                            ("question", "Open question"),
                        ],
                        max_length=10,
                    ),
                ),
                ("stem", models.TextField()),
                ("options", models.JSONField(blank=True, default=list)),
                ("key", models.JSONField(blank=True, default=dict)),
                ("explanation", models.TextField(blank=True)),
                (
                    "difficulty",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "Easy"), (2, "Middle"), (3, "Hard")], default=2
                    ),
                ),
                ("points", models.PositiveSmallIntegerField(default=1)),
                ("citation", models.JSONField(blank=True, default=dict)),
                ("problems", models.JSONField(blank=True, default=list)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "artifact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="lessons.artifact",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organizations.organization",
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(
                        deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                        fields=("artifact", "position"),
                        name="item_position_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("lesson", "Lesson"), ("reading", "Reading"), ("quiz", "Quiz")],
                        max_length=8,
                    ),
                ),
                ("title", models.CharField(max_length=500)),
                ("subject_id", models.UUIDField()),
                ("source_id", models.UUIDField(blank=True, db_index=True, null=True)),
                ("node_id", models.UUIDField(blank=True, null=True)),
                ("first_page", models.PositiveIntegerField(blank=True, null=True)),
                ("last_page", models.PositiveIntegerField(blank=True, null=True)),
                ("part", models.CharField(blank=True, max_length=300)),
                ("language", models.CharField(blank=True, max_length=12)),
                ("items", models.JSONField(blank=True, default=list)),
                ("is_for_some", models.BooleanField(default=False)),
                ("opens_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(blank=True, null=True)),
                ("closes_at", models.DateTimeField(blank=True, null=True)),
                ("attempts_allowed", models.PositiveSmallIntegerField(default=1)),
                ("time_limit_min", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "feedback",
                    models.CharField(
                        choices=[
                            ("at_once", "When an attempt is handed in"),
                            ("when_due", "When the due date is over"),
                            ("never", "Never; only the points"),
                        ],
                        default="at_once",
                        max_length=8,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organizations.organization",
                    ),
                ),
                (
                    "people",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="organizations.membership"
                    ),
                ),
                (
                    "school_class",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="assignments",
                        to="organizations.class",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["school_class", "opens_at"], name="assignment_of_class")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("due_at", None), ("due_at__gt", models.F("opens_at")), _connector="OR"
                        ),
                        name="assignment_due_after_opening",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closes_at", None),
                            models.Q(
                                ("closes_at__gt", models.F("opens_at")),
                                models.Q(
                                    ("due_at", None),
                                    ("closes_at__gte", models.F("due_at")),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="assignment_closes_last",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(default=1)),
                ("began_at", models.DateTimeField()),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                ("ends_at", models.DateTimeField(blank=True, null=True)),
                ("answers", models.JSONField(blank=True, default=dict)),
                ("marks", models.JSONField(blank=True, default=dict)),
                ("points", models.FloatField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Begun"),
                            ("waiting", "Waits for the teacher"),
                            ("marked", "Marked"),
                        ],
                        default="open",
                        max_length=8,
                    ),
                ),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attempts",
                        to="lessons.assignment",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organizations.organization",
                    ),
                ),
                (
                    "student",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organizations.membership",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("assignment", "student", "number"), name="attempt_number_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("assignment", "student"),
                        name="attempt_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "open"), ("submitted_at", None)),
                            models.Q(
                                models.Q(("state", "open"), _negated=True),
                                ("submitted_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="attempt_submitted_has_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Bubble",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("source_id", models.UUIDField()),
                ("section_id", models.UUIDField()),
                ("version", models.PositiveIntegerField()),
                (
                    "act",
                    models.CharField(
                        choices=[("read", "Read"), ("explain", "Explained")], max_length=8
                    ),
                ),
                ("strategy", models.CharField(blank=True, max_length=40)),
                ("side", models.CharField(max_length=5)),
                ("heading", models.CharField(blank=True, max_length=500)),
                ("reference", models.CharField(blank=True, max_length=60)),
                ("page_index", models.PositiveIntegerField(default=0)),
                ("source_title", models.CharField(blank=True, max_length=300)),
                ("language", models.CharField(max_length=12)),
                ("sentences", models.JSONField(default=list)),
                ("bullets", models.JSONField(default=list)),
                ("written_by", models.CharField(blank=True, max_length=80)),
                (
                    "state",
                    models.CharField(
                        choices=[("queued", "Waiting"), ("done", "Done"), ("failed", "Failed")],
                        default="queued",
                        max_length=8,
                    ),
                ),
                ("problem", models.TextField(blank=True)),
                ("cache_key", models.CharField(blank=True, max_length=64)),
                ("was_cached", models.BooleanField(default=False)),
                ("files", models.JSONField(default=dict)),
                ("media_bytes", models.PositiveBigIntegerField(default=0)),
                ("duration_s", models.FloatField(default=0)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organizations.organization",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["source_id"], name="bubble_by_source"),
                    models.Index(fields=["cache_key"], name="bubble_by_segment"),
                    models.Index(
                        condition=models.Q(("state", "queued")),
                        fields=["organization"],
                        name="bubble_waiting",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organization", "source_id", "section_id", "act", "strategy"),
                        name="bubble_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CachedSegment",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("has_video", models.BooleanField(default=False)),
                ("size_bytes", models.PositiveBigIntegerField(default=0)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("used_at", models.DateTimeField(auto_now=True)),
            ],
        ),
        migrations.CreateModel(
            name="ChatSession",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=120)),
                (
                    "source_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), blank=True, default=list, size=None
                    ),
                ),
                ("is_about_everything", models.BooleanField(default=False)),
                ("first_page", models.PositiveIntegerField(blank=True, null=True)),
                ("last_page", models.PositiveIntegerField(blank=True, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organizations.organization",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["organization", "user", "-asked_at"], name="chat_newest")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_about_everything", False), ("source_ids", []), _connector="OR"
                        ),
                        name="chat_about_everything_or_some",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("first_page", None), ("last_page", None)),
                            ("last_page__gte", models.F("first_page")),
                            _connector="OR",
                        ),
                        name="chat_pages_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ChatMessage",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("question", models.CharField(max_length=1000)),
                ("query", models.CharField(blank=True, max_length=1200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "Waiting"),
                            ("streaming", "Being answered"),
                            ("done", "Answered"),
                            ("failed", "Failed"),
                            ("stopped", "Stopped"),
                        ],
                        default="pending",
                        max_length=10,
                    ),
                ),
                ("statements", models.JSONField(default=list)),
                ("nearest", models.JSONField(default=list)),
                (
                    "confidence",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("high", "High"),
                            ("medium", "Medium"),
                            ("low", "Low"),
                            ("none", "Not in these sources"),
                        ],
                        max_length=8,
                    ),
                ),
                ("provider", models.CharField(blank=True, max_length=80)),
                ("timings_ms", models.JSONField(default=dict)),
                ("problem", models.TextField(blank=True)),
                ("attempt", models.PositiveIntegerField(default=0)),
                ("claimed_until", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("is_helpful", models.BooleanField(blank=True, null=True)),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("wrong", "It is wrong"),
                            ("page", "The page does not say that"),
                            ("incomplete", "Something is missing"),
                            ("unclear", "It is hard to understand"),
                            ("other", "Something else"),
                        ],
                        max_length=12,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500)),
                ("rated_at", models.DateTimeField(blank=True, null=True)),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organizations.organization",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="messages",
                        to="lessons.chatsession",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["session", "created_at"], name="message_order")],
            },
        ),
        migrations.CreateModel(
            name="Lesson",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("source_id", models.UUIDField(db_index=True)),
                (
                    "seen_by",
                    models.CharField(
                        choices=[
                            ("source", "Everybody who sees its source"),
                            ("chosen", "Those it is shared with"),
                            ("maker", "Nobody else"),
                        ],
                        default="source",
                        max_length=6,
                    ),
                ),
                (
                    "retention",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("kept", "Everybody in the organization can still read it"),
                            ("going", "It is out of sight, and deleted with the source"),
                        ],
                        max_length=5,
                    ),
                ),
                ("title", models.CharField(max_length=500)),
                ("source_title", models.CharField(max_length=300)),
                ("attribution", models.TextField(blank=True)),
                ("scope_label", models.CharField(blank=True, max_length=300)),
                ("language", models.CharField(max_length=12)),
                ("strategy", models.CharField(max_length=40)),
                ("strategy_version", models.PositiveIntegerField(default=1)),
                ("strategy_failing", models.JSONField(default=list)),
                ("notice", models.CharField(blank=True, max_length=300)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("making", "Being made"),
                            ("ready", "Ready"),
                            ("partial", "Partly made"),
                            ("failed", "Failed"),
                        ],
                        default="making",
                        max_length=10,
                    ),
                ),
                ("content_key", models.CharField(blank=True, max_length=64)),
                ("files", models.JSONField(default=dict)),
                ("left_out", models.JSONField(default=list)),
                ("media_bytes", models.PositiveBigIntegerField(default=0)),
                ("duration_s", models.FloatField(default=0)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("public_since", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organizations.organization",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["organization", "-created_at"], name="lesson_newest"),
                    models.Index(
                        condition=models.Q(("public_since", None), _negated=True),
                        fields=["-public_since"],
                        name="lesson_public",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LessonRequest",
            fields=[
                ("fence", models.PositiveIntegerField(default=0, editable=False)),
                ("stage", models.CharField(blank=True, max_length=12)),
                ("stages", models.JSONField(default=dict)),
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("source_id", models.UUIDField()),
                ("node_id", models.UUIDField(blank=True, null=True)),
                ("first_page", models.PositiveIntegerField(blank=True, null=True)),
                ("last_page", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "modalities",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[("text", "Text"), ("audio", "Audio"), ("video", "Video")],
                            max_length=8,
                        ),
                        size=None,
                    ),
                ),
                ("language", models.CharField(max_length=12)),
                ("strategy", models.CharField(max_length=40)),
                ("strategy_version", models.PositiveIntegerField(default=1)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Waiting"),
                            ("making", "Being made"),
                            ("done", "Done"),
                            ("partial", "Partly made"),
                            ("failed", "Failed"),
                        ],
                        default="queued",
                        max_length=10,
                    ),
                ),
                ("problem", models.TextField(blank=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "lesson",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="requests",
                        to="lessons.lesson",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organizations.organization",
                    ),
                ),
                (
                    "requested_by",
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
                    models.Index(fields=["organization", "-created_at"], name="request_newest")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("node_id", None), ("first_page", None), _connector="OR"
                        ),
                        name="request_node_or_pages",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LessonSegment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("phase", models.CharField(blank=True, max_length=40)),
                ("heading", models.CharField(max_length=500)),
                ("reference", models.CharField(blank=True, max_length=60)),
                ("covers", models.JSONField(default=list)),
                ("sentences", models.JSONField(default=list)),
                ("bullets", models.JSONField(default=list)),
                ("figure", models.JSONField(blank=True, null=True)),
                ("cache_key", models.CharField(blank=True, max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("written", "Written"),
                            ("rendered", "Rendered"),
                            ("failed", "Failed"),
                        ],
                        default="written",
                        max_length=10,
                    ),
                ),
                ("was_cached", models.BooleanField(default=False)),
                ("start_s", models.FloatField(default=0)),
                ("duration_s", models.FloatField(default=0)),
                ("problem", models.TextField(blank=True)),
                (
                    "lesson",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="segments",
                        to="lessons.lesson",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organizations.organization",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("lesson", "position"), name="segment_position_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Preparation",
            fields=[
                ("fence", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("source_id", models.UUIDField(db_index=True)),
                ("node_id", models.UUIDField()),
                ("version", models.PositiveIntegerField()),
                ("strategy", models.CharField(max_length=40)),
                ("title", models.CharField(max_length=500)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Waiting"),
                            ("making", "Being prepared"),
                            ("done", "Done"),
                            ("cancelled", "Cancelled"),
                            ("failed", "Failed"),
                        ],
                        default="queued",
                        max_length=10,
                    ),
                ),
                ("total", models.PositiveIntegerField(default=0)),
                ("done", models.PositiveIntegerField(default=0)),
                ("cached", models.PositiveIntegerField(default=0)),
                ("skipped", models.PositiveIntegerField(default=0)),
                ("failed", models.PositiveIntegerField(default=0)),
                ("problem", models.TextField(blank=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organizations.organization",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["queued", "making"])),
                        fields=("organization", "source_id", "node_id"),
                        name="preparation_active_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Strategy",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=80)),
                ("description", models.CharField(max_length=200)),
                (
                    "used_by",
                    models.CharField(
                        choices=[("maker", "Me alone"), ("everybody", "Everybody here")],
                        default="maker",
                        max_length=9,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("archived_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organizations.organization",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organization", "key"), name="strategy_key_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StrategyVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("base_key", models.CharField(max_length=40)),
                ("base_version", models.PositiveIntegerField()),
                ("overrides", models.JSONField(default=dict)),
                ("spec", models.JSONField()),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organizations.organization",
                    ),
                ),
                (
                    "strategy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="lessons.strategy",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("strategy", "number"), name="strategy_version_once"
                    )
                ],
            },
        ),
        migrations.RunPython(schedule, unschedule),
    ]
