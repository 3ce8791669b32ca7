"""What we keep of Stripe's objects, from where the pinned API version has it. Pure.

Easily confused, as older versions had them elsewhere:

    a subscription's period     on its item, not on itself
    an invoice's subscription   below its parent, not on itself
"""

from dataclasses import dataclass
from datetime import UTC, datetime

import stripe


@dataclass(frozen=True, slots=True)
class SubscriptionState:
    """failing_since: when the invoice was made that one past due has not paid."""

    stripe_id: str
    customer_id: str
    price_id: str
    interval: str
    quantity: int
    status: str
    trial_ends_at: datetime | None
    period_start: datetime | None
    period_end: datetime | None
    cancel_at: datetime | None
    failing_since: datetime | None


@dataclass(frozen=True, slots=True)
class InvoiceState:
    """Amounts are in the currency's minor unit."""

    stripe_id: str
    customer_id: str
    subscription_id: str
    number: str
    status: str
    currency: str
    amount_due: int
    amount_paid: int
    issued_at: datetime
    paid_at: datetime | None
    attempts: int
    next_attempt_at: datetime | None
    page_url: str
    pdf_url: str


@dataclass(frozen=True, slots=True)
class SessionState:
    """Of a checkout. status: open, complete or expired."""

    stripe_id: str
    customer_id: str
    subscription_id: str
    status: str
    url: str


def subscription_state(subscription: stripe.Subscription) -> SubscriptionState:
    """Of one with its `latest_invoice` expanded. Ours have one item; more would be another's."""
    item = subscription.items.data[0]
    period_end = _time(item.current_period_end)
    ends_with_period = period_end if subscription.cancel_at_period_end else None
    return SubscriptionState(
        stripe_id=subscription.id,
        customer_id=_id(subscription.customer),
        price_id=item.price.id,
        interval=item.price.recurring.interval if item.price.recurring else "month",
        quantity=item.quantity or 1,
        status=str(subscription.status),
        trial_ends_at=_time(subscription.trial_end),
        period_start=_time(item.current_period_start),
        period_end=period_end,
        cancel_at=_time(subscription.cancel_at) or ends_with_period,
        failing_since=_failing_since(subscription),
    )


def _failing_since(subscription: stripe.Subscription) -> datetime | None:
    invoice = subscription.latest_invoice
    if subscription.status != "past_due" or not isinstance(invoice, stripe.Invoice):
        return None
    return _time(invoice.created)


def invoice_state(invoice: stripe.Invoice) -> InvoiceState:
    return InvoiceState(
        stripe_id=invoice.id,
        customer_id=_id(invoice.customer),
        subscription_id=_subscription_of(invoice),
        number=invoice.number or "",
        status=str(invoice.status or "draft"),
        currency=invoice.currency,
        amount_due=invoice.amount_due,
        amount_paid=invoice.amount_paid,
        issued_at=datetime.fromtimestamp(invoice.created, UTC),
        paid_at=_time(invoice.status_transitions.paid_at),
        attempts=invoice.attempt_count,
        next_attempt_at=_time(invoice.next_payment_attempt),
        page_url=getattr(invoice, "hosted_invoice_url", None) or "",
        pdf_url=getattr(invoice, "invoice_pdf", None) or "",
    )


def _subscription_of(invoice: stripe.Invoice) -> str:
    details = invoice.parent.subscription_details if invoice.parent else None
    return _id(details.subscription) if details else ""


def session_state(session: stripe.checkout.Session) -> SessionState:
    return SessionState(
        stripe_id=session.id,
        customer_id=_id(session.customer),
        subscription_id=_id(session.subscription),
        status=str(session.status or "open"),
        url=session.url or "",
    )


def _id(expandable) -> str:
    """Of what may be an id or the object itself, or nothing."""
    if expandable is None:
        return ""
    return expandable if isinstance(expandable, str) else expandable.id


def _time(seconds: int | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None
