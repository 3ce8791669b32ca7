"""Some days of a plan, once for each billing subject, with Stripe or without."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from billing.covering import take_over
from billing.models import Customer, Subscription
from billing.offers import find_offer
from billing.referral import trial_days
from billing.subjects import Subject, customer_of
from organizations import audit
from organizations.scoping import unscoped
from project.errors import Conflict


def may_try(subject: Subject) -> bool:
    """Whether the trial is still to be had: nothing was tried, bought or given before."""
    with unscoped("a subject names itself"):
        customer = Customer.objects.filter(**subject.fields).first()
        tried = customer is not None and customer.trial_used_at is not None
        return not tried and not Subscription.objects.filter(**subject.fields).exists()


def days_of_trial(subject: Subject) -> int:
    return trial_days(subject.organization or subject.person)  # type: ignore[arg-type]


@transaction.atomic
def start_trial(subject: Subject, *, plan: str, seats: int = 1) -> Subscription:
    """Without Stripe, and without a card. Raises Conflict where it is used, Invalid for no plan."""
    find_offer(plan, per_seat=subject.is_organization)
    _require_untried(subject)  # before anything is written
    customer = customer_of(subject)
    with unscoped("a subject names itself"):
        Customer.objects.select_for_update().get(pk=customer.pk)  # two requests try once
        _require_untried(subject)
        subscription = Subscription.objects.create(
            **subject.fields,
            plan=plan,
            quantity=seats,
            status=Subscription.Status.TRIALING,
            trial_ends_at=timezone.now() + timedelta(days=days_of_trial(subject)),
        )
        note_trial(customer, timezone.now())
    take_over(subscription)
    if subject.organization:
        audit.record(
            "billing.trial_started",
            organization=subject.organization,
            subject=subscription,
            detail={"plan": plan},
        )
    return subscription


def _require_untried(subject: Subject) -> None:
    if not may_try(subject):
        raise Conflict(_("The trial can be had once, and it has been."))


def note_trial(customer: Customer, at: datetime) -> None:
    """The first one counts."""
    with unscoped("by its key"):
        Customer.objects.filter(pk=customer.pk, trial_used_at=None).update(trial_used_at=at)


def end_local_trials(subject: Subject) -> None:
    """What was bought takes their place."""
    with unscoped("a subject names itself"):
        local = Subscription.objects.filter(**subject.fields, stripe_id=None)
        local.filter(status=Subscription.Status.TRIALING).update(
            status=Subscription.Status.CANCELED
        )
