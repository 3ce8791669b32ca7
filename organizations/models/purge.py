from django.db import models
from django.utils.translation import gettext_lazy as _


class PurgeReceipt(models.Model):
    """What went with an organization that is no more: ids and numbers, and no names.

    counts: {table or kind of file: how many there were before}.
    left: the same, counted again afterwards; empty is what it has to be.
    """

    former_organization_id = models.UUIDField(primary_key=True)
    counts = models.JSONField(default=dict)
    left = models.JSONField(default=dict)
    closed_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("purge receipt")

    def __str__(self) -> str:
        return f"purge of {self.former_organization_id}"
