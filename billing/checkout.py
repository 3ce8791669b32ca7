"""Send somebody to Stripe's page to buy a plan. What they get is written when Stripe tells of it.

At most one purchase of a subject is open, and none where a subscription of Stripe's is running:
nobody pays twice.
"""

from datetime import timedelta
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from billing import gateway
from billing.calls import ask, is_on_its_way
from billing.customers import customer_at_stripe
from billing.models import Checkout, Customer, Interval, PlanPrice, Subscription
from billing.offers import find_offer
from billing.stripe_states import SessionState
from billing.subjects import Subject
from billing.syncing import sync_checkout
from billing.trials import days_of_trial, may_try
from organizations import audit
from organizations.scoping import unscoped
from project.errors import Conflict, Invalid

SESSION_LIFE = timedelta(hours=23)  # Stripe lets a page expire after a day
MOST_SEATS = 100_000


def start_checkout(
    subject: Subject, *, plan: str, interval: str, seats: int, email: str, back: str
) -> Checkout:
    """With the address of Stripe's page.

    email: where invoices go. back: the address here to which the buyer returns.
    Raises Conflict where something is bought already, Invalid for what is not for sale.
    """
    price = _price(subject, plan, interval, seats)
    customer = customer_at_stripe(subject, email=email)
    _refuse_second(subject)
    terms = {"plan": plan, "interval": interval, "quantity": seats}
    checkout = _open_checkout(subject, terms, back, partial(_ask, subject, customer))
    if not checkout.url:
        _ask(subject, customer, checkout, price)
    return checkout


def _price(subject: Subject, plan: str, interval: str, seats: int) -> PlanPrice:
    find_offer(plan, per_seat=subject.is_organization)
    if interval not in Interval.values:
        raise Invalid(_("A plan is paid by the month or by the year."))
    if not 1 <= seats <= (MOST_SEATS if subject.is_organization else 1):
        raise Invalid(_("Give a number of seats from 1 to %(most)s.") % {"most": f"{MOST_SEATS:,}"})
    offered = PlanPrice.objects.filter(plan=plan, interval=interval, is_offered=True)
    if (price := offered.first()) is None:
        raise Conflict(_("This plan cannot be bought here yet. Ask who runs this site."))
    return price


def _refuse_second(subject: Subject) -> None:
    with unscoped("a subject names itself"):
        bought = Subscription.objects.filter(**subject.fields).exclude(stripe_id=None)
        if bought.running().exists():
            raise Conflict(
                _("There is a subscription already. Change it with “Manage payment” instead.")
            )


def _open_checkout(subject: Subject, terms: dict, back: str, finish) -> Checkout:
    """The one that is open, where it is for the same; a new one otherwise."""
    with unscoped("a subject names itself"):
        known = Checkout.objects.filter(**subject.fields, state=Checkout.State.OPEN).first()
    if known is not None:
        is_same = all(getattr(known, name) == value for name, value in terms.items())
        if is_same and known.created_at > timezone.now() - SESSION_LIFE:
            return known
        _close(known, finish)
    try:
        with unscoped("a subject names itself"), transaction.atomic():
            return Checkout.objects.create(**subject.fields, **terms, back=back)
    except IntegrityError as error:  # another request was quicker
        raise Conflict(_("Another purchase has just begun. Try again in a moment.")) from error


def _close(checkout: Checkout, finish) -> None:
    """Nobody can pay there any more. Raises Conflict where somebody has."""
    if not checkout.session_id and is_on_its_way("checkout", about=_about(checkout)):
        finish(checkout, None)  # its page may have been made, and the answer lost
    if checkout.session_id:
        _expire(checkout.session_id)
    with unscoped("by its key"):
        checkout.refresh_from_db()
        if checkout.state == Checkout.State.COMPLETE:
            raise Conflict(_("You have bought this a moment ago. It is being set up."))
        Checkout.objects.filter(pk=checkout.pk).update(state=Checkout.State.EXPIRED)


def _expire(session_id: str) -> None:
    try:
        gateway.expire_checkout(session_id)
    except gateway.GatewayError as error:
        if error.retryable:
            raise
    sync_checkout(session_id)


def _about(checkout: Checkout) -> str:
    return f"checkout {checkout.pk}"


def _ask(subject: Subject, customer: Customer, checkout: Checkout, price: PlanPrice | None) -> None:
    """price: None asks again for what was written down."""
    params = _params(subject, customer, checkout, price) if price else {}
    ask(
        "checkout",
        about=_about(checkout),
        params=params,
        send=gateway.create_checkout,
        keep=partial(_keep, subject, checkout),
    )


def _params(subject: Subject, customer: Customer, checkout: Checkout, price: PlanPrice) -> dict:
    whose = subject.metadata
    params: dict = {
        "mode": "subscription",
        "customer": customer.stripe_id,
        "client_reference_id": str(checkout.pk),
        "line_items": [{"price": price.stripe_id, "quantity": checkout.quantity}],
        "metadata": whose,
        "subscription_data": {"metadata": whose},
        "allow_promotion_codes": True,
        "success_url": settings.SITE_URL + reverse("buying:checkout_return", args=[checkout.pk]),
        "cancel_url": settings.SITE_URL + checkout.back,
    }
    if may_try(subject):
        # Without a card: what nobody pays for when it ends is paused, not charged.
        params["payment_method_collection"] = "if_required"
        params["subscription_data"] |= {
            "trial_period_days": days_of_trial(subject),
            "trial_settings": {"end_behavior": {"missing_payment_method": "pause"}},
        }
    if settings.STRIPE_TAX:
        params["automatic_tax"] = {"enabled": True}
        params["customer_update"] = {"address": "auto", "name": "auto"}
        params["billing_address_collection"] = "required"
        params["tax_id_collection"] = {"enabled": subject.is_organization}
    return params


def _keep(subject: Subject, checkout: Checkout, session: SessionState) -> None:
    checkout.session_id, checkout.url = session.stripe_id, session.url
    with unscoped("by its key"):
        Checkout.objects.filter(pk=checkout.pk).update(
            session_id=session.stripe_id, url=session.url
        )
    if subject.organization:
        audit.record(
            "billing.checkout_started",
            organization=subject.organization,
            subject=checkout,
            detail={"plan": checkout.plan, "seats": checkout.quantity},
        )


def is_provided(checkout: Checkout) -> bool:
    """Whether Stripe has told of the subscription; that alone gives what was bought."""
    if checkout.state != Checkout.State.COMPLETE:
        return False
    with unscoped("by Stripe's id"):
        return Subscription.objects.filter(stripe_id=checkout.subscription_stripe_id).exists()


def find_checkout(pk: UUID) -> Checkout | None:
    with unscoped("who may see it is asked next"):
        return Checkout.objects.select_related("organization").filter(pk=pk).first()
