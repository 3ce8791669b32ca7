"""What Stripe tells us: kept first, worked on by the queue.

receive()  -> verified, a row by the event's own id, a job; the same event again is the same row
run        -> the job fetches what the event is about, and writes down its state
"""

from datetime import UTC, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from billing import gateway
from billing.models import StripeEvent
from billing.syncing import (
    Written,
    sync_checkout,
    sync_customer,
    sync_invoice,
    sync_subscription,
)
from organizations import jobs
from organizations.jobs import JobKind
from organizations.models import Job
from organizations.scoping import unscoped
from organizations.slices import Slice

KIND = "stripe_event"
# Of what an event is about -> what is done. Of other kinds we keep the row and do nothing.
SYNCS = {
    "subscription": sync_subscription,
    "invoice": sync_invoice,
    "checkout.session": sync_checkout,
    "customer": sync_customer,
}
# Events that an endpoint is asked to send.
WANTED = [
    "checkout.session.completed",
    "checkout.session.expired",
    "customer.deleted",
    "customer.subscription.created",
    "customer.subscription.deleted",
    "customer.subscription.paused",
    "customer.subscription.resumed",
    "customer.subscription.trial_will_end",
    "customer.subscription.updated",
    "invoice.created",
    "invoice.finalized",
    "invoice.marked_uncollectible",
    "invoice.paid",
    "invoice.payment_failed",
    "invoice.updated",
    "invoice.voided",
]


def receive(body: bytes, signature: str) -> StripeEvent:
    """Raises Invalid for what Stripe has not signed."""
    return keep(gateway.verified(body, signature))


def keep(payload: dict) -> StripeEvent:
    """Inserted first, not looked for first: of two deliveries at once one makes the row."""
    event = StripeEvent(
        stripe_id=payload["id"],
        kind=payload["type"][:100],
        api_version=payload.get("api_version") or "",
        payload=payload,
        happened_at=datetime.fromtimestamp(payload["created"], UTC),
    )
    try:
        with transaction.atomic():
            event.save(force_insert=True)
            _enqueue(event)
    except IntegrityError:
        known = StripeEvent.objects.filter(stripe_id=event.stripe_id)
        known.update(deliveries=F("deliveries") + 1)
        return known.get()
    return event


def keep_missed(payloads: list[dict]) -> int:
    """Of what Stripe lists, what never arrived. Returns how many."""
    ids = [payload["id"] for payload in payloads]
    known = set(StripeEvent.objects.filter(stripe_id__in=ids).values_list("stripe_id", flat=True))
    missed = [payload for payload in payloads if payload["id"] not in known]
    for payload in missed:
        keep(payload)
    return len(missed)


@transaction.atomic
def process_again(event: StripeEvent) -> None:
    StripeEvent.objects.filter(pk=event.pk).update(
        state=StripeEvent.State.RECEIVED, error="", done_at=None
    )
    _enqueue(event)


def _enqueue(event: StripeEvent) -> None:
    jobs.enqueue(kind=KIND, organization_id=None, subject_id=event.pk)


def enqueue_lost() -> int:
    """For the sweep: those that wait and have no job. Returns how many."""
    active = Job.objects.active().filter(kind=KIND, subject_id=OuterRef("pk"))
    waiting = StripeEvent.objects.filter(state=StripeEvent.State.RECEIVED)
    lost = list(waiting.exclude(Exists(active))[:1000])
    for event in lost:
        _enqueue(event)
    return len(lost)


def run(slice_: Slice) -> bool:
    event = StripeEvent.objects.filter(
        pk=slice_.job.subject_id, state=StripeEvent.State.RECEIVED
    ).first()
    if event is not None:
        with unscoped("an event says by Stripe's ids whose it is"):
            written = _work_on(event)
        done = StripeEvent.State.IGNORED if written is None else StripeEvent.State.DONE
        StripeEvent.objects.filter(pk=event.pk).update(
            state=done, done_at=timezone.now(), error=written or ""
        )
    return True


def _work_on(event: StripeEvent) -> str | None:
    """None for what is none of ours; else a word for operators where nothing was to be written."""
    about = event.payload.get("data", {}).get("object", {})
    sync, object_id = SYNCS.get(about.get("object", "")), about.get("id")
    if sync is None or not object_id:
        return None
    written = sync(object_id)
    if written == Written.NOBODYS:
        return None
    return "" if written == Written.YES else str(written)


def fail(event_id: UUID, fence: int, sentence: str) -> None:
    StripeEvent.objects.filter(pk=event_id).update(state=StripeEvent.State.FAILED, error=sentence)


EVENT_JOB = JobKind(name=KIND, cluster="default", run=run, fail=fail)
