import uuid

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.comparison
import pgvector.django
import pgvector.django.halfvec
import pgvector.django.indexes
import pgvector.django.sparsevec
from django.db import migrations, models

# Ranking reads the weights of thousands of rows and nothing else of them: rows keep them at hand
# and put the text away.
KEEP = "ALTER TABLE library_contentatom ALTER COLUMN weights SET STORAGE MAIN"
UNKEEP = "ALTER TABLE library_contentatom ALTER COLUMN weights SET STORAGE EXTENDED"


class Migration(migrations.Migration):
    replaces = [
        ("library", "0001_initial"),
        ("library", "0002_unique_within_the_source"),
        ("library", "0003_catalogue_titles_and_copies"),
        ("library", "0004_passages_by_language"),
        ("library", "0005_embedding_models_and_golden_questions"),
        ("library", "0006_restricted_sources_and_their_pictures"),
        ("library", "0007_what_sources_say_and_whom_their_file_is_for"),
        ("library", "0008_corrections_of_sections_and_structure"),
        ("library", "0009_what_is_still_to_be_announced"),
    ]

    initial = True

    dependencies = []

    operations = [
        pgvector.django.VectorExtension(),
        migrations.CreateModel(
            name="Source",
            fields=[
                ("organization_id", models.UUIDField(blank=True, editable=False, null=True)),
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("owner_id", models.UUIDField(blank=True, null=True)),
                ("is_restricted", models.BooleanField(default=False)),
                ("added_by_id", models.UUIDField(blank=True, null=True)),
                ("kind", models.CharField(blank=True, max_length=20)),
                ("title", models.CharField(max_length=300)),
                ("title_is_given", models.BooleanField(default=False)),
                ("description", models.TextField(blank=True)),
                ("authors", models.JSONField(blank=True, default=list)),
                ("language", models.CharField(blank=True, max_length=12)),
                ("licence", models.CharField(blank=True, max_length=200)),
                ("attribution", models.TextField(blank=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("uploading", "Uploading"),
                            ("queued", "Waiting"),
                            ("processing", "Being read"),
                            ("ready", "Ready"),
                            ("partial", "Partly read"),
                            ("failed", "Could not be read"),
                            ("deleting", "Being deleted"),
                        ],
                        default="uploading",
                        max_length=12,
                    ),
                ),
                ("problem", models.TextField(blank=True)),
                ("problem_code", models.CharField(blank=True, max_length=40)),
                ("filename", models.CharField(max_length=255)),
                (
                    "file_key",
                    models.CharField(help_text="Where storage keeps the file.", max_length=255),
                ),
                ("media_type", models.CharField(blank=True, max_length=100)),
                ("size_bytes", models.PositiveBigIntegerField(default=0)),
                ("pictures_bytes", models.PositiveBigIntegerField(default=0)),
                (
                    "sha256",
                    models.CharField(
                        blank=True, help_text="Of the file as uploaded.", max_length=64
                    ),
                ),
                ("announced_sha256", models.CharField(blank=True, max_length=64)),
                (
                    "upload_id",
                    models.CharField(
                        blank=True, help_text="The store's, for parts.", max_length=255
                    ),
                ),
                ("part_bytes", models.PositiveBigIntegerField(default=0)),
                ("students_get_file", models.BooleanField(default=False)),
                ("page_count", models.PositiveIntegerField(default=0)),
                ("version", models.PositiveIntegerField(default=0)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "copied_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="library.source",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["organization_id", "-created_at"], name="source_newest")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            models.Q(("sha256", ""), _negated=True),
                            models.Q(("state", "deleting"), _negated=True),
                            ("is_restricted", False),
                        ),
                        fields=("organization_id", "owner_id", "sha256"),
                        name="source_file_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_restricted", False),
                            models.Q(("organization_id__isnull", False), ("owner_id", None)),
                            _connector="OR",
                        ),
                        name="source_restricted_in_organization",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("owner_id", None), ("organization_id__isnull", False), _connector="OR"
                        ),
                        name="source_owner_in_organization",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Announcement",
            fields=[
                ("organization_id", models.UUIDField(blank=True, editable=False, null=True)),
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("state", models.CharField(max_length=12)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="library.source",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CatalogueTitle",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=80, unique=True)),
                ("subject", models.CharField(blank=True, max_length=80)),
                ("level", models.CharField(blank=True, max_length=40)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "source",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="library.source",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StructureNode",
            fields=[
                ("organization_id", models.UUIDField(blank=True, editable=False, null=True)),
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                (
                    "position",
                    models.PositiveIntegerField(
                        help_text="In reading order, from 0, the book itself."
                    ),
                ),
                ("depth", models.PositiveSmallIntegerField(default=0)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("book", "Book"),
                            ("unit", "Unit"),
                            ("chapter", "Chapter"),
                            ("section", "Section"),
                        ],
                        max_length=8,
                    ),
                ),
                ("number", models.CharField(blank=True, max_length=20)),
                ("title", models.CharField(max_length=500)),
                ("start_page", models.PositiveIntegerField()),
                ("end_page", models.PositiveIntegerField()),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="children",
                        to="library.structurenode",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="library.source",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source", "position"), name="node_position_once"
                    ),
                    models.UniqueConstraint(fields=("source", "id"), name="node_by_source"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContentAtom",
            fields=[
                ("organization_id", models.UUIDField(blank=True, editable=False, null=True)),
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("position", models.PositiveIntegerField()),
                ("text", models.TextField()),
                ("language", models.CharField(blank=True, max_length=12)),
                ("token_count", models.PositiveIntegerField()),
                ("page_start", models.PositiveIntegerField()),
                ("page_end", models.PositiveIntegerField()),
                ("spans", models.JSONField(default=list)),
                ("content_hash", models.CharField(max_length=64)),
                ("terms", django.contrib.postgres.search.SearchVectorField(null=True)),
                (
                    "weights",
                    pgvector.django.sparsevec.SparseVectorField(dimensions=1000000000, null=True),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="library.source",
                    ),
                ),
                (
                    "node",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="library.structurenode",
                    ),
                ),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["terms"], name="atom_terms"),
                    models.Index(fields=["node"], name="atom_node"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source", "position"), name="atom_position_once"
                    ),
                    models.UniqueConstraint(fields=("source", "id"), name="atom_by_source"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("organization_id", models.UUIDField(blank=True, editable=False, null=True)),
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("merge", "Sections merged"),
                            ("split", "A section split"),
                            ("move", "A section moved"),
                            ("retype", "A section's kind changed"),
                            ("join", "A section joined with the next page, or parted from it"),
                            ("node_rename", "A part renamed"),
                            ("node_move", "A part moved"),
                            ("node_merge", "Parts merged"),
                            ("node_delete", "A part removed"),
                            ("node_add", "A part added"),
                        ],
                        max_length=12,
                    ),
                ),
                ("page_index", models.PositiveIntegerField(blank=True, null=True)),
                ("before", models.JSONField()),
                (
                    "section_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), default=list, size=None
                    ),
                ),
                ("made_by_id", models.UUIDField(blank=True, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="library.source",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source", "number"), name="correction_number_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Embedding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("organization_id", models.UUIDField(blank=True, editable=False, null=True)),
                ("model", models.CharField(max_length=60)),
                ("content_hash", models.CharField(max_length=64)),
                ("vector", pgvector.django.halfvec.HalfVectorField()),
                (
                    "atom",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="embeddings",
                        to="library.contentatom",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="library.source",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["model", "content_hash"], name="embedding_reuse"),
                    models.Index(fields=["source", "model"], name="embedding_source"),
                    pgvector.django.indexes.HnswIndex(
                        django.contrib.postgres.indexes.OpClass(
                            django.db.models.functions.comparison.Cast(
                                "vector", pgvector.django.halfvec.HalfVectorField(dimensions=384)
                            ),
                            name="halfvec_ip_ops",
                        ),
                        condition=models.Q(("model", "all-minilm-l6-v2-int8")),
                        ef_construction=64,
                        m=16,
                        name="embedding_minilm",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source", "atom", "model"), name="embedding_once_per_source"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EmbeddingModel",
            fields=[
                ("fence", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=60, unique=True)),
                ("dimensions", models.PositiveSmallIntegerField()),
                ("window_tokens", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("added", "Added"),
                            ("complete", "Complete"),
                            ("in_use", "In use"),
                            ("retired", "Retired"),
                        ],
                        default="added",
                        max_length=10,
                    ),
                ),
                ("is_filling", models.BooleanField(default=False)),
                ("cursor", models.UUIDField(blank=True, null=True)),
                ("done", models.PositiveBigIntegerField(default=0)),
                ("total", models.PositiveBigIntegerField(default=0)),
                ("problem", models.TextField(blank=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("filled_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "in_use")),
                        fields=("state",),
                        name="embedding_model_in_use_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="GoldenQuestion",
            fields=[
                ("organization_id", models.UUIDField(blank=True, editable=False, null=True)),
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("question", models.CharField(max_length=500)),
                (
                    "pages",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveIntegerField(), size=None
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("proposed", "Proposed"), ("kept", "Kept")],
                        default="kept",
                        max_length=10,
                    ),
                ),
                ("created_by_id", models.UUIDField(blank=True, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("rank", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("asked_at", models.DateTimeField(blank=True, null=True)),
                ("standard", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("standard_at", models.DateTimeField(blank=True, null=True)),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="library.source",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source", "question"), name="golden_question_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Ingestion",
            fields=[
                ("organization_id", models.UUIDField(blank=True, editable=False, null=True)),
                ("fence", models.PositiveIntegerField(default=0, editable=False)),
                ("stage", models.CharField(blank=True, max_length=12)),
                ("stages", models.JSONField(default=dict)),
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("is_copy", models.BooleanField(default=False)),
                ("chunk_tokens", models.PositiveSmallIntegerField(default=512)),
                ("receipt", models.JSONField(default=dict)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="library.source",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["source", "-created_at"], name="ingestion_newest")
                ],
            },
        ),
        migrations.CreateModel(
            name="Page",
            fields=[
                ("organization_id", models.UUIDField(blank=True, editable=False, null=True)),
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("index", models.PositiveIntegerField()),
                ("label", models.CharField(max_length=40)),
                ("title", models.CharField(blank=True, max_length=500)),
                ("width", models.FloatField(default=0)),
                ("height", models.FloatField(default=0)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("text", "text"),
                            ("ocr", "ocr"),
                            ("empty", "empty"),
                            ("scanned", "scanned"),
                            ("failed", "failed"),
                        ],
                        max_length=8,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300)),
                ("text", models.TextField(blank=True)),
                ("layout", models.JSONField(blank=True, null=True)),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="library.source",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("source", "index"), name="page_index_once"),
                    models.UniqueConstraint(fields=("source", "id"), name="page_by_source"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Remaking",
            fields=[
                ("organization_id", models.UUIDField(blank=True, editable=False, null=True)),
                ("fence", models.PositiveIntegerField(default=0, editable=False)),
                ("stage", models.CharField(blank=True, max_length=12)),
                ("stages", models.JSONField(default=dict)),
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("wanted", models.PositiveIntegerField(default=0)),
                ("cut", models.PositiveIntegerField(default=0)),
                ("made", models.PositiveIntegerField(default=0)),
                ("problem", models.TextField(blank=True)),
                ("asked_by_id", models.UUIDField(blank=True, null=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="library.source",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("source",), name="remaking_once")],
            },
        ),
        migrations.CreateModel(
            name="Section",
            fields=[
                ("organization_id", models.UUIDField(blank=True, editable=False, null=True)),
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("page_index", models.PositiveIntegerField()),
                ("position", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("heading", "heading"),
                            ("text", "text"),
                            ("list", "list"),
                            ("figure", "figure"),
                            ("table", "table"),
                            ("code", "code"),
                            ("formula", "formula"),
                            ("note", "note"),
                            ("exercise", "exercise"),
                            ("solution", "solution"),
                        ],
                        max_length=10,
                    ),
                ),
                ("level", models.PositiveSmallIntegerField(default=0)),
                ("text", models.TextField(blank=True)),
                ("start", models.PositiveIntegerField(default=0)),
                ("box", models.JSONField(blank=True, null=True)),
                ("lines", models.JSONField(default=list)),
                ("media", models.CharField(blank=True, max_length=255)),
                ("alt", models.TextField(blank=True)),
                ("continues", models.BooleanField(default=False)),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sections",
                        to="library.page",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="library.source",
                    ),
                ),
                (
                    "node",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="library.structurenode",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["source", "page_index", "position"], name="section_order"),
                    models.Index(fields=["node"], name="section_node"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source", "page", "position"), name="section_place_once"
                    ),
                    models.UniqueConstraint(fields=("source", "id"), name="section_by_source"),
                ],
            },
        ),
        migrations.CreateModel(
            name="TermFrequency",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("organization_id", models.UUIDField(blank=True, editable=False, null=True)),
                ("language", models.CharField(blank=True, max_length=12)),
                ("term", models.CharField(max_length=80)),
                ("atoms", models.PositiveIntegerField()),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="library.source",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("term", "")),
                        fields=["source"],
                        include=("language", "atoms"),
                        name="term_totals",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("language", "term", "source"), name="term_once")
                ],
            },
        ),
        migrations.RunSQL(KEEP, UNKEEP),
    ]
