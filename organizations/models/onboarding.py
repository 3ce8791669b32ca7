import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from organizations.scoping import TenantModel
from organizations.staged import Staged


class Onboarding(Staged):
    """A signed contract on its way to a running organization. Platform admins' own: not scoped.

    data: {step: what was said in it}, as `organizations.onboarding.forms` cleans it. What
        equals the default of the type is left out, so that another type fills it anew.
    drafts: {step: what was posted and could not be accepted}, so that leaving loses nothing.
    version: grows with each save; who saves on top of an older one is told.
    done_steps: those that were saved once.
    organization: from provisioning on; nobody enters it until that is done.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Being filled in")
        PROVISIONING = "provisioning", _("Being set up")
        DONE = "done", _("Open")
        FAILED = "failed", _("Could not be set up")
        CANCELLING = "cancelling", _("Being undone")
        CANCELLED = "cancelled", _("Cancelled")

    OVER = (State.DONE, State.CANCELLED)
    AT_WORK = (State.PROVISIONING, State.CANCELLING)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    step = models.CharField(max_length=12, default="organization")
    done_steps = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    data = models.JSONField(default=dict, blank=True)
    drafts = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=0)
    problem = models.TextField(blank=True)
    organization = models.OneToOneField(
        "organizations.Organization",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="onboarding",
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["-updated_at"], name="onboarding_newest")]
        verbose_name_plural = "onboardings"

    def __str__(self) -> str:
        said = self.data.get("organization") or self.drafts.get("organization") or {}
        return said.get("name") or str(_("No name yet"))


class AppliedTemplate(TenantModel):
    """A template that was applied here, and what came of it.

    made: {part: {key: {"value": what was written, …what the part finds it again by}}}.
    """

    slug = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    made = models.JSONField(default=dict)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    applied_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "slug"], name="template_once_an_organization"
            )
        ]

    def __str__(self) -> str:
        return f"{self.slug} {self.version} in {self.organization_id}"
