import uuid

from django.db import models
from django.db.models import Q

from billing.models.subject import SubjectModel
from billing.models.subscription import Interval


class Checkout(SubjectModel):
    """A purchase on its way: somebody was sent to Stripe's page. At most one is open a subject.

    session_id, url: Stripe's; empty until its answer is here.
    subscription_stripe_id: what came of it, as Stripe told.
    back: the address here that the buyer goes on to.
    """

    class State(models.TextChoices):
        OPEN = "open", "Open"
        COMPLETE = "complete", "Complete"
        EXPIRED = "expired", "Expired"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.CharField(max_length=20)
    interval = models.CharField(max_length=5, choices=Interval.choices)
    quantity = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    session_id = models.CharField(max_length=255, null=True, blank=True, unique=True)
    url = models.TextField(blank=True)
    subscription_stripe_id = models.CharField(max_length=255, blank=True)
    back = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(SubjectModel.Meta):
        abstract = False
        constraints = [
            *SubjectModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["person"], condition=Q(state="open"), name="checkout_open_once_per_person"
            ),
            models.UniqueConstraint(
                fields=["organization"],
                condition=Q(state="open"),
                name="checkout_open_once_per_organization",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan} a {self.interval} ({self.state})"
