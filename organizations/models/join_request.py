import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from organizations.models.people import Role
from organizations.scoping import TenantManager, TenantModel


class JoinRequestQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state=JoinRequest.State.PENDING)


class JoinRequest(TenantModel):
    """Somebody asks to be let in: to a class by its code, or to the organization.

    via: how they came to ask for the organization: the domain of their address, or the name of
        the identity provider. Empty by a class code. It is asked once: the answer stays.
    login_name: of a student without email; kept for them until it is decided.
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
    school_class = models.ForeignKey(
        "organizations.Class", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    role = models.CharField(max_length=12, choices=Role.choices, default=Role.STUDENT)
    via = models.CharField(max_length=253, blank=True)
    login_name = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    created_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = TenantManager.from_queryset(JoinRequestQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "user", "school_class"],
                condition=Q(state="pending"),
                name="join_request_open_once",
            ),
            models.UniqueConstraint(
                fields=["organization", "user"],
                condition=Q(school_class=None) & ~Q(via=""),
                name="join_request_via_once",
            ),
            models.UniqueConstraint(
                "organization",
                Lower("login_name"),
                condition=Q(state="pending") & ~Q(login_name=""),
                name="join_request_login_name_once",
            ),
            models.CheckConstraint(
                condition=Q(role__in=[Role.STUDENT, Role.TEACHER]), name="join_request_role"
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "state", "created_at"], name="join_request_waits")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} asks to be {self.role} of {self.organization_id}"
