"""Once a day: is what we have written down what Stripe has?

A job that goes through Stripe's list page by page; where it stands is kept, so that it goes on
after a worker has died.
"""

import uuid
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from billing import events, gateway
from billing.models import StripeObject, Subscription
from billing.syncing import database_now, sync_subscription, write_subscription
from organizations import jobs
from organizations.jobs import JobKind
from organizations.scoping import unscoped
from organizations.slices import Slice
from project.errors import Conflict

KIND = "stripe_reconcile"
SUBJECT = uuid.uuid5(uuid.NAMESPACE_DNS, "reconcile.billing.lectern")
PLACE = "compared up to"
DAYS = 3  # as long as Stripe goes on sending an event
STALE = timedelta(hours=20)


def reconcile() -> None:
    if gateway.is_set_up():
        jobs.enqueue(kind=KIND, organization_id=None, subject_id=SUBJECT)


def run(slice_: Slice) -> bool:
    with unscoped("Stripe's list is of all subjects"):
        while _compare_page():
            if slice_.is_over():
                return False
        _compare_unlisted()
        _keep_missed_events()
    StripeObject.objects.filter(name=PLACE).delete()
    return True


def _compare_page() -> bool:
    """Returns whether there are more."""
    place = StripeObject.objects.filter(name=PLACE).first()
    asked_at = database_now()
    page = gateway.list_subscriptions(after=place.stripe_id if place else "")
    for state in page:
        try:
            write_subscription(state, asked_at=asked_at)
        except Conflict:  # its own events say what is wrong with it
            continue
    if page:
        StripeObject.objects.update_or_create(
            name=PLACE, defaults={"stripe_id": page[-1].stripe_id}
        )
    return len(page) == gateway.PAGE


def _compare_unlisted() -> None:
    """What runs here, and was in none of the pages."""
    old = timezone.now() - STALE
    stale = Subscription.objects.running().exclude(stripe_id=None).filter(synced_at__lt=old)
    for stripe_id in list(stale.values_list("stripe_id", flat=True)):
        sync_subscription(stripe_id)


def _keep_missed_events() -> None:
    since_s = int((timezone.now() - timedelta(days=DAYS)).timestamp())
    after = ""
    while page := gateway.list_events(since_s=since_s, after=after):
        events.keep_missed([one for one in page if one["type"] in events.WANTED])
        after = page[-1]["id"]
        if len(page) < gateway.PAGE:
            return


def fail(subject_id: UUID, fence: int, sentence: str) -> None:
    """The job's row says why; the next day's run begins where this one stood."""


RECONCILE_JOB = JobKind(name=KIND, cluster="default", run=run, fail=fail)
