"""What lessons keep in storage, for the limit of their organization."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from lessons.models import Lesson, LessonSegment
from library.registries import StorageMeter, storage_meters
from project import storage


def total(organization_id: UUID) -> int:
    rows = Lesson.objects.filter(organization_id=organization_id)
    return rows.aggregate(total=Sum("media_bytes", default=0))["total"]


def of_sources(source_ids: Iterable[UUID]) -> dict[UUID, int]:
    rows = Lesson.objects.filter(source_id__in=list(source_ids)).values("source_id")
    return dict(rows.annotate(total=Sum("media_bytes")).values_list("source_id", "total"))


def of_people(organization_id: UUID) -> dict[UUID | None, int]:
    rows = Lesson.objects.filter(organization_id=organization_id).order_by().values("created_by")
    return dict(rows.annotate(total=Sum("media_bytes")).values_list("created_by", "total"))


def prefixes(organization_id: UUID) -> Iterable[str]:
    lessons = Lesson.objects.filter(organization_id=organization_id)
    for files in lessons.values_list("files", flat=True).iterator():
        yield from {_folder(key) for key in files.values() if key.startswith("lessons/")}
    segments = LessonSegment.objects.filter(organization_id=organization_id).exclude(cache_key="")
    for key in segments.order_by().values_list("cache_key", flat=True).distinct():
        yield f"segments/{key}/"
    yield f"o/{organization_id}/lessons/"


def _folder(key: str) -> str:
    return key.rpartition("/")[0] + "/"


def media_bytes(lesson: Lesson) -> int:
    """Asks storage. Files and parts that other lessons share are counted with each."""
    own = storage.bytes_below(lesson.storage_prefix)
    shared = [key for key in lesson.files.values() if not key.startswith(lesson.storage_prefix)]
    joined = sum(storage.size_of(key) for key in set(shared) if storage.exists(key))
    parts = lesson.segments.exclude(cache_key="").values_list("cache_key", flat=True)
    return own + joined + sum(storage.bytes_below(f"segments/{key}/") for key in set(parts))


def register() -> None:
    storage_meters.append(StorageMeter(_("Lessons"), total, of_sources, of_people, prefixes))
