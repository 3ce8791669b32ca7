import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organizations.scoping import TenantModel
from organizations.staged import Staged

KEPT = timedelta(days=7)


class DataExport(Staged, TenantModel):
    """All that an organization has here, as one ZIP to take along; kept for a week."""

    class State(models.TextChoices):
        MAKING = "making", _("Being made")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Failed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.MAKING)
    problem = models.TextField(blank=True)
    size_bytes = models.PositiveBigIntegerField(default=0)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization"], condition=Q(state="making"), name="export_one_at_a_time"
            )
        ]
        indexes = [
            models.Index("organization", models.F("created_at").desc(), name="export_newest")
        ]

    def __str__(self) -> str:
        return f"export {self.pk} ({self.state})"

    @property
    def file_key(self) -> str:
        """Beside what belongs to the organization, and in no export itself."""
        return f"o/{self.organization_id}/exports/{self.pk}.zip"

    @property
    def kept_until(self):
        return self.created_at + KEPT
