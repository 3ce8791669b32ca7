"""Where somebody is in a book and in a lesson. Each has one place a book, and one a lesson."""

from uuid import UUID

from django.utils import timezone

from lessons.models import Lesson, Place
from library.models import Source
from organizations.models import Membership

ALMOST_OVER_S = 5.0  # before its end: a lesson that was heard through is not gone on with


def keep_page(person: Membership, source: Source, page_index: int) -> None:
    index = min(page_index, max(source.page_count - 1, 0))
    _keep(person, {"source_id": source.pk}, page_index=index)


def keep_second(person: Membership, lesson: Lesson, second: float) -> None:
    """Heard to its end, its place is at the beginning again."""
    is_over = second > lesson.duration_s - ALMOST_OVER_S
    _keep(person, {"lesson": lesson}, second=0.0 if is_over else max(second, 0.0))


def second_in(person: Membership, lesson: Lesson) -> float:
    """Where to go on; 0 for the beginning."""
    found = Place.objects.filter(user=person.user_id, lesson=lesson)
    return found.values_list("second", flat=True).first() or 0.0


def _keep(person: Membership, subject: dict, **where) -> None:
    Place.objects.update_or_create(
        organization_id=person.organization_id,
        user_id=person.user_id,
        **subject,
        defaults={**where, "at": timezone.now()},
    )


def newest_pages(user_id: UUID, source_ids: list[UUID], most: int) -> list[Place]:
    """source_ids: of what they may see now."""
    rows = Place.objects.filter(user=user_id, source_id__in=source_ids)
    return list(rows.order_by("-at")[:most])
