import uuid
from collections.abc import Iterable

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Modality
from lessons.rendering.base import Side
from lessons.script.base import others
from organizations.scoping import TenantManager, TenantModel
from organizations.sight import Sight
from organizations.staged import Staged


class LessonQuerySet(models.QuerySet):
    def seen_with(self, sight: Sight, source_ids: Iterable[uuid.UUID]):
        """What this person sees. source_ids: of the sources that they see, or one of those."""
        seen_by = Lesson.SeenBy
        kept = Q(retention=Lesson.Retention.KEPT)
        shared = Q(seen_by=seen_by.SOURCE) & (Q(source_id__in=source_ids) | kept)
        own = Q(created_by=sight.user_id)
        granted = Q(pk__in=sight.levels.keys()) | Q(created_by__in=sight.makers)
        chosen = ~Q(seen_by=seen_by.MAKER) & granted
        if sight.sees_all:
            chosen |= Q(seen_by=seen_by.CHOSEN)
        return self.filter(shared | own | chosen).exclude(retention=Lesson.Retention.GOING)


class Lesson(TenantModel):
    """What students read, hear and watch.

    left_out: [{"heading", "matter", "page_index", "reference"}, …], headings of the chosen part
        that are not told on purpose; matter: one of lessons.script.matter.Matter
    files: {"html"|"pdf"|"wav"|"m4a"|"mp4"|"captions"|"chapters": storage key}
    strategy_version: of the spec that it was written by.
    strategy_failing: [{"rule", "position", "detail", "text"}, …], what of it the script does not
        keep, after it was repaired once; rule: one of lessons.strategies.checking.Rule
    media_bytes: of all files; those that other lessons share are counted with each.
    public_since: when platform staff showed it to everybody, without an account; null where they
        have not.
    content_key: SHA-256 of all segments' keys and modalities; equal ones share their files.
    """

    class State(models.TextChoices):
        MAKING = "making", _("Being made")
        READY = "ready", _("Ready")
        PARTIAL = "partial", _("Partly made")
        FAILED = "failed", _("Failed")

    class Retention(models.TextChoices):
        """What was chosen when its source was deleted; empty where nothing was."""

        KEPT = "kept", "Everybody in the organization can still read it"
        GOING = "going", "It is out of sight, and deleted with the source"

    class SeenBy(models.TextChoices):
        """Who sees it beside who made it."""

        SOURCE = "source", _("Everybody who sees its source")
        CHOSEN = "chosen", _("Those it is shared with")
        MAKER = "maker", _("Nobody else")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source_id = models.UUIDField(db_index=True)
    seen_by = models.CharField(max_length=6, choices=SeenBy.choices, default=SeenBy.SOURCE)
    retention = models.CharField(max_length=5, choices=Retention.choices, blank=True)
    title = models.CharField(max_length=500)
    source_title = models.CharField(max_length=300)
    attribution = models.TextField(blank=True)
    scope_label = models.CharField(max_length=300, blank=True)  # "Chapter 15", "pages 3–9"
    language = models.CharField(max_length=12)
    strategy = models.CharField(max_length=40)
    strategy_version = models.PositiveIntegerField(default=1)
    strategy_failing = models.JSONField(default=list)
    notice = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.MAKING)
    content_key = models.CharField(max_length=64, blank=True)
    files = models.JSONField(default=dict)
    left_out = models.JSONField(default=list)
    media_bytes = models.PositiveBigIntegerField(default=0)
    duration_s = models.FloatField(default=0)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    public_since = models.DateTimeField(null=True, blank=True, editable=False)

    level: int  # of who asks, as `lessons.access` finds it

    objects = TenantManager.from_queryset(LessonQuerySet)()  # type: ignore[misc]

    class Meta:
        indexes = [
            models.Index(fields=["organization", "-created_at"], name="lesson_newest"),
            models.Index(
                fields=["-public_since"], condition=~Q(public_since=None), name="lesson_public"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def storage_prefix(self) -> str:
        """Where storage keeps what belongs to this lesson."""
        return f"o/{self.organization_id}/lessons/{self.pk}/"


class LessonRequest(Staged, TenantModel):
    """Who asked for what, and how far it is.

    Either node_id or first_page..last_page (page indexes, both included) or neither: then
    it is the whole source. topic: what was looked for in the library, where the part was found so.

    modalities: that are made now. requested_modalities: those and what is wished for later.
    preferred_modality, modality_preferences: what the person had set when they asked.
    trouble: [{"stage", "at", "attempt", "said"}, …], each try that ended in an error; said: in
        the language of who asked.
    """

    class Level(models.TextChoices):
        PLAIN = "plain", _("Easier: short sentences, words explained")
        USUAL = "", _("As the source is")
        FULL = "full", _("In more depth: more of each point")

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        MAKING = "making", _("Being made")
        DONE = "done", _("Done")
        PARTIAL = "partial", _("Partly made")
        FAILED = "failed", _("Failed")

    FINAL = (State.DONE, State.PARTIAL, State.FAILED)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lesson = models.ForeignKey(
        Lesson, null=True, blank=True, on_delete=models.CASCADE, related_name="requests"
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    source_id = models.UUIDField()
    node_id = models.UUIDField(null=True, blank=True)
    first_page = models.PositiveIntegerField(null=True, blank=True)
    last_page = models.PositiveIntegerField(null=True, blank=True)
    topic = models.CharField(max_length=200, blank=True, default="", db_default="")
    modalities = ArrayField(models.CharField(max_length=8, choices=Modality.choices))
    requested_modalities = ArrayField(
        models.CharField(max_length=8, choices=Modality.choices), default=list, blank=True
    )
    preferred_modality = models.CharField(
        max_length=8, choices=Modality.choices, blank=True, default="", db_default=""
    )
    modality_preferences = ArrayField(
        models.CharField(max_length=8, choices=Modality.choices), default=list, blank=True
    )
    language = models.CharField(max_length=12)
    level = models.CharField(
        max_length=6, choices=Level.choices, blank=True, default="", db_default=""
    )
    strategy = models.CharField(max_length=40)
    strategy_version = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    problem = models.TextField(blank=True)
    trouble = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "-created_at"], name="request_newest")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(node_id=None) | models.Q(first_page=None),
                name="request_node_or_pages",
            )
        ]

    def __str__(self) -> str:
        return f"lesson on {self.source_id} ({self.state})"


class LessonSegment(TenantModel):
    """One turn of one teacher, or a clip that stands between two.

    A clip takes two positions, so that the teachers keep theirs.

    clip: {"title", "credit", "source_ids", "length_ms", "language", and of a stretch of a recording
        "start_ms", "end_ms"; of a compilation "film" (its key in storage)}; once it is in the
        lesson's own storage "key" and "content" (SHA-256 of what it is made from). Its sentences
        are what is said in it: {"text", "start_ms", "end_ms", "source_id", "page_index", "at_s"}.
    sentences: [{"text", "section_id", "page_index", "page_label", "reference"}, …], of a recording
        also "at_s"; only "text" where the words are the teacher's own; start_s and end_s (of the
        lesson) are added when it is spoken.
    figure: {"section_id", "page_index", "caption", "alt", "key" (in storage)} or null.
    """

    class State(models.TextChoices):
        WRITTEN = "written", _("Written")
        RENDERED = "rendered", _("Rendered")
        FAILED = "failed", _("Failed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="segments")
    position = models.PositiveIntegerField()  # from 1; odd ones are the left teacher's
    phase = models.CharField(max_length=40, blank=True)  # of the strategy: "hook", "recap"
    heading = models.CharField(max_length=500)
    reference = models.CharField(max_length=60, blank=True)  # shown on screen: "p. 527"
    covers = models.JSONField(default=list)  # the source's headings that it stands for
    sentences = models.JSONField(default=list)
    bullets = models.JSONField(default=list)
    figure = models.JSONField(null=True, blank=True)
    clip = models.JSONField(null=True, blank=True)
    cache_key = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WRITTEN)
    was_cached = models.BooleanField(default=False)
    start_s = models.FloatField(default=0)  # in the lesson
    duration_s = models.FloatField(default=0)
    problem = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lesson", "position"], name="segment_position_once")
        ]
        indexes = [
            models.Index(
                fields=["organization"], condition=Q(clip__isnull=False), name="segment_clips"
            )
        ]

    def __str__(self) -> str:
        return f"segment {self.position} of {self.lesson_id}"

    @property
    def others(self) -> list[str]:
        """The headings that it stands for, beside its own."""
        return others(self.heading, self.covers)

    @property
    def teacher(self) -> Side:
        return "left" if self.position % 2 else "right"
