import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from organizations.scoping import TenantModel
from organizations.staged import Staged


class Clip(TenantModel):
    """A stretch of a recording as a file of its own, for whoever of the organization cuts the same.

    key: the SHA-256 of what it is made from: `lessons.compilations.clips.key_of`.
    facts: what `lessons.clips.cutting.cut` says of it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=64)
    source_id = models.UUIDField(db_index=True)
    start_ms = models.PositiveIntegerField()
    end_ms = models.PositiveIntegerField()
    facts = models.JSONField(default=dict)
    size_bytes = models.PositiveBigIntegerField(default=0)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "key"], name="clip_key_once"),
            models.CheckConstraint(
                condition=Q(end_ms__gt=F("start_ms")), name="clip_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"clip {self.key[:12]}"

    @property
    def file_key(self) -> str:
        return f"o/{self.organization_id}/clips/{self.key[:2]}/{self.key}.mp4"


class Compilation(Staged, TenantModel):
    """Clips of recordings, one after the other, as one film.

    files: {"mp4", "vtt": storage key}, of the film that was made last. is_outdated: something was
    changed since. is_shared: students see it who see all of its recordings.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        QUEUED = "queued", _("Waiting")
        MAKING = "making", _("Being made")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Failed")

    class Captions(models.TextChoices):
        SIDE = "side", _("Can be switched on")
        BURNT = "burnt", _("In the picture")
        NONE = "none", _("None")

    UNDER_WAY = (State.QUEUED, State.MAKING)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(max_length=200)
    language = models.CharField(max_length=12, blank=True)
    captions = models.CharField(max_length=5, choices=Captions.choices, default=Captions.SIDE)
    fade_ms = models.PositiveIntegerField(default=0)
    has_cards = models.BooleanField(default=True)
    is_shared = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    problem = models.TextField(blank=True)
    is_outdated = models.BooleanField(default=False)
    files = models.JSONField(default=dict)
    size_bytes = models.PositiveBigIntegerField(default=0)
    duration_s = models.FloatField(default=0)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "-created_at"], name="compilation_newest")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_under_way(self) -> bool:
        return self.state in self.UNDER_WAY

    @property
    def storage_prefix(self) -> str:
        return f"o/{self.organization_id}/compilations/{self.pk}/"


class CompilationItem(TenantModel):
    """A stretch of a recording in a compilation.

    heading: on its title card, and of its chapter. words: what is said in it. page_index: where
    its reference leads. is_lost: its recording was deleted.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    compilation = models.ForeignKey(Compilation, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveIntegerField()  # from 1
    source_id = models.UUIDField(db_index=True)
    source_title = models.CharField(max_length=300)
    attribution = models.TextField(blank=True)
    start_ms = models.PositiveIntegerField()
    end_ms = models.PositiveIntegerField()
    page_index = models.PositiveIntegerField(default=0)
    heading = models.CharField(max_length=200, blank=True)
    words = models.TextField(blank=True)
    is_lost = models.BooleanField(default=False)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["compilation", "position"],
                name="compilation_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=Q(end_ms__gt=F("start_ms")), name="item_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_title}, {self.start_ms}–{self.end_ms} ms"

    @property
    def length_ms(self) -> int:
        return self.end_ms - self.start_ms
