import uuid

from django.conf import settings
from django.db import models
from django.db.models import F

from organizations.scoping import TenantModel


class AuditEntry(TenantModel):
    """Who did what to what, when and from where. Only added: the database refuses changes.

    action: "area.verb_in_the_past", such as "people.role_changed".
    detail: ids, numbers and names of settings; no secret, and no more of a person than ids.
    impersonator: the platform admin behind the actor, where one acts as somebody else.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField(auto_now_add=True)
    action = models.CharField(max_length=60)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )
    impersonator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )
    subject = models.CharField(max_length=40, blank=True)
    subject_id = models.CharField(max_length=40, blank=True)
    detail = models.JSONField(default=dict, blank=True)
    ip = models.GenericIPAddressField(null=True, blank=True)
    door = models.CharField(max_length=120, blank=True, help_text="Page, command or job.")

    class Meta:
        indexes = [
            models.Index("organization", F("at").desc(), name="audit_newest"),
            models.Index("organization", "subject", "subject_id", name="audit_of_subject"),
        ]
        verbose_name_plural = "audit entries"

    def __str__(self) -> str:
        return f"{self.action} {self.subject} {self.subject_id}"
