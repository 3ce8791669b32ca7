"""What has to be at Stripe before anything is sold: found there, or made."""

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from billing import gateway
from billing.events import WANTED
from billing.models import Interval, PlanPrice, StripeObject
from billing.offers import OFFERS, Offer
from billing.portal import CONFIGURATION, configuration_id

ENDPOINT = "webhook endpoint"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """secret: empty where the endpoint was there already; Stripe tells it once."""

    url: str
    stripe_id: str
    secret: str


def set_up_prices() -> list[PlanPrice]:
    """One of each offer and interval; run again after a price has changed here, the new ones."""
    made = []
    for offer in OFFERS.values():
        product_id = gateway.ensure_product(
            offer.plan, f"{settings.SITE_NAME} {offer.plan.title()}"
        )
        made += [_set_up_price(product_id, offer, interval) for interval in Interval.values]
    return made


def _set_up_price(product_id: str, offer: Offer, interval: str) -> PlanPrice:
    known = PlanPrice.objects.filter(plan=offer.plan, interval=interval, is_offered=True).first()
    amount = known.amount if known else offer.amount(interval)
    currency = known.currency if known else settings.STRIPE_CURRENCY
    stripe_id = gateway.ensure_price(
        product_id, interval=interval, amount=amount, currency=currency
    )
    return _keep_price(stripe_id, offer.plan, interval, {"amount": amount, "currency": currency})


@transaction.atomic
def _keep_price(stripe_id: str, plan: str, interval: str, values: dict) -> PlanPrice:
    """Those before it stay known: they say what older subscriptions are of."""
    others = PlanPrice.objects.filter(plan=plan, interval=interval, is_offered=True)
    others.exclude(stripe_id=stripe_id).update(is_offered=False)
    terms = {"plan": plan, "interval": interval, "is_offered": True, **values}
    return PlanPrice.objects.update_or_create(stripe_id=stripe_id, defaults=terms)[0]


def set_up_portal() -> str:
    """Cards, invoices, cancelling at the period's end; plans of people can be changed there."""
    params = {
        "business_profile": {"headline": settings.SITE_NAME},
        "features": {
            "customer_update": {
                "enabled": True, "allowed_updates": ["email", "name", "address", "tax_id"],
            },
            "invoice_history": {"enabled": True},
            "payment_method_update": {"enabled": True},
            "subscription_cancel": {"enabled": True, "mode": "at_period_end"},
            "subscription_update": {
                "enabled": True,
                "default_allowed_updates": ["price", "promotion_code"],
                "proration_behavior": "create_prorations",
                "products": _products_of_people(),
            },
        },
    }  # fmt: skip
    stripe_id = gateway.ensure_portal(params, configuration_id())
    StripeObject.objects.update_or_create(name=CONFIGURATION, defaults={"stripe_id": stripe_id})
    return stripe_id


def _products_of_people() -> list[dict]:
    offered = PlanPrice.objects.filter(is_offered=True)
    return [
        {
            "product": f"lectern_{offer.plan}",
            "prices": [price.stripe_id for price in offered if price.plan == offer.plan],
        }
        for offer in OFFERS.values()
        if not offer.per_seat
    ]


def set_up_endpoint() -> Endpoint:
    url = settings.SITE_URL + reverse("buying:stripe_webhook")
    stripe_id, secret = gateway.ensure_endpoint(url, WANTED)
    StripeObject.objects.update_or_create(name=ENDPOINT, defaults={"stripe_id": stripe_id})
    return Endpoint(url, stripe_id, secret)
