import uuid

from django.db import models

from accounts.models.user import User


class TokenFamily(models.Model):
    """One sign-in of a program: its access tokens, and a line of refresh tokens.

    generation: of the one refresh token that is good now; each refresh adds one. A token of an
    earlier generation has been copied by somebody: the family is revoked.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="token_families")
    generation = models.PositiveIntegerField(default=1)
    label = models.CharField(max_length=120, blank=True)  # what asked for it, in its own words
    created_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"tokens of {self.user_id}"
