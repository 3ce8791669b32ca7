import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organizations.models.people import Role
from organizations.scoping import TenantModel


class DomainJoinRequest(TenantModel):
    """A person with a verified address of the organization asks to be let in.

    via: the domain of the address, or the name of the identity provider.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("Waits")
        APPROVED = "approved", _("Let in")
        REFUSED = "refused", _("Refused")
        DISMISSED = "dismissed", _("Not wanted")  # by the person, who was offered it

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="join_requests"
    )
    role = models.CharField(max_length=12, choices=Role.choices)
    via = models.CharField(max_length=253)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    created_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "user"], name="domain_join_request_once"
            ),
            models.CheckConstraint(
                condition=Q(role__in=[Role.STUDENT, Role.TEACHER]), name="domain_join_request_role"
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "state", "created_at"], name="domain_join_request_waits"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} asks to join {self.organization_id}"
