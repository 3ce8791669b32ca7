import uuid

from django.conf import settings
from django.db import models

from billing.models.plan import Meter
from organizations.scoping import TenantModel


class HeldRequest(TenantModel):
    """What a person asked for when the limit was reached: one click asks for it again.

    kind: which of billing.continuing.kinds goes on with it; payload: what that takes.
    label: what it was, in the person's words or language.
    admins_asked_at: when the organization's admins were told.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    meter = models.CharField(max_length=8, choices=Meter.choices)
    label = models.CharField(max_length=300)
    payload = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, blank=True)
    admins_asked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["organization", "person", "-created_at"], name="held_request_newest"
            )
        ]

    def __str__(self) -> str:
        return self.label
