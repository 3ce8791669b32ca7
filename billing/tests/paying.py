"""A stand-in of Stripe that is set up, and its events on their way to us."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.test import Client
from django.test.utils import override_settings

from billing.models import Customer, Interval, PlanPrice, Subscription
from billing.offers import OFFERS, Offer
from billing.tests.standin.api import answer
from billing.tests.standin.sending import signed
from billing.tests.standin.server import KEY, StandIn, stand_in
from organizations.scoping import unscoped
from organizations.tests.working import work_off

SECRET = "whsec_of_the_tests"
WEBHOOK = "/stripe/webhook/"


@contextmanager
def set_up_stripe() -> Iterator[StandIn]:
    with (
        stand_in() as stripe,
        override_settings(
            STRIPE_URL=stripe.url, STRIPE_SECRET_KEY=KEY, STRIPE_WEBHOOK_SECRETS=[SECRET]
        ),
    ):
        put_on_sale(stripe)
        yield stripe


def put_on_sale(stripe: StandIn) -> None:
    """What `manage.py stripe_setup` makes, without its fifty requests."""
    rows = []
    for offer in OFFERS.values():
        made = {"id": f"lectern_{offer.plan}", "name": offer.plan.title()}
        product = answer(stripe.store, "POST", "/v1/products", made)
        for interval in Interval.values:
            terms = {
                "product": product["id"],
                "currency": "usd",
                "recurring": {"interval": interval},
            }
            terms["unit_amount"] = str(offer.amount(interval))
            price = answer(stripe.store, "POST", "/v1/prices", terms)
            rows.append(_price_row(offer, interval, price["id"]))
    PlanPrice.objects.bulk_create(rows)


def _price_row(offer: Offer, interval: str, stripe_id: str) -> PlanPrice:
    return PlanPrice(
        stripe_id=stripe_id,
        plan=offer.plan,
        interval=interval,
        currency="usd",
        amount=offer.amount(interval),
    )


def send(client: Client, event: dict, *, secret: str = SECRET, at: int | None = None):
    body, signature = signed(event, secret, at=at)
    headers = {"Stripe-Signature": signature}
    return client.post(WEBHOOK, body, content_type="application/json", headers=headers)


def deliver(client: Client, stripe: StandIn, *, since: int = 0) -> None:
    """All that has happened, as it happened; and the queue works on it."""
    for event in stripe.store.events[since:]:
        assert send(client, event).status_code == 200
    work_off()


def bought_of(**subject) -> Subscription:
    with unscoped("tests"):
        return Subscription.objects.exclude(stripe_id=None).get(**subject)


def customer_of(**subject) -> Customer:
    with unscoped("tests"):
        return Customer.objects.get(**subject)


def session_id_of(response) -> str:
    """Of the page that leads on to Stripe."""
    return response.context["address"].rpartition("/")[2]
