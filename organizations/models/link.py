import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from organizations.scoping import TenantModel


class SharingLink(TenantModel):
    """Whoever has it reads one source, without an account. Looked up before any scope is known.

    token_sha256: of 32 random bytes, which are shown once and kept nowhere.
    password: hashed as a person's is; empty where the link alone is enough.
    made_by: while they are here the link works.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source_id = models.UUIDField(db_index=True)
    token_sha256 = models.CharField(max_length=64, unique=True)
    password = models.CharField(max_length=128, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)  # the last time
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "source_id"], name="link_of_source")]

    def __str__(self) -> str:
        return f"link to {self.source_id}"

    @property
    def has_password(self) -> bool:
        return bool(self.password)

    @property
    def is_good(self) -> bool:
        return self.revoked_at is None and self.expires_at > timezone.now()
