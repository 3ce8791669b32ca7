"""A call that has ended becomes a row, of the organization in whose scope it was made."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from billing.models import ProviderCall
from billing.prices import cost_of
from organizations import audit, scoping
from organizations.scoping import unscoped
from project.providers.calls import Call

BATCH = 5000


def record(call: Call) -> None:
    """Called outside transactions, in the context in which the call began."""
    ProviderCall._base_manager.create(
        organization_id=scoping.organization_in_scope(),
        person_id=call.person_id or audit.actor_id(),
        purpose=call.purpose[:40],
        request_id=call.request_id,
        kind=call.kind,
        provider=call.provider[:80],
        model=call.model[:80],
        prompt=call.prompt[:40],
        tokens_in=call.tokens_in,
        tokens_out=call.tokens_out,
        is_estimate=call.is_estimate,
        seconds=round(call.seconds, 3),
        amount=round(call.amount, 3),
        characters=call.characters,
        is_cached=call.is_cached,
        cost_microusd=call.cost_microusd or cost_of(call),
        outcome=call.outcome,
        problem=call.problem[:60],
    )


def delete_old() -> int:
    """Returns how many went; in batches, so that no lock is long."""
    kept = timezone.now() - timedelta(days=settings.PROVIDER_CALL_DAYS)
    gone = 0
    with unscoped("calls of all organizations grow old"):
        old = ProviderCall.objects.filter(at__lt=kept)
        while ids := list(old.values_list("pk", flat=True)[:BATCH]):
            gone += ProviderCall.objects.filter(pk__in=ids).delete()[0]
    return gone
