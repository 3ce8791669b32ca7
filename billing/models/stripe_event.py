import uuid

from django.db import models
from django.db.models import F


class StripeEvent(models.Model):
    """An event as Stripe sent it, signed. It only says what to fetch; see billing.events.

    stripe_id: Stripe's own id; an event that is sent again is the same row.
    kind: Stripe's type, "invoice.paid". api_version: in which the payload is written.
    """

    class State(models.TextChoices):
        RECEIVED = "received", "Waiting"
        DONE = "done", "Done"
        IGNORED = "ignored", "Ignored"
        FAILED = "failed", "Failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    stripe_id = models.CharField(max_length=255, unique=True)
    kind = models.CharField(max_length=100)
    api_version = models.CharField(max_length=40, blank=True)
    payload = models.JSONField()
    happened_at = models.DateTimeField()
    received_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RECEIVED)
    deliveries = models.PositiveIntegerField(default=1)
    done_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        verbose_name = "Stripe event"
        indexes = [
            models.Index(F("received_at").desc(), name="stripe_event_newest"),
            models.Index(
                fields=["received_at"],
                condition=models.Q(state="received"),
                name="stripe_event_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.state})"
