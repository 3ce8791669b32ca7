"""What clips and films keep in storage, for the limit of their organization."""

from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from lessons.models import Clip, Compilation
from library.registries import StorageMeter, storage_meters


def register() -> None:
    words = _("Clips and compilations")
    storage_meters.append(StorageMeter(words, total, of_sources, of_people, prefixes))


def total(organization_id: UUID) -> int:
    return sum(of_people(organization_id).values())


def of_sources(source_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Of the clips; a film is of several."""
    rows = Clip.objects.filter(source_id__in=list(source_ids)).values("source_id")
    return dict(rows.annotate(total=Sum("size_bytes")).values_list("source_id", "total"))


def of_people(organization_id: UUID) -> dict[UUID | None, int]:
    bytes_of: Counter[UUID | None] = Counter()
    for table in (Clip, Compilation):
        rows = table.objects.filter(organization_id=organization_id).order_by().values("made_by")
        bytes_of.update(
            dict(rows.annotate(total=Sum("size_bytes")).values_list("made_by", "total"))
        )
    return bytes_of


def prefixes(organization_id: UUID) -> Iterable[str]:
    return (f"o/{organization_id}/clips/", f"o/{organization_id}/compilations/")
