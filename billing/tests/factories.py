"""Subscriptions, and what was used."""

from uuid import uuid4

from django.utils import timezone

from accounts.models import User
from billing.ledger.reserving import reserve
from billing.ledger.settling import settle
from billing.models import Meter, Reservation, Subscription
from organizations.access import membership_in_scope
from project.errors import LimitReached


def subscribe(person: User, plan: str, **fields) -> Subscription:
    values = {"status": "active", "current_period_start": timezone.now()} | fields
    return Subscription.objects.create(person=person, plan=plan, **values)


def hold(person: User, meter: str = "text", **fields) -> Reservation:
    """Reserved by the person in the organization of the scope."""
    subject = uuid4()
    return reserve(
        membership=membership_in_scope(person.pk),
        meter=Meter(meter),
        **({"key": f"lesson:{subject}", "subject_id": subject} | fields),
    )


def use(person: User, count: int, meter: str = "text") -> None:
    for _ in range(count):
        settle(hold(person, meter).subject_id)


def room(person: User, meter: str = "text", most: int = 200) -> int:
    """How many more the person gets; they are reserved by that."""
    for had in range(most):
        try:
            hold(person, meter)
        except LimitReached:
            return had
    return most
