import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from organizations.models.people import Membership, Role
from organizations.scoping import TenantManager, TenantModel


class InvitationQuerySet(models.QuerySet):
    def open(self):
        """Neither accepted nor revoked; expired ones are open too: they can be sent again."""
        return self.filter(accepted_at=None, revoked_at=None)

    def to_send(self):
        return self.open().filter(sent_at=None, problem="", is_held=False)


class Invitation(TenantModel):
    """A person is asked in by email, for one role. Its link works once.

    token_sha256: of what the link carries; the token itself is only in the mail.
    child: a guardian's, where the invitation is for one.
    by_platform: sent by a platform admin or a command, and not by somebody of the organization.
    sent_at: None until the mail is on its way, and again when it is to be sent anew.
    is_held: a roster names them; nothing is sent before people say so.
    problem: why it could not be sent, for people; then nothing sends it by itself.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField()
    role = models.CharField(max_length=12, choices=Role.choices)
    school = models.ForeignKey(
        "organizations.School", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    school_class = models.ForeignKey(
        "organizations.Class",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    child = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    token_sha256 = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    by_platform = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    is_held = models.BooleanField(default=False, editable=False)
    problem = models.CharField(max_length=300, blank=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = TenantManager.from_queryset(InvitationQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "organization",
                Lower("email"),
                condition=Q(accepted_at=None, revoked_at=None),
                name="invitation_open_once",
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="invitation_role"),
        ]

    def __str__(self) -> str:
        return f"invitation of {self.email} as {self.role}"

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= timezone.now()
