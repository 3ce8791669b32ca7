"""Requests for lessons that wait for a job that is not there."""

from lessons import pipeline
from lessons.models import LessonRequest
from lessons.services.lessons import enqueue_request
from organizations import registries
from organizations.models import Job


def register() -> None:
    registries.lost_work.append(requeue_lost_requests)


def requeue_lost_requests() -> int:
    """Queue again what is to be made and has no job. Returns how many."""
    waiting = LessonRequest.objects.exclude(state__in=LessonRequest.FINAL)
    ids = set(waiting.values_list("pk", flat=True))
    active = Job.objects.active().filter(kind=pipeline.KIND, subject_id__in=ids)
    ids -= set(active.values_list("subject_id", flat=True))
    # Asked for again: a job is over only after its request says so.
    lost = list(waiting.filter(pk__in=ids))
    for request in lost:
        enqueue_request(request)
    return len(lost)
