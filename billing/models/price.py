from django.db import models
from django.db.models import Q

from billing.models.subscription import Interval


class PlanPrice(models.Model):
    """What a plan costs, and which price of Stripe's that is. Filled by `manage.py stripe_setup`.

    amount: in the currency's minor unit, for one person or one seat, an interval.
    is_offered: others were sold once, and still say which plan a subscription is of.
    """

    stripe_id = models.CharField(max_length=255, unique=True)
    plan = models.CharField(max_length=20)
    interval = models.CharField(max_length=5, choices=Interval.choices)
    currency = models.CharField(max_length=3)
    amount = models.PositiveIntegerField()
    is_offered = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "interval"],
                condition=Q(is_offered=True),
                name="price_offered_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.plan} a {self.interval}"


class StripeObject(models.Model):
    """What `manage.py stripe_setup` made at Stripe and we have to name, by our name for it."""

    name = models.CharField(max_length=40, primary_key=True)
    stripe_id = models.CharField(max_length=255)

    def __str__(self) -> str:
        return self.name
