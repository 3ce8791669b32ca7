"""What pages about payment show."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from billing import gateway
from billing.models import Customer, Invoice, PlanPrice, Subscription
from billing.standing import Stands, stands_by
from billing.subjects import Subject
from organizations.scoping import unscoped

SHOWN = 24  # invoices, the newest


@dataclass(frozen=True, slots=True)
class Account:
    """Of one subject, in four queries.

    subscription: the one that matters most now, None where there was never one.
    each: what one person or seat of it costs an interval, None where nobody sells it.
    has_customer: whether there is something to manage at Stripe.
    """

    stands: Stands
    subscription: Subscription | None
    each: PlanPrice | None
    invoices: list[Invoice]
    has_customer: bool
    may_try: bool

    @property
    def total(self) -> int | None:
        if self.each is None or self.subscription is None:
            return None
        return self.each.amount * self.subscription.quantity

    @property
    def is_bought(self) -> bool:
        """One of Stripe's runs: it is changed, not bought again."""
        running = self.subscription
        return running is not None and not running.is_local and not running.is_over

    @property
    def is_set_up(self) -> bool:
        return gateway.is_set_up()


def account_of(subject: Subject, now: datetime | None = None) -> Account:
    with unscoped("a subject names itself"):
        rows = list(Subscription.objects.filter(**subject.fields).order_by("-created_at")[:20])
        customer = Customer.objects.filter(**subject.fields).first()
        invoices = Invoice.objects.filter(**subject.fields).exclude(status=Invoice.Status.DRAFT)
        shown = list(invoices.order_by("-issued_at")[:SHOWN])
    stands = stands_by(rows, now or timezone.now())
    subscription = _bought(rows) or stands.subscription
    price_id = subscription.stripe_price_id if subscription else ""
    return Account(
        stands=stands,
        subscription=subscription,
        each=PlanPrice.objects.filter(stripe_id=price_id).first() if price_id else None,
        invoices=shown,
        has_customer=customer is not None and bool(customer.stripe_id),
        may_try=not rows and (customer is None or customer.trial_used_at is None),
    )


def _bought(rows: list[Subscription]) -> Subscription | None:
    return next((row for row in rows if not row.is_local and not row.is_over), None)
