import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from organizations.scoping import TenantModel


class CatalogueSubscription(TenantModel):
    """A title of the global catalogue that the organization sees; nothing of it is copied.

    source_id: of the title, in the content database. slug: what it was called then.
    ended_at: taken back, or the title is gone; the row stays as history.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source_id = models.UUIDField(db_index=True)
    slug = models.SlugField(max_length=80)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "source_id"],
                condition=Q(ended_at=None),
                name="subscription_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.slug} of {self.organization_id}"
