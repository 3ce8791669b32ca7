"""A month that somebody has earned is taken off their bill, or makes their trial longer.

With a subscription of Stripe's, what a month of it costs is put on the customer's balance there,
and comes off the next invoice. With none, and a trial of our own, that runs a month more. With
neither the month is kept until there is one.
"""

import logging
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone

from billing import gateway
from billing.calls import ask
from billing.gateway import GatewayError
from billing.models import Customer, Interval, MonthOfCredit, PlanPrice, Subscription
from organizations.scoping import unscoped

log = logging.getLogger(__name__)

MONTH = timedelta(days=30)
UsedFor = MonthOfCredit.UsedFor


def use_months(is_over=lambda: False) -> bool:
    """Those that wait, the oldest first. False where `is_over` said to stop before the end.

    What cannot be credited today is tried tomorrow.
    """
    waiting = MonthOfCredit.objects.filter(used_at=None).order_by("given_at", "pk")
    for pk in list(waiting.values_list("pk", flat=True)):
        if is_over():
            return False
        try:
            use_month(MonthOfCredit.objects.get(pk=pk))
        except GatewayError as error:
            log.warning("a month of credit waits: %s", error)
    return True


def use_month(credit: MonthOfCredit) -> bool:
    """Whether it was used now. Raises GatewayError. Called outside transactions."""
    if credit.used_at:
        return False
    with unscoped("of the person who has earned it"):
        running = Subscription.objects.of_person(credit.person_id).giving_access(timezone.now())
        bought = running.exclude(stripe_id=None).order_by("-created_at").first()
    if bought is not None:
        return gateway.is_set_up() and _take_off_bill(credit, bought)
    return _extend_trial(credit)


def _take_off_bill(credit: MonthOfCredit, bought: Subscription) -> bool:
    with unscoped("of the person who has earned it"):
        customer = Customer.objects.filter(person_id=credit.person_id).first()
    price = PlanPrice.objects.filter(stripe_id=bought.stripe_price_id).first()
    if customer is None or not customer.stripe_id or price is None:
        return False
    month = {"lectern_credit": str(credit.pk)}
    amount = round(price.amount / 12) if price.interval == Interval.YEAR else price.amount
    ask(
        "credit",
        about=f"monthofcredit {credit.pk}",
        params={
            "customer": customer.stripe_id,
            "amount": -amount,  # below zero is what we owe them
            "currency": price.currency,
            "description": "A month for a recommendation",
            "metadata": month,
        },
        find=partial(gateway.find_credit, customer.stripe_id, month),
        send=partial(gateway.credit_customer, key_of=f"credit:{credit.pk}"),
        keep=lambda _stripe_id: _use(credit, UsedFor.BILL, amount=amount, currency=price.currency),
    )
    return True


@transaction.atomic
def _extend_trial(credit: MonthOfCredit) -> bool:
    now = timezone.now()
    with unscoped("of the person who has earned it"):
        trials = Subscription.objects.select_for_update().of_person(credit.person_id)
        trial = trials.filter(
            stripe_id=None, status=Subscription.Status.TRIALING, trial_ends_at__gt=now
        ).first()
        if trial is None or not _use(credit, UsedFor.TRIAL, at=now):
            return False
        trial.trial_ends_at += MONTH
        trial.trial_told_at = None  # its new end is told again
        trial.save(update_fields=["trial_ends_at", "trial_told_at", "updated_at"])
    return True


def _use(credit: MonthOfCredit, used_for: UsedFor, *, at: datetime | None = None, **facts) -> int:
    """Once: of two at the same, the second changes nothing."""
    unused = MonthOfCredit.objects.filter(pk=credit.pk, used_at=None)
    return unused.update(used_at=at or timezone.now(), used_for=used_for, **facts)
