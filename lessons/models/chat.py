import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.scoping import TenantModel


class ChatSession(TenantModel):
    """One person's questions about one source."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    source_id = models.UUIDField(null=True, blank=True)  # null: all that the person may see
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "user", "source_id"],
                nulls_distinct=False,
                name="chat_once_per_source",
            )
        ]

    def __str__(self) -> str:
        return f"chat of {self.user_id} on {self.source_id}"


class ChatMessage(TenantModel):
    """A question and its answer: the row is claimed once, however often a browser connects.

    statements: [{"text": "…", "citations": [{"atom_id", "source_id", "title", "page",
        "page_label", "quote"}]}, …]
    """

    class State(models.TextChoices):
        PENDING = "pending", _("Waiting")
        STREAMING = "streaming", _("Being answered")
        DONE = "done", _("Answered")
        FAILED = "failed", _("Failed")

    class Confidence(models.TextChoices):
        HIGH = "high", _("High")
        MEDIUM = "medium", _("Medium")
        LOW = "low", _("Low")
        NONE = "none", _("Not in the source")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(ChatSession, on_delete=models.CASCADE, related_name="messages")
    question = models.CharField(max_length=1000)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    statements = models.JSONField(default=list)
    confidence = models.CharField(max_length=8, choices=Confidence.choices, blank=True)
    provider = models.CharField(max_length=80, blank=True)
    timings_ms = models.JSONField(default=dict)
    problem = models.TextField(blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["session", "created_at"], name="message_order")]

    def __str__(self) -> str:
        return self.question[:60]
