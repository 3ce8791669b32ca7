import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from library.ingestion.parsers.registry import KINDS, RECORDED
from organizations.scoping import ContentTenantModel, TenantManager
from organizations.sight import Sight
from organizations.staged import Staged

CHUNK_TOKENS = 512  # where no organization says otherwise


def unit_of(kind: str) -> str:
    """What a citation counts in: `library.ingestion.parsers.registry.Kind.unit`."""
    known = KINDS.get(kind)
    return known.unit if known else "page"


class SourceQuerySet(models.QuerySet):
    def seen_by(self, sight: Sight):
        """Those of everybody here, those of this person alone, and of the restricted ones
        what `sight` says."""
        shared = Q(owner_id=None)
        if not sight.sees_all:
            makers = {sight.user_id, *sight.makers}
            shared &= (
                Q(is_restricted=False) | Q(added_by_id__in=makers) | Q(pk__in=sight.levels.keys())
            )
        return self.filter(shared | Q(owner_id=sight.user_id))

    def readable(self):
        return self.filter(state__in=Source.READABLE)


class Source(ContentTenantModel):
    """A book, or anything else that is taught from."""

    class State(models.TextChoices):
        UPLOADING = "uploading", _("Uploading")
        QUEUED = "queued", _("Waiting")
        PROCESSING = "processing", _("Being read")
        READY = "ready", _("Ready")
        PARTIAL = "partial", _("Partly read")
        FAILED = "failed", _("Could not be read")
        UNPACKED = "unpacked", _("Unpacked")  # a ZIP of many files: their folder
        DELETING = "deleting", _("Being deleted")

    READABLE = (State.READY, State.PARTIAL)
    FINAL = (State.READY, State.PARTIAL, State.FAILED, State.UNPACKED)

    source_field = "pk"
    level: int  # of who asks, as `library.access` finds it

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Null: the organization's. Set: this person's alone.
    owner_id = models.UUIDField(null=True, blank=True)
    # Seen by who added it, admins in their authority, and those with a grant.
    is_restricted = models.BooleanField(default=False)
    added_by_id = models.UUIDField(null=True, blank=True)
    kind = models.CharField(max_length=20, blank=True)
    title = models.CharField(max_length=300)
    title_is_given = models.BooleanField(default=False)  # by a person: the file's own yields
    description = models.TextField(blank=True)
    authors = models.JSONField(default=list, blank=True)
    language = models.CharField(max_length=12, blank=True)
    # In which its pictures of text are to be read, where a person has said it.
    recognised_language = models.CharField(max_length=12, blank=True)
    licence = models.CharField(max_length=200, blank=True)
    attribution = models.TextField(blank=True)

    state = models.CharField(max_length=12, choices=State.choices, default=State.UPLOADING)
    # For people: what went wrong and what to do; and a word for programs.
    problem = models.TextField(blank=True)
    problem_code = models.CharField(max_length=40, blank=True)

    # Where a worker fetches it from; empty for what somebody sent.
    address = models.CharField(max_length=2000, blank=True)
    filename = models.CharField(max_length=255)
    file_key = models.CharField(max_length=255, help_text="Where storage keeps the file.")
    media_type = models.CharField(max_length=100, blank=True)
    size_bytes = models.PositiveBigIntegerField(default=0)
    # Of what storage keeps beside the file: pictures of pages, figures.
    pictures_bytes = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True, help_text="Of the file as uploaded.")
    # While it is on its way: what the sender says of it, and how it comes. 0 parts: in one piece.
    announced_sha256 = models.CharField(max_length=64, blank=True)
    upload_id = models.CharField(max_length=255, blank=True, help_text="The store's, for parts.")
    part_bytes = models.PositiveBigIntegerField(default=0)
    # Who reads it gets pages; the file itself is for staff, and for students where this says so.
    students_get_file = models.BooleanField(default=False)
    # The catalogue's title that this is an organization's own copy of.
    copied_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # The ZIP of many files that it came in.
    folder = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    page_count = models.PositiveIntegerField(default=0)
    # Of a recording: how long it is, whether there is more to it than sound, and, where it is
    # played at YouTube and not here, its name there.
    duration_s = models.FloatField(default=0)
    has_picture = models.BooleanField(default=False)
    video_id = models.CharField(max_length=20, blank=True)
    # Captions that people gave it, in place of its own words; in which language, where they said.
    captions_key = models.CharField(max_length=255, blank=True)
    captions_language = models.CharField(max_length=12, blank=True)
    # Grows with everything that changes what is read: caches carry it in their keys.
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = TenantManager.from_queryset(SourceQuerySet)()

    class Meta:
        constraints = [
            # The same file, or address, twice in one organization is one source (for one owner).
            # One that is restricted may be there beside it: who cannot see it is not told of it.
            models.UniqueConstraint(
                fields=["organization_id", "owner_id", "sha256"],
                condition=~Q(sha256="") & ~Q(state="deleting") & Q(is_restricted=False),
                nulls_distinct=False,
                name="source_file_once",
            ),
            models.UniqueConstraint(
                fields=["organization_id", "owner_id", "address"],
                condition=~Q(address="") & ~Q(state="deleting") & Q(is_restricted=False),
                nulls_distinct=False,
                name="source_address_once",
            ),
            models.CheckConstraint(
                condition=Q(is_restricted=False) | Q(owner_id=None, organization_id__isnull=False),
                name="source_restricted_in_organization",
            ),
            models.CheckConstraint(
                condition=Q(owner_id=None) | Q(organization_id__isnull=False),
                name="source_owner_in_organization",
            ),
        ]
        indexes = [models.Index(fields=["organization_id", "-created_at"], name="source_newest")]

    def __str__(self) -> str:
        return self.title

    @property
    def storage_prefix(self) -> str:
        """Where storage keeps what belongs to this source."""
        return f"o/{self.keeper}/sources/{self.pk}/"

    @property
    def keeper(self) -> str:
        """Whose folder in storage it is in."""
        return str(self.organization_id or "catalogue")

    @property
    def is_of_catalogue(self) -> bool:
        """Nobody here may change it."""
        return self.organization_id is None

    @property
    def is_readable(self) -> bool:
        return self.state in self.READABLE

    @property
    def has_printed_pages(self) -> bool:
        return self.unit == "page"

    @property
    def has_time(self) -> bool:
        """Cited by the second."""
        return self.unit == "moment"

    @property
    def is_remote_video(self) -> bool:
        """Fetched from its address (`library.remote_video`): pages of the web are no recordings."""
        return bool(self.address) and self.kind in RECORDED

    @property
    def takes_captions(self) -> bool:
        """Words alone make no recording of a video that has not come."""
        return self.has_time and bool(self.file_key or not self.is_remote_video)

    @property
    def unit(self) -> str:
        return unit_of(self.kind)


class SourceChild(ContentTenantModel):
    """A row that belongs to one source and goes with it.

    Each unique constraint names the source: see docs/partitioning.md.
    """

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="+")

    class Meta:
        abstract = True


class Ingestion(Staged, SourceChild):
    """One reading of a source; the newest is the one that counts.

    is_copy: nothing is read, the rows of `source.copied_from` are copied.
    chunk_tokens: of a passage, fixed when the reading begins; a copy takes passages as they are.

    receipt: what was read: {"pages": n, "text": n, "ocr": n, "empty": n, "scanned": n,
        "failed": n, "problems": [{"pages": "3–5", "outcome": "scanned", "note": "…"}],
        "warnings": ["…"], "recognised": [{"page": "3", "sheet": 3, "confidence": 0.98}],
        "summarise": {"without": scenes without a summary, "failures": n, "reason": "…"}}
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    is_copy = models.BooleanField(default=False)
    chunk_tokens = models.PositiveSmallIntegerField(default=CHUNK_TOKENS)
    receipt = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["source", "-created_at"], name="ingestion_newest")]

    def __str__(self) -> str:
        return f"ingestion of {self.source_id}"
