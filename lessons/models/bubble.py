import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lessons.rendering.base import Side
from organizations.fencing import Fenced
from organizations.scoping import TenantModel


class Bubble(TenantModel):
    """What a teacher says at one section of a source: its words read, or explained.

    version: of the source, when it was written; of another one it is written anew.
    strategy: how it is explained; "" where it is read.
    sentences: as in LessonSegment, with times from the bubble's start once it is spoken.
    files: {"m4a"|"captions"|"mp4": storage key}, beside the segment that they are made of.
    tries: how often making it was counted as a question.
    """

    class Act(models.TextChoices):
        READ = "read", _("Read")
        EXPLAIN = "explain", _("Explained")

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source_id = models.UUIDField()
    section_id = models.UUIDField()
    version = models.PositiveIntegerField()
    act = models.CharField(max_length=8, choices=Act.choices)
    strategy = models.CharField(max_length=40, blank=True)
    side = models.CharField(max_length=5)
    heading = models.CharField(max_length=500, blank=True)
    reference = models.CharField(max_length=60, blank=True)
    page_index = models.PositiveIntegerField(default=0)
    source_title = models.CharField(max_length=300, blank=True)
    language = models.CharField(max_length=12)
    sentences = models.JSONField(default=list)
    bullets = models.JSONField(default=list)
    written_by = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    problem = models.TextField(blank=True)
    cache_key = models.CharField(max_length=64, blank=True)
    was_cached = models.BooleanField(default=False)
    files = models.JSONField(default=dict)
    media_bytes = models.PositiveBigIntegerField(default=0)
    duration_s = models.FloatField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    asked_today = 0  # of the person's questions, where it has just been counted as one

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "source_id", "section_id", "act", "strategy"],
                name="bubble_once",
            )
        ]
        indexes = [
            models.Index(fields=["source_id"], name="bubble_by_source"),
            models.Index(fields=["cache_key"], name="bubble_by_segment"),
            models.Index(
                fields=["organization"], condition=Q(state="queued"), name="bubble_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.heading} ({self.state})"

    @property
    def is_written(self) -> bool:
        return bool(self.sentences)

    @property
    def is_final(self) -> bool:
        return self.state != self.State.QUEUED

    @property
    def teacher(self) -> Side:
        return "right" if self.side == "right" else "left"


class Preparation(Fenced, TenantModel):
    """All bubbles of a part of a source, made before anybody asks.

    done: of `total` bubbles. cached: of those, the ones that were there already. skipped: where
    there is nothing to say. failed: what could not be made.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        MAKING = "making", _("Being prepared")
        DONE = "done", _("Done")
        CANCELLED = "cancelled", _("Cancelled")
        FAILED = "failed", _("Failed")

    ACTIVE = (State.QUEUED, State.MAKING)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source_id = models.UUIDField(db_index=True)
    node_id = models.UUIDField()
    version = models.PositiveIntegerField()
    strategy = models.CharField(max_length=40)
    title = models.CharField(max_length=500)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    cached = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    problem = models.TextField(blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "source_id", "node_id"],
                condition=Q(state__in=["queued", "making"]),
                name="preparation_active_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.state})"

    @property
    def is_active(self) -> bool:
        return self.state in self.ACTIVE

    @property
    def is_done(self) -> bool:
        return self.state == self.State.DONE

    @property
    def made(self) -> int:
        return self.done - self.cached - self.skipped - self.failed
