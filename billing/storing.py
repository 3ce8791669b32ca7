"""What each organization keeps is a call a day, so that it is in the costs like all other work."""

from datetime import datetime
from uuid import UUID

from billing import registries
from billing.models import ProviderCall
from billing.prices import GB
from organizations.models import Organization
from organizations.scoping import scope, unscoped
from project.providers.calls import Call, Kind, for_purpose, recorded


def record_storage(now: datetime) -> int:
    """Returns for how many organizations it was written down; those of this day already are not
    counted twice, so that a run that was cut off is begun again."""
    with unscoped("all organizations keep something"):
        today = ProviderCall.objects.filter(
            kind=ProviderCall.Kind.STORAGE, at__gte=now.replace(hour=0, minute=0, second=0)
        )
        known = set(today.values_list("organization_id", flat=True))
        ids = list(Organization.objects.values_list("pk", flat=True))
    return sum(_record(pk) for pk in ids if pk not in known)


def _record(organization_id: UUID) -> bool:
    with scope(organization_id), for_purpose("storage"):
        size_bytes = sum(used(organization_id) for used in registries.storage_used)
        if size_bytes:
            with recorded(Call("own", "storage", Kind.STORAGE, is_ours=True)) as call:
                call.amount = size_bytes / GB
    return bool(size_bytes)
