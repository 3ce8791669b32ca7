"""Tell an organization's systems what is ready.

announce()  -> a delivery for each webhook that wants the event, and a job for each
deliver     -> the job posts it, signed; what does not arrive is tried again by the queue
"""

import hashlib
import hmac
import json
import secrets
import time
from datetime import timedelta
from uuid import UUID, uuid4, uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from organizations import audit, jobs
from organizations.jobs import JobKind
from organizations.models import Organization, Webhook, WebhookDelivery
from organizations.scoping import unscoped
from organizations.slices import Slice
from project import outgoing, sealing
from project.errors import Conflict, Invalid, ProviderError

KIND = "deliver_webhook"
MOST = 10
KEPT_FOR = timedelta(days=30)  # deliveries that are over
SIGNATURE = "Lectern-Signature"
LIMITS = outgoing.Limits(first_byte_s=10, idle_s=10, total_s=15, size_bytes=64 * 1024)


@transaction.atomic
def create_webhook(*, organization: Organization, url: str, events: list[str]) -> tuple:
    """The row, and the secret, which is told only here. Raises Conflict beyond MOST, Invalid."""
    if not url.startswith("https://"):
        raise Invalid(_("Give an address that begins with https://."))
    if Webhook.objects.count() >= MOST:
        raise Conflict(_("There are %(most)s webhooks. Remove one first.") % {"most": MOST})
    secret = "whsec_" + secrets.token_urlsafe(32)
    row = Webhook.objects.create(
        organization=organization,
        url=url,
        events=sorted(events),
        sealed_secret=sealing.seal(secret),
    )
    audit.record(
        "webhooks.created",
        organization=organization,
        subject=row,
        detail={"url": url, "events": row.events},
    )
    return row, secret


@transaction.atomic
def delete_webhook(webhook: Webhook) -> None:
    """With its deliveries; what is on its way stops."""
    audit.record("webhooks.deleted", organization=webhook.organization, subject=webhook)
    webhook.delete()


@transaction.atomic
def announce(
    event: str, *, organization_id: UUID | None, data: dict, ident: UUID | None = None
) -> int:
    """In the organization's scope. Returns how many are told. The catalogue has nobody to tell.

    ident: of what happened; announced again, who was told before is not told twice.
    """
    if organization_id is None:
        return 0
    hooks = Webhook.objects.filter(organization_id=organization_id, events__contains=[event])
    ids = {uuid5(ident or uuid4(), str(hook.pk)): hook for hook in hooks}
    told = set(WebhookDelivery.objects.filter(pk__in=ids).values_list("pk", flat=True))
    made = [_delivery(pk, hook, event, data) for pk, hook in ids.items() if pk not in told]
    for delivery in made:
        jobs.enqueue(kind=KIND, organization_id=organization_id, subject_id=delivery.pk)
    return len(made)


def _delivery(pk: UUID, hook: Webhook, event: str, data: dict) -> WebhookDelivery:
    delivery = WebhookDelivery(
        pk=pk, organization_id=hook.organization_id, webhook=hook, event=event
    )
    delivery.payload = {
        "id": str(delivery.pk),
        "event": event,
        "created_at": timezone.now().isoformat(),
        "data": data,
    }
    delivery.save()
    return delivery


def send_again(delivery: WebhookDelivery) -> None:
    """Raises Conflict for one that arrived or is on its way."""
    rows = WebhookDelivery.objects.filter(pk=delivery.pk, state=WebhookDelivery.State.FAILED)
    if not rows.update(state=WebhookDelivery.State.WAITING, problem=""):
        raise Conflict(_("This has arrived, or is on its way."))
    jobs.enqueue(kind=KIND, organization_id=delivery.organization_id, subject_id=delivery.pk)


def signature(secret: str, body: bytes, at: int) -> str:
    """ "t=<seconds>,v1=<hexadecimal HMAC-SHA256 of "<seconds>.<body>">" """
    signed = hmac.new(secret.encode(), str(at).encode() + b"." + body, hashlib.sha256)
    return f"t={at},v1={signed.hexdigest()}"


def run(slice_: Slice) -> bool:
    rows = WebhookDelivery.objects.select_related("webhook").filter(pk=slice_.job.subject_id)
    delivery = rows.exclude(state=WebhookDelivery.State.DELIVERED).first()
    if delivery is not None:
        _post(delivery)
    return True


def _post(delivery: WebhookDelivery) -> None:
    """Raises ProviderError, so that the queue tries again, or gives up."""
    body = json.dumps(delivery.payload).encode()
    secret = sealing.unseal(delivery.webhook.sealed_secret)
    headers = {
        "Content-Type": "application/json",
        SIGNATURE: signature(secret, body, int(time.time())),
    }
    delivery.tries += 1
    delivery.status, delivery.problem, may_help = None, "", True
    try:
        url = delivery.webhook.url
        delivery.status = outgoing.post_public(url, body, headers=headers, limits=LIMITS)
    except outgoing.OutgoingError as error:
        delivery.problem, may_help = str(error)[:200], error.reason != outgoing.Reason.REFUSED
    if delivery.status is not None and 200 <= delivery.status < 300:
        delivery.state, delivery.delivered_at = WebhookDelivery.State.DELIVERED, timezone.now()
    elif not delivery.problem:
        delivery.problem = f"it answered {delivery.status}"
    delivery.save()
    if delivery.state != WebhookDelivery.State.DELIVERED:
        raise ProviderError(delivery.problem, retryable=may_help)


def fail(delivery_id: UUID, fence: int, sentence: str) -> None:
    WebhookDelivery.objects.filter(pk=delivery_id).exclude(
        state=WebhookDelivery.State.DELIVERED
    ).update(state=WebhookDelivery.State.FAILED)


def delete_old_deliveries() -> None:
    """Those that ended, one way or the other; what is on its way stays, however old."""
    with unscoped("deliveries of all organizations grow old"):
        old = WebhookDelivery.objects.filter(created_at__lt=timezone.now() - KEPT_FOR)
        old.exclude(state=WebhookDelivery.State.WAITING).delete()


def reseal_secrets() -> int:
    """Of all webhooks, with the first key. Returns how many."""
    with unscoped("a key is the whole installation's"):
        rows = list(Webhook.objects.all())
        for row in rows:
            row.sealed_secret = sealing.reseal(row.sealed_secret)
            row.save(update_fields=["sealed_secret"])
    return len(rows)


WEBHOOK_JOB = JobKind(name=KIND, cluster="default", run=run, fail=fail)
