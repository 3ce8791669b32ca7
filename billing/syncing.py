"""Whatever has happened: fetch the object from Stripe and write down all of its state.

So it does not matter in which order events come, how often, or in which version they are written.
Of two fetches at once the one that began later is kept: a change at Stripe is told of after it was
made, so the last to begin has seen the last change.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from billing import gateway, referral
from billing.covering import take_over
from billing.models import Checkout, Customer, Invoice, PlanPrice, Subscription
from billing.stripe_states import InvoiceState, SessionState, SubscriptionState
from billing.subjects import subject_of
from billing.trials import end_local_trials, note_trial
from organizations import audit
from organizations.scoping import unscoped
from project.errors import Conflict


class Written(StrEnum):
    YES = "written"
    NOBODYS = "nobody's here"
    LATE = "what is written is newer"


def sync_subscription(stripe_id: str) -> Written:
    """Raises Conflict where Stripe says it is another subject's, or of a plan not known here."""
    asked_at = database_now()
    try:
        state = gateway.fetch_subscription(stripe_id)
    except gateway.Gone:
        return _end_subscription(stripe_id)
    return write_subscription(state, asked_at=asked_at)


def write_subscription(state: SubscriptionState, *, asked_at: datetime) -> Written:
    with unscoped("Stripe's customer says whose it is"), transaction.atomic():
        known = Subscription.objects.select_for_update().filter(stripe_id=state.stripe_id).first()
        customer = Customer.objects.filter(stripe_id=state.customer_id).first()
        if known is None and customer is None:
            return Written.NOBODYS
        row = known or _first_row(state, customer)
        if customer and (row.person_id, row.organization_id) != (
            customer.person_id,
            customer.organization_id,
        ):
            raise Conflict(
                _("%(subscription)s is another subject's here than at Stripe.")
                % {"subscription": state.stripe_id}
            )
        if row.synced_at and row.synced_at > asked_at:
            return Written.LATE
        before = row.status
        _fill_subscription(row, state)
        row.synced_at = asked_at
        row.save()
        _after_subscription(row, before)
    return Written.YES


def _first_row(state: SubscriptionState, customer: Customer | None) -> Subscription:
    """Made where nobody was quicker, and locked."""
    owner = {"person_id": customer.person_id, "organization_id": customer.organization_id}  # type: ignore[union-attr]
    row = Subscription(stripe_id=state.stripe_id, status=state.status, **owner)
    Subscription.objects.bulk_create([row], ignore_conflicts=True)
    return Subscription.objects.select_for_update().get(stripe_id=state.stripe_id)


def _fill_subscription(row: Subscription, state: SubscriptionState) -> None:
    price = PlanPrice.objects.filter(stripe_id=state.price_id).first()
    if price is None:
        raise Conflict(
            _("%(subscription)s is of %(price)s, which is no plan's price here.")
            % {"subscription": state.stripe_id, "price": state.price_id}
        )
    grace = timedelta(days=settings.BILLING_GRACE_DAYS)
    row.plan = price.plan
    row.interval = state.interval
    row.stripe_price_id = state.price_id
    row.quantity = state.quantity
    row.status = state.status
    row.trial_ends_at = state.trial_ends_at
    row.current_period_start = state.period_start
    row.current_period_end = state.period_end
    row.cancel_at = state.cancel_at
    row.grace_ends_at = state.failing_since + grace if state.failing_since else None


def _after_subscription(row: Subscription, before: str) -> None:
    subject = subject_of(row)
    if row.trial_ends_at and (customer := Customer.objects.filter(**subject.fields).first()):
        note_trial(customer, row.created_at)
    if row.status in (Subscription.Status.TRIALING, Subscription.Status.ACTIVE):
        end_local_trials(subject)
        take_over(row)
    if row.organization_id and row.status != before:
        audit.record(
            "billing.subscription_changed",
            organization=row.organization,
            subject=row,
            detail={"plan": row.plan, "status": row.status, "seats": row.quantity},
        )


def _end_subscription(stripe_id: str) -> Written:
    """Stripe has it no longer, as for a customer who was deleted with all."""
    with unscoped("by Stripe's id"):
        ended = Subscription.objects.filter(stripe_id=stripe_id).update(
            status=Subscription.Status.CANCELED, grace_ends_at=None
        )
    return Written.YES if ended else Written.NOBODYS


def sync_invoice(stripe_id: str) -> Written:
    asked_at = database_now()
    try:
        state = gateway.fetch_invoice(stripe_id)
    except gateway.Gone:  # a draft that was deleted
        with unscoped("by Stripe's id"):
            gone, _kinds = Invoice.objects.filter(stripe_id=stripe_id).delete()
        return Written.YES if gone else Written.NOBODYS
    return write_invoice(state, asked_at=asked_at)


def write_invoice(state: InvoiceState, *, asked_at: datetime) -> Written:
    with unscoped("Stripe's customer says whose it is"), transaction.atomic():
        known = Invoice.objects.select_for_update().filter(stripe_id=state.stripe_id).first()
        customer = Customer.objects.filter(stripe_id=state.customer_id).first()
        owner = known or customer
        if owner is None:
            return Written.NOBODYS
        if known and known.synced_at > asked_at:
            return Written.LATE
        values = _invoice_values(state) | {
            "person_id": owner.person_id,
            "organization_id": owner.organization_id,
            "synced_at": asked_at,
        }
        row, _is_new = Invoice.objects.update_or_create(stripe_id=state.stripe_id, defaults=values)
        if state.amount_paid > 0:
            referral.on_first_payment(row.subject)
    return Written.YES


def _invoice_values(state: InvoiceState) -> dict:
    subscription = Subscription.objects.filter(stripe_id=state.subscription_id or None).first()
    return {
        "subscription": subscription if state.subscription_id else None,
        "number": state.number,
        "status": state.status,
        "currency": state.currency,
        "amount_due": state.amount_due,
        "amount_paid": state.amount_paid,
        "issued_at": state.issued_at,
        "paid_at": state.paid_at,
        "attempts": state.attempts,
        "next_attempt_at": state.next_attempt_at,
        "page_url": state.page_url,
        "pdf_url": state.pdf_url,
    }


def sync_checkout(session_id: str) -> Written:
    try:
        state = gateway.fetch_checkout(session_id)
    except gateway.Gone:
        return Written.NOBODYS
    written = write_checkout(state)
    if written == Written.YES and state.subscription_id:
        sync_subscription(state.subscription_id)
    return written


def write_checkout(state: SessionState) -> Written:
    """What is complete or expired stays so."""
    with unscoped("by Stripe's id"):
        found = Checkout.objects.filter(session_id=state.stripe_id)
        found.filter(state=Checkout.State.OPEN).update(
            state=state.status, subscription_stripe_id=state.subscription_id
        )
        return Written.YES if found.exists() else Written.NOBODYS


def sync_customer(stripe_id: str) -> Written:
    """One that was deleted at Stripe is forgotten; the next purchase makes another."""
    with unscoped("by Stripe's id"):
        customer = Customer.objects.filter(stripe_id=stripe_id).first()
    if customer is None:
        return Written.NOBODYS
    if gateway.customer_is_there(stripe_id):
        return Written.YES
    with unscoped("by its key"):
        theirs = Subscription.objects.filter(
            person_id=customer.person_id, organization_id=customer.organization_id
        )
        running = list(theirs.running().exclude(stripe_id=None).values_list("stripe_id", flat=True))
    for subscription_id in running:
        sync_subscription(subscription_id)
    with unscoped("by its key"):
        Customer.objects.filter(pk=customer.pk, stripe_id=stripe_id).update(stripe_id=None)
    return Written.YES


def database_now() -> datetime:
    """The clock that all processes share."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]
