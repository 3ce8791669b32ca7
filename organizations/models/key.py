import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.scoping import TenantModel


class OrganizationKey(TenantModel):
    """What a program of the organization signs in with. Looked up before any scope is known.

    prefix: the beginning, by which people tell keys apart; sha256: of the whole key, which is
    shown once and kept nowhere. (A key is 32 random bytes: it needs no slow hash.)
    """

    class Scope(models.TextChoices):
        SOURCES_READ = "sources:read", _("Read sources")
        SEARCH = "search", _("Search in sources")
        LESSONS_READ = "lessons:read", _("Read lessons")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=16)
    sha256 = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope.choices))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "-created_at"], name="key_newest")]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @property
    def is_good(self) -> bool:
        return self.revoked_at is None and not self.has_run_out

    @property
    def has_run_out(self) -> bool:
        return self.expires_at is not None and self.expires_at <= timezone.now()
