"""Files of lessons that were shared by what is in them: they go with the last that uses them."""

from collections.abc import Iterable
from uuid import UUID

from lessons.models import Bubble, CachedSegment, Lesson, LessonSegment
from organizations import registries
from organizations.registries import FilePurger
from project import storage


def count(organization_id: UUID) -> dict[str, int]:
    return {
        "segments": len(_segments(organization_id)),
        "lesson files": len(_alone(Lesson, "content_key", organization_id)),
    }


def purge(organization_id: UUID) -> None:
    segments = _segments(organization_id)
    _delete(f"segments/{key}/" for key in segments)
    CachedSegment.objects.filter(pk__in=segments).delete()
    _delete(f"lessons/{key}/" for key in _alone(Lesson, "content_key", organization_id))


def _segments(organization_id: UUID) -> set[str]:
    """Of its lessons and bubbles, and of nobody else's of either kind."""
    both = (LessonSegment, Bubble)
    own: set[str] = set().union(*(_alone(model, "cache_key", organization_id) for model in both))
    for model in both:
        others = model._base_manager.exclude(organization_id=organization_id)
        own -= set(others.filter(cache_key__in=own).values_list("cache_key", flat=True))
    return own


def _alone(model, field: str, organization_id: UUID) -> set[str]:
    """The keys that this organization's rows hold and nobody else's."""
    filled = model._base_manager.exclude(**{field: ""})
    own = set(filled.filter(organization_id=organization_id).values_list(field, flat=True))
    others = filled.exclude(organization_id=organization_id).filter(**{f"{field}__in": own})
    return own - set(others.values_list(field, flat=True))


def _delete(prefixes: Iterable[str]) -> None:
    for prefix in prefixes:
        storage.delete_prefix(prefix)


def register() -> None:
    registries.file_purgers.append(FilePurger(count=count, purge=purge))
