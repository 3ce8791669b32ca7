import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from library.models import Source
from organizations.scoping import TenantModel


class Annotation(TenantModel):
    """What somebody marked or wrote on one page of a source.

    start, stop: characters of `Page.text`, with exact, prefix and suffix as they stood there;
        null where it is about a place or the page as a whole.
    boxes: [[x0, y0, x1, y1], …], points on the page, where no words are named.
    strokes: of a drawing, [{"points": [[x, y], …], "width": points, "colour": name}, …].
    page_sha256: of the page's text when it was placed; the page is known again by it.
    state: UNPLACED where a new edition has no such words; `suggestion` is then the nearest
        place, {"page", "start", "stop", "score"}, or null.
    deleted_at: for a while it can be brought back, by deleted_by.
    """

    source: Source  # where it was looked up on the way to the row
    thread: "list[AnnotationReply]"  # as `lessons.annotations.listing` fetches it

    class Kind(models.TextChoices):
        HIGHLIGHT = "highlight", _("Highlight")
        NOTE = "note", _("Note")
        DRAWING = "drawing", _("Drawing")
        BOOKMARK = "bookmark", _("Bookmark")

    class Colour(models.TextChoices):
        YELLOW = "yellow", _("Yellow")
        GREEN = "green", _("Green")
        BLUE = "blue", _("Blue")
        PINK = "pink", _("Pink")
        ORANGE = "orange", _("Orange")

    class Audience(models.TextChoices):
        PRIVATE = "private", _("Only me")
        CLASS = "class", _("A class")
        ORGANIZATION = "organization", _("Everybody here")

    class State(models.TextChoices):
        PLACED = "placed", _("In its place")
        UNPLACED = "unplaced", _("To be placed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source_id = models.UUIDField()
    page_index = models.PositiveIntegerField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    colour = models.CharField(max_length=8, choices=Colour.choices, default=Colour.YELLOW)
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    text = models.TextField(blank=True)
    strokes = models.JSONField(default=list, blank=True)

    start = models.PositiveIntegerField(null=True, blank=True)
    stop = models.PositiveIntegerField(null=True, blank=True)
    exact = models.TextField(blank=True)
    prefix = models.CharField(max_length=64, blank=True)
    suffix = models.CharField(max_length=64, blank=True)
    boxes = models.JSONField(default=list, blank=True)
    page_sha256 = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PLACED)
    suggestion = models.JSONField(null=True, blank=True)

    audience = models.CharField(max_length=12, choices=Audience.choices, default=Audience.PRIVATE)
    school_class = models.ForeignKey(
        "organizations.Class", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    # Only they can bring it back.
    deleted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(audience="class", school_class__isnull=False)
                | (~Q(audience="class") & Q(school_class=None)),
                name="annotation_class_where_for_one",
            ),
            models.CheckConstraint(
                condition=Q(start=None, stop=None) | Q(stop__gt=models.F("start")),
                name="annotation_range_of_words",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "source_id", "page_index"], name="note_by_page"),
            models.Index(fields=["organization", "author", "-created_at"], name="note_by_author"),
        ]

    def __str__(self) -> str:
        return (self.text or self.exact)[:80] or gettext("Mark")


class AnnotationReply(TenantModel):
    """An answer below an annotation: a thread is one level deep."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    annotation = models.ForeignKey(Annotation, on_delete=models.CASCADE, related_name="replies")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    text = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    # Only they can bring it back.
    deleted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        indexes = [models.Index(fields=["annotation", "created_at"], name="reply_order")]

    def __str__(self) -> str:
        return self.text[:80]
