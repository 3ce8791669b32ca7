import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from billing.models.plan import Meter
from organizations.scoping import TenantModel


class Reservation(TenantModel):
    """Room that is kept for one lesson while it is made, and what became of it.

    person: for whom it counts; null where it counts for the organization only.
    subject_id: of the request for the lesson. key: once for each try.
    plan, reason: the plan that gave the room, and billing.effective.Reason.
    amount, delivered: in thousandths of a lesson.
    parts, parts_found: how many parts the lesson has, and how many of them were found ready made:
        those cost the person what the plan says and the platform nothing.
    """

    class State(models.TextChoices):
        HELD = "held", _("Reserved")
        SETTLED = "settled", _("Delivered")
        RELEASED = "released", _("Given back")
        EXPIRED = "expired", _("Forgotten")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    key = models.CharField(max_length=100, unique=True)
    subject_id = models.UUIDField(db_index=True)
    meter = models.CharField(max_length=8, choices=Meter.choices)
    is_assigned = models.BooleanField(default=False)
    plan = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=12, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.HELD)
    amount = models.PositiveIntegerField()
    delivered = models.PositiveIntegerField(default=0)
    parts = models.PositiveIntegerField(default=0)
    parts_found = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(delivered__lte=models.F("amount")),
                name="reservation_delivers_no_more_than_reserved",
            )
        ]
        indexes = [
            models.Index(
                fields=["expires_at"], condition=Q(state="held"), name="reservation_to_expire"
            ),
            models.Index(
                fields=["meter", "-finished_at"],
                condition=Q(state="settled"),
                name="reservation_measured",
            ),
            models.Index(
                fields=["organization", "person", "-created_at"], name="reservation_newest"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meter} for {self.subject_id} ({self.state})"
