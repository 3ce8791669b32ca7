"""What a person owns among the lessons: those they made, and their ways of teaching."""

from uuid import UUID

from django.utils.translation import ngettext

from lessons.models import Lesson, Strategy
from organizations.registries import Owned, owned


def count(user_id: UUID) -> int:
    return Lesson.objects.filter(created_by=user_id).count()


def transfer(from_id: UUID, to_id: UUID) -> int:
    return Lesson.objects.filter(created_by=from_id).update(created_by=to_id)


def label(number: int) -> str:
    return ngettext("%d lesson", "%d lessons", number) % number


def count_strategies(user_id: UUID) -> int:
    return Strategy.objects.filter(made_by=user_id).count()


def transfer_strategies(from_id: UUID, to_id: UUID) -> int:
    return Strategy.objects.filter(made_by=from_id).update(made_by=to_id)


def label_strategies(number: int) -> str:
    return ngettext("%d way of teaching", "%d ways of teaching", number) % number


def register() -> None:
    owned.append(Owned("lessons", label, count, transfer))
    owned.append(Owned("strategies", label_strategies, count_strategies, transfer_strategies))
