import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from organizations.scoping import TenantModel


class Webhook(TenantModel):
    """An address of the organization's systems that is told when something is ready.

    sealed_secret: signs what is sent; as `project.sealing` keeps it, shown once.
    """

    class Event(models.TextChoices):
        SOURCE_READY = "source.ready", _("A source is ready")
        LESSON_READY = "lesson.ready", _("A lesson is ready")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    url = models.URLField(_("Address"), max_length=500)
    events = ArrayField(models.CharField(max_length=20, choices=Event.choices))
    sealed_secret = models.TextField(editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "-created_at"], name="webhook_newest")]

    def __str__(self) -> str:
        return self.url


class WebhookDelivery(TenantModel):
    """One event on its way to one webhook; the row is the truth, a job sends it.

    status: of the last answer, null where there was none. problem: why it did not arrive.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("On its way")
        DELIVERED = "delivered", _("Delivered")
        FAILED = "failed", _("Not delivered")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    event = models.CharField(max_length=20, choices=Webhook.Event.choices)
    payload = models.JSONField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    problem = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    delivered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["webhook", "-created_at"], name="delivery_newest")]

    def __str__(self) -> str:
        return f"{self.event} ({self.state})"
