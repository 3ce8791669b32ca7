"""Who goes for good pays no more: their subscriptions end at Stripe before their rows go."""

from functools import partial
from uuid import UUID

from django.db.models import Q, QuerySet

from billing import gateway
from billing.calls import ask
from billing.models import Subscription
from organizations.purging import people_nowhere_else
from organizations.registries import FilePurger


def count(organization_id: UUID) -> dict[str, int]:
    return {"subscriptions at Stripe": _running(organization_id).count()}


def cancel_all(organization_id: UUID) -> None:
    """Of the organization, and of the people who go with it. Raises GatewayError."""
    if not gateway.is_set_up():
        return
    for subscription in _running(organization_id):
        try:
            ask(
                "cancel",
                about=f"subscription {subscription.pk}",
                params={"subscription": subscription.stripe_id},
                send=gateway.cancel_now,
                keep=partial(_note, subscription),
            )
        except gateway.Gone:
            _note(subscription)


def _note(subscription: Subscription, state=None) -> None:
    Subscription.objects.filter(pk=subscription.pk).update(status=Subscription.Status.CANCELED)


def _running(organization_id: UUID) -> QuerySet[Subscription]:
    people = people_nowhere_else(organization_id).values("pk")
    theirs = Q(organization_id=organization_id) | Q(person_id__in=people)
    return Subscription.objects.running().exclude(stripe_id=None).filter(theirs)


PURGER = FilePurger(count=count, purge=cancel_all)
