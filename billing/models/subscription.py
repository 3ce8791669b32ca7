import uuid
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from billing.models.subject import SubjectModel
from organizations.scoping import TenantManager


class Interval(models.TextChoices):
    MONTH = "month", _("a month")
    YEAR = "year", _("a year")


class SubscriptionQuerySet(models.QuerySet):
    def giving_access(self, now: datetime):
        """Those that let new work begin. What Stripe keeps is as Stripe says it is."""
        local = Q(stripe_id=None)
        status = Subscription.Status
        on_trial = Q(status=status.TRIALING) & (~local | Q(trial_ends_at__gt=now))
        endless = Q(current_period_end=None) | Q(current_period_end__gt=now)
        paid = Q(status=status.ACTIVE) & (~local | endless)
        in_grace = Q(status=status.PAST_DUE, grace_ends_at__gt=now)
        return self.filter(on_trial | paid | in_grace)

    def running(self):
        """Those that are not over: a subject with one of Stripe's is not sold a second."""
        return self.exclude(status__in=Subscription.OVER)

    def of_person(self, person):
        return self.filter(person=person)

    def of_organization(self, organization):
        return self.filter(organization=organization)


SubscriptionManager = TenantManager.from_queryset(SubscriptionQuerySet)


class Subscription(SubjectModel):
    """What a person or an organization has subscribed to.

    plan: the plan's key. quantity: seats of an organization; 1 for a person.
    stripe_id: null for what an admin has given and for trials of our own.
    trial_ends_at: null where there was none. current_period_end: null is without end.
    cancel_at: it is cancelled, and runs until then.
    grace_ends_at: what is past due gives access until then.
    synced_at: when Stripe was asked last.
    trial_told_at: when they were told by mail that the trial ends.
    """

    class Status(models.TextChoices):
        TRIALING = "trialing", _("On trial")
        ACTIVE = "active", _("Active")
        PAST_DUE = "past_due", _("Payment is due")
        PAUSED = "paused", _("Paused")
        INCOMPLETE = "incomplete", _("First payment not done")
        INCOMPLETE_EXPIRED = "incomplete_expired", _("First payment never came")
        UNPAID = "unpaid", _("Unpaid")
        CANCELED = "canceled", _("Cancelled")

    OVER = (Status.CANCELED, Status.INCOMPLETE_EXPIRED)
    READ_ONLY = (Status.PAUSED, Status.INCOMPLETE, Status.UNPAID, *OVER)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.CharField(max_length=20)
    interval = models.CharField(max_length=5, choices=Interval.choices, default=Interval.MONTH)
    quantity = models.PositiveIntegerField(default=1)
    status = models.CharField(max_length=20, choices=Status.choices)
    trial_ends_at = models.DateTimeField(null=True, blank=True)
    current_period_start = models.DateTimeField(null=True, blank=True)
    current_period_end = models.DateTimeField(null=True, blank=True)
    cancel_at = models.DateTimeField(null=True, blank=True)
    grace_ends_at = models.DateTimeField(null=True, blank=True)
    stripe_id = models.CharField(max_length=255, null=True, blank=True, unique=True)
    stripe_price_id = models.CharField(max_length=255, blank=True)
    synced_at = models.DateTimeField(null=True, blank=True)
    trial_told_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[SubscriptionManager] = SubscriptionManager()

    class Meta(SubjectModel.Meta):
        abstract = False
        constraints = [
            *SubjectModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(stripe_id=None, status__in=["trialing", "active"]),
                name="local_subscription_once_per_person",
            ),
            models.UniqueConstraint(
                fields=["organization"],
                condition=Q(stripe_id=None, status__in=["trialing", "active"]),
                name="local_subscription_once_per_organization",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "current_period_end"], name="subscription_by_status")
        ]

    def __str__(self) -> str:
        return f"{self.plan} ({self.status})"

    def gives_access(self, now: datetime) -> bool:
        """As `giving_access` of the rows."""
        if self.status == self.Status.TRIALING:
            return not self.is_local or bool(self.trial_ends_at and self.trial_ends_at > now)
        if self.status == self.Status.ACTIVE:
            endless = self.current_period_end is None or self.current_period_end > now
            return not self.is_local or endless
        in_grace = self.grace_ends_at is not None and self.grace_ends_at > now
        return self.status == self.Status.PAST_DUE and in_grace

    @property
    def is_over(self) -> bool:
        return self.status in self.OVER

    @property
    def is_local(self) -> bool:
        return self.stripe_id is None
