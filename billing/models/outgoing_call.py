import uuid

from django.db import models
from django.db.models import Q


class OutgoingCall(models.Model):
    """Something that we ask Stripe to make or change: written down before it is asked.

    The row's id is the idempotency key and `params` are what is sent, so that asking again after a
    crash makes nothing twice. about: our row that it is for, as "<model> <id>".
    """

    class State(models.TextChoices):
        ASKED = "asked", "Asked"
        DONE = "done", "Done"
        REFUSED = "refused", "Refused"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    action = models.CharField(max_length=40)
    about = models.CharField(max_length=120)
    params = models.JSONField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["action", "about"],
                condition=Q(state="asked"),
                name="outgoing_call_asked_once",
            )
        ]
        indexes = [models.Index(fields=["created_at"], name="outgoing_call_age")]

    def __str__(self) -> str:
        return f"{self.action} of {self.about} ({self.state})"

    @property
    def key(self) -> str:
        return f"{self.action}:{self.pk}"
