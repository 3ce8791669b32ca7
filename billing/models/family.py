import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower


class Family(models.Model):
    """Who uses the owner's family subscription: the owner, and those who have joined."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"family of {self.owner}"


class FamilyMember(models.Model):
    """A place that the owner has given. person: null until who has that address says yes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="members")
    email = models.EmailField()
    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    invited_at = models.DateTimeField(auto_now_add=True)
    joined_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("family", Lower("email"), name="family_member_once"),
            models.CheckConstraint(
                condition=Q(person=None, joined_at=None)
                | Q(person__isnull=False, joined_at__isnull=False),
                name="family_member_joined_or_not",
            ),
        ]

    def __str__(self) -> str:
        return self.email
