"""What lessons keep in storage, for the limit of their organization."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from lessons.models import Lesson
from library.registries import StorageMeter, storage_meters
from project import storage


def total(organization_id: UUID) -> int:
    rows = Lesson.objects.filter(organization_id=organization_id)
    return rows.aggregate(total=Sum("media_bytes", default=0))["total"]


def of_sources(source_ids: Iterable[UUID]) -> dict[UUID, int]:
    rows = Lesson.objects.filter(source_id__in=list(source_ids)).values("source_id")
    return dict(rows.annotate(total=Sum("media_bytes")).values_list("source_id", "total"))


def media_bytes(lesson: Lesson) -> int:
    """Asks storage. Files that other lessons share are counted with each."""
    own = storage.bytes_below(lesson.storage_prefix)
    shared = [key for key in lesson.files.values() if not key.startswith(lesson.storage_prefix)]
    return own + sum(storage.size_of(key) for key in set(shared) if storage.exists(key))


def register() -> None:
    storage_meters.append(StorageMeter(_("Lessons"), total, of_sources))
