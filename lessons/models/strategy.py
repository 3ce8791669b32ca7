import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organizations.scoping import TenantManager, TenantModel


class StrategyQuerySet(models.QuerySet):
    def seen_by(self, user_id: uuid.UUID, *, is_admin: bool):
        """For staff: what everybody may use, and their own; admins see all."""
        if is_admin:
            return self
        everybody = Q(used_by=Strategy.UsedBy.ORGANIZATION)
        return self.filter(everybody | Q(made_by=user_id))

    def usable_by(self, user_id: uuid.UUID):
        """By whom lessons can be made with it."""
        return self.seen_by(user_id, is_admin=False).filter(archived_at=None)


class Strategy(TenantModel):
    """An organization's or a teacher's own way of teaching.

    key: as lessons and classes name it; no global strategy has one with a "-" in it.
    version: the newest. Rows of lessons name a version, so an archived one stays.
    """

    class UsedBy(models.TextChoices):
        MAKER = "maker", _("Me alone")
        ORGANIZATION = "everybody", _("Everybody here")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    description = models.CharField(max_length=200)
    used_by = models.CharField(max_length=9, choices=UsedBy.choices, default=UsedBy.MAKER)
    version = models.PositiveIntegerField(default=1)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    archived_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = TenantManager.from_queryset(StrategyQuerySet)()  # type: ignore[misc]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "key"], name="strategy_key_once")
        ]

    def __str__(self) -> str:
        return self.name


class StrategyVersion(TenantModel):
    """One state of it, never changed.

    base_key, base_version: of the global strategy that it extends.
    overrides: what it says otherwise; as `lessons.strategies.overriding.Overrides`.
    spec: the whole, as it was when it was saved: the global one may change since.
    """

    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    base_key = models.CharField(max_length=40)
    base_version = models.PositiveIntegerField()
    overrides = models.JSONField(default=dict)
    spec = models.JSONField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["strategy", "number"], name="strategy_version_once")
        ]

    def __str__(self) -> str:
        return f"version {self.number} of {self.strategy_id}"
