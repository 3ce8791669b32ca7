"""What a lesson or a sheet costs to make, and what it costs to keep."""

from dataclasses import dataclass

from billing.costing import MEASURED, Cost, Estimate, cost_of_requests, mean_of
from billing.models import Meter, ProviderCall
from billing.prices import month_of_storage, seed_of
from lessons.models import Artifact, Lesson
from organizations.scoping import unscoped
from project.providers.registry import has_language_model


@dataclass(frozen=True, slots=True)
class LessonCost:
    """storage_a_month: micro-dollars; files that other lessons share are counted with each."""

    made: Cost
    storage_a_month: int


def cost_of_lesson(lesson: Lesson) -> LessonCost:
    """Two queries."""
    requests = lesson.requests.values_list("pk", flat=True)
    return LessonCost(cost_of_requests(requests), month_of_storage(lesson.media_bytes))


def cost_of_artifact(artifact: Artifact) -> Cost:
    """One query."""
    return cost_of_requests([artifact.pk])


def estimate_of_artifact() -> Estimate | None:
    """By the newest of the whole installation in which a language model wrote; before there are
    some, as a text lesson, which reads the same pages. None where no model writes: by rule it
    costs a moment of this machine. Three queries."""
    if not has_language_model():
        return None
    with unscoped("an estimate is of all that were made here"):
        made = Artifact.objects.filter(state__in=(Artifact.State.DRAFT, Artifact.State.APPROVED))
        newest = list(made.order_by("-created_at").values_list("pk", flat=True)[:MEASURED])
        calls = ProviderCall.objects.filter(request_id__in=newest, kind=ProviderCall.Kind.CHAT)
        written = calls.values_list("request_id", flat=True).distinct()
        return mean_of([pk for pk in written if pk], seed=seed_of(Meter.TEXT))
