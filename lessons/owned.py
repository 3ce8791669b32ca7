"""What a person owns among the lessons: those they made."""

from uuid import UUID

from django.utils.translation import ngettext

from lessons.models import Lesson
from organizations.registries import Owned, owned


def count(user_id: UUID) -> int:
    return Lesson.objects.filter(created_by=user_id).count()


def transfer(from_id: UUID, to_id: UUID) -> int:
    return Lesson.objects.filter(created_by=from_id).update(created_by=to_id)


def label(number: int) -> str:
    return ngettext("%d lesson", "%d lessons", number) % number


def register() -> None:
    owned.append(Owned("lessons", label, count, transfer))
