from uuid import UUID

from django.db import models
from django.db.models import Q

from organizations.scoping import TenantModel


class Movement(TenantModel):
    """One change of a balance. Rows are only ever added: the database refuses anything else.

    organization: of the balance; null for a person's and a family's.
    reservation_id: which one it belongs to; null for questions. Not a foreign key: a reservation
        goes with its organization, and what a person has used stays.
    held, used: what is added to the balance, in thousandths.
    key: of what is counted without a reservation, so that it is counted once.
    """

    class Kind(models.TextChoices):
        RESERVE = "reserve", "Reserved"
        SETTLE = "settle", "Delivered"
        RELEASE = "release", "Given back"
        EXPIRE = "expire", "Forgotten"
        SPEND = "spend", "Used at once"
        REFUND = "refund", "Given back after use"

    organization = models.ForeignKey(
        "organizations.Organization",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    balance = models.ForeignKey("billing.Balance", on_delete=models.CASCADE, related_name="+")
    reservation_id = models.UUIDField(null=True, blank=True)
    key = models.CharField(max_length=100, null=True, blank=True, unique=True)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    held = models.IntegerField(default=0)
    used = models.IntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["balance", "at"], name="movement_of_balance"),
            models.Index(
                fields=["reservation_id"],
                condition=Q(reservation_id__isnull=False),
                name="movement_of_reservation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.held:+} {self.used:+}"

    @classmethod
    def in_scope(cls, organization_id: UUID | None) -> Q:
        return Q(organization_id=organization_id) | Q(organization_id=None)
