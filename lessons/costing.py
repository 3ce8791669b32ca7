"""What a lesson cost to make, and what it costs to keep."""

from dataclasses import dataclass

from billing.costing import Cost, cost_of_requests
from billing.prices import month_of_storage
from lessons.models import Lesson


@dataclass(frozen=True, slots=True)
class LessonCost:
    """storage_a_month: micro-dollars; files that other lessons share are counted with each."""

    made: Cost
    storage_a_month: int


def cost_of_lesson(lesson: Lesson) -> LessonCost:
    """Two queries."""
    requests = lesson.requests.values_list("pk", flat=True)
    return LessonCost(cost_of_requests(requests), month_of_storage(lesson.media_bytes))
