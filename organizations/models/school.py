import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from organizations.scoping import TenantModel


class School(TenantModel):
    """One building of a district, one site of a firm. An organization may have none.

    external_id: the sourcedId of the roster it came from; empty where made by hand.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    external_id = models.CharField(max_length=255, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("organization", Lower("name"), name="school_name_once"),
            models.UniqueConstraint(
                fields=["organization", "external_id"],
                condition=~Q(external_id=""),
                name="school_external_id_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name
