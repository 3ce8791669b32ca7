from django.conf import settings
from django.db import models
from django.db.models import F, Q

from organizations.scoping import TenantModel


class ProviderCall(TenantModel):
    """One call of a model or a voice: what it took, and who it was for. No word of it is kept.

    organization: null for work of the platform, such as on the global catalogue.
    person: null where nobody asked, or the account is gone; the cost stays.
    prompt: its name and version. is_estimate: the tokens are counted here.
    problem: what went wrong, as project.providers.failures names it.
    request_id: of the row that asked for the work: a request for a lesson, a bubble, a message.
    amount: seconds of sound (speech) or picture (rendering), gigabytes for a day (storage).
    is_cached: it was found ready made, and cost nothing.
    """

    class Kind(models.TextChoices):
        CHAT = "chat", "Chat"
        EMBEDDING = "embedding", "Embedding"
        RERANK = "rerank", "Reranking"
        SPEECH = "speech", "Speech"
        RENDERING = "rendering", "Rendering"
        STORAGE = "storage", "Storage"

    class Outcome(models.TextChoices):
        DONE = "done", "Done"
        FAILED = "failed", "Failed"
        STOPPED = "stopped", "Stopped"

    organization = models.ForeignKey(
        "organizations.Organization",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    at = models.DateTimeField(auto_now_add=True)
    purpose = models.CharField(max_length=40, blank=True)
    request_id = models.UUIDField(null=True, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    provider = models.CharField(max_length=80)
    model = models.CharField(max_length=80)
    prompt = models.CharField(max_length=40, blank=True)
    tokens_in = models.PositiveIntegerField(default=0)
    tokens_out = models.PositiveIntegerField(default=0)
    is_estimate = models.BooleanField(default=False)
    seconds = models.FloatField(default=0)
    amount = models.FloatField(default=0)
    characters = models.PositiveIntegerField(default=0)
    is_cached = models.BooleanField(default=False)
    cost_microusd = models.PositiveBigIntegerField(default=0)
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    problem = models.CharField(max_length=60, blank=True)

    class Meta:
        indexes = [
            models.Index("organization", F("at").desc(), name="provider_call_newest"),
            models.Index(fields=["at"], name="provider_call_age"),
            models.Index(
                fields=["request_id"],
                condition=~Q(request_id=None),
                name="provider_call_of_request",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose or self.kind} by {self.provider} ({self.outcome})"
