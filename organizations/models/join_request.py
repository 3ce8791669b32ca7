from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from organizations.models.people import Role
from organizations.scoping import TenantManager, TenantModel


class JoinRequestQuerySet(models.QuerySet):
    def open(self):
        return self.filter(decided_at=None)


class JoinRequest(TenantModel):
    """Somebody asks to be let in: to a class, or to the organization alone.

    login_name: of a student without email; kept for them until it is decided.
    """

    class Answer(models.TextChoices):
        APPROVED = "approved", _("Let in")
        REFUSED = "refused", _("Refused")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    school_class = models.ForeignKey(
        "organizations.Class", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    role = models.CharField(max_length=12, choices=Role.choices, default=Role.STUDENT)
    login_name = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)

    objects = TenantManager.from_queryset(JoinRequestQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "user", "school_class"],
                condition=Q(decided_at=None),
                nulls_distinct=False,
                name="join_request_open_once",
            ),
            models.UniqueConstraint(
                "organization",
                Lower("login_name"),
                condition=Q(decided_at=None) & ~Q(login_name=""),
                name="join_request_login_name_once",
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="join_request_role"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} asks to be {self.role} of {self.organization_id}"
