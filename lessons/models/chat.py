import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from organizations.scoping import TenantModel


class ChatSession(TenantModel):
    """One person's questions about some sources, or about all that they may see.

    first_page, last_page: page indexes, both included, where it is about these pages of its one
        source; else null.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=120, blank=True)  # empty until the first question
    source_ids = ArrayField(models.UUIDField(), default=list, blank=True)
    is_about_everything = models.BooleanField(default=False)
    first_page = models.PositiveIntegerField(null=True, blank=True)
    last_page = models.PositiveIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    asked_at = models.DateTimeField(default=timezone.now)  # the last time

    class Meta:
        constraints = [
            # A chat whose last source is deleted is about nothing, and never about everything.
            models.CheckConstraint(
                condition=Q(is_about_everything=False) | Q(source_ids=[]),
                name="chat_about_everything_or_some",
            ),
            models.CheckConstraint(
                condition=Q(first_page=None, last_page=None)
                | Q(last_page__gte=models.F("first_page")),
                name="chat_pages_in_order",
            ),
        ]
        indexes = [models.Index(fields=["organization", "user", "-asked_at"], name="chat_newest")]

    def __str__(self) -> str:
        return self.title or gettext("New chat")

    @property
    def pages(self) -> tuple[int, int] | None:
        if self.first_page is None or self.last_page is None:
            return None
        return self.first_page, self.last_page


class ChatMessage(TenantModel):
    """A question and its answer: the row is claimed once, however often a browser connects.

    query: what was searched for, where it is not the question itself.
    attempt: grows with each claim; who writes with an older one changes nothing.
    statements: [{"text": "…", "citations": [{"atom_id", "source_id", "title", "page",
        "page_label", "reference", "quote", "language", "time"}]}, …], as they come; one without
        citations is not supported.
    nearest: citations of what comes closest, where nothing answers.
    moderation: what was found of a question that was looked at, as `lessons.safety.moderating`
        writes it; empty where it was not.
    """

    asked_today = 0  # of the person's questions, where it has just been counted

    class State(models.TextChoices):
        PENDING = "pending", _("Waiting")
        STREAMING = "streaming", _("Being answered")
        DONE = "done", _("Answered")
        FAILED = "failed", _("Failed")
        STOPPED = "stopped", _("Stopped")
        REFUSED = "refused", _("Not answered, for safety")

    OPEN = (State.PENDING, State.STREAMING)
    RETRIED = (State.FAILED, State.STOPPED)

    class Confidence(models.TextChoices):
        HIGH = "high", _("High")
        MEDIUM = "medium", _("Medium")
        LOW = "low", _("Low")
        NONE = "none", _("Not in these sources")

    class Reason(models.TextChoices):
        WRONG = "wrong", _("It is wrong")
        PAGE = "page", _("The page does not say that")
        INCOMPLETE = "incomplete", _("Something is missing")
        UNCLEAR = "unclear", _("It is hard to understand")
        OTHER = "other", _("Something else")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(ChatSession, on_delete=models.CASCADE, related_name="messages")
    question = models.CharField(max_length=1000)
    query = models.CharField(max_length=1200, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    statements = models.JSONField(default=list)
    nearest = models.JSONField(default=list)
    confidence = models.CharField(max_length=8, choices=Confidence.choices, blank=True)
    provider = models.CharField(max_length=80, blank=True)
    timings_ms = models.JSONField(default=dict)
    moderation = models.JSONField(default=dict, db_default={})
    problem = models.TextField(blank=True)
    attempt = models.PositiveIntegerField(default=0)
    claimed_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    is_helpful = models.BooleanField(null=True, blank=True)
    reason = models.CharField(max_length=12, choices=Reason.choices, blank=True)
    note = models.CharField(max_length=500, blank=True)  # why, in the person's own words
    rated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["session", "created_at"], name="message_order")]

    def __str__(self) -> str:
        return self.question[:60]

    @property
    def is_refused(self) -> bool:
        return self.state == self.State.REFUSED

    @property
    def is_open(self) -> bool:
        """An answer is still to come."""
        return self.state in self.OPEN
