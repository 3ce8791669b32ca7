"""What each organization keeps is a call a day, so that it is in the costs like all other work."""

from datetime import datetime
from uuid import UUID

from billing import registries
from billing.models import ProviderCall
from billing.prices import GB
from organizations.models import Organization
from organizations.scoping import scope, unscoped
from project.providers.calls import Call, Kind, for_purpose, recorded


def record_storage(now: datetime, is_over=lambda: False) -> bool:
    """Those of this day already are not counted twice, so that a run that was cut off goes on.
    False where `is_over` said to stop before the end."""
    with unscoped("all organizations keep something"):
        today = ProviderCall.objects.filter(
            kind=ProviderCall.Kind.STORAGE,
            at__gte=now.replace(hour=0, minute=0, second=0, microsecond=0),
        )
        known = set(today.values_list("organization_id", flat=True))
        ids = list(Organization.objects.values_list("pk", flat=True))
    for pk in ids:
        if pk not in known:
            _record(pk)
            if is_over():
                return False
    return True


def _record(organization_id: UUID) -> None:
    with scope(organization_id), for_purpose("storage"):
        size_bytes = sum(used(organization_id) for used in registries.storage_used)
        if size_bytes:
            with recorded(Call("own", "storage", Kind.STORAGE, is_ours=True)) as call:
                call.amount = size_bytes / GB
