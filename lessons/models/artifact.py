import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organizations.scoping import TenantModel
from organizations.staged import Staged


class Artifact(Staged, TenantModel):
    """Something for a class, made from a source: a quiz, a worksheet, cards, …

    From a node, from first_page..last_page (page indexes, both included), or from what the source
    says on a topic. count: how many items were asked for.
    approved_at: students see it from then on; an edit takes the approval back.
    strategy_failing: [{"rule", "position", "detail", "there", "wanted"}, …], what of its strategy
        it does not keep after it was repaired once; see `lessons.artifacts.manner`.
    """

    class Kind(models.TextChoices):
        QUIZ = "quiz", _("Quiz")
        WORKSHEET = "worksheet", _("Worksheet")
        LESSON_PLAN = "lesson_plan", _("Lesson plan")
        FLASHCARDS = "flashcards", _("Flashcards")
        GLOSSARY = "glossary", _("Glossary")
        SUMMARY = "summary", _("Summary")
        SLIDES = "slides", _("Slides")
        DISCUSSION = "discussion", _("Discussion questions")

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        MAKING = "making", _("Being made")
        DRAFT = "draft", _("Draft")
        APPROVED = "approved", _("Approved")
        FAILED = "failed", _("Failed")

    UNDER_WAY = (State.QUEUED, State.MAKING)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source_id = models.UUIDField(db_index=True)
    node_id = models.UUIDField(null=True, blank=True)
    first_page = models.PositiveIntegerField(null=True, blank=True)
    last_page = models.PositiveIntegerField(null=True, blank=True)
    topic = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    count = models.PositiveSmallIntegerField(default=10)
    title = models.CharField(max_length=500)
    language = models.CharField(max_length=12)
    strategy = models.CharField(max_length=40, blank=True)
    strategy_failing = models.JSONField(default=list, db_default=[])
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    problem = models.TextField(blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    source_title = models.CharField(max_length=300)
    attribution = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "-created_at"], name="artifact_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(node_id=None) | Q(first_page=None), name="artifact_node_or_pages"
            ),
            models.CheckConstraint(
                condition=Q(approved_at=None) | Q(state="approved"),
                name="artifact_approved_has_state",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_under_way(self) -> bool:
        return self.state in self.UNDER_WAY

    @property
    def is_approved(self) -> bool:
        return self.state == self.State.APPROVED


class ArtifactItem(TenantModel):
    """One question, card, paragraph or slide of an artifact.

    stem: what is asked or shown. Of a cloze with its gap as `BLANK`; of a card its front, of a
        slide or a text its heading.
    options: [{"text", "is_key", "feedback"}, …], of choice, multiple and true_false; of ordering
        in the order shown; of matching [{"text", "match", "is_key": true, "feedback"}, …].
    key: what is right where options do not say it:
        cloze, short, card, text, slide, question: {"accepted": [words, …]}, the first is shown
        numeric: {"number": n, "tolerance": n, "unit": words, "expression": "5 * 10" or ""}
        ordering: {"order": [text, …]}, right from first to last
        matching: {"pairs": [[left, right], …]}
    citation: {"source_id", "page_index", "page_label", "reference", "quote", "atom_id", "start",
        "end"}: the span of the page that supports the key; characters of `Page.text`. {} where it
        was written by a person and names no page.
    problems: codes of `lessons.artifacts.checking.Problem` that it fails; it cannot be approved.
    """

    BLANK = "_____"

    class Kind(models.TextChoices):
        CHOICE = "choice", _("Choose one")
        MULTIPLE = "multiple", _("Choose all that are right")
        TRUE_FALSE = "true_false", _("True or false")
        CLOZE = "cloze", _("Fill the gap")
        SHORT = "short", _("Short answer")
        NUMERIC = "numeric", _("A number")
        ORDERING = "ordering", _("Put in order")
        MATCHING = "matching", _("Match")
        CARD = "card", _("Card")
        TEXT = "text", _("Text")
        SLIDE = "slide", _("Slide")
        QUESTION = "question", _("Open question")

    WITH_OPTIONS = (Kind.CHOICE, Kind.MULTIPLE, Kind.TRUE_FALSE)

    class Difficulty(models.IntegerChoices):
        EASY = 1, _("Easy")
        MIDDLE = 2, _("Middle")
        HARD = 3, _("Hard")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    artifact = models.ForeignKey(Artifact, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveIntegerField()  # from 1
    kind = models.CharField(max_length=10, choices=Kind.choices)
    stem = models.TextField()
    options = models.JSONField(default=list, blank=True)
    key = models.JSONField(default=dict, blank=True)
    explanation = models.TextField(blank=True)
    difficulty = models.PositiveSmallIntegerField(
        choices=Difficulty.choices, default=Difficulty.MIDDLE
    )
    points = models.PositiveSmallIntegerField(default=1)
    citation = models.JSONField(default=dict, blank=True)
    problems = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            # Deferred: two change places in one transaction.
            models.UniqueConstraint(
                fields=["artifact", "position"],
                name="item_position_once",
                deferrable=models.Deferrable.DEFERRED,
            )
        ]

    def __str__(self) -> str:
        return self.stem[:80]
