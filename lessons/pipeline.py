"""A request becomes a lesson.

    validation -> retrieval -> script -> images -> text -> speech -> video -> publish

Each modality is shown as soon as it is whole: text before audio, audio before video.
"""

from uuid import UUID

from django.utils import timezone

from lessons.metering import media_bytes
from lessons.models import Lesson, LessonRequest
from lessons.paying import settle_failed
from lessons.requesting.recording import keeping_trouble, with_purposes
from lessons.stages import images, publish, retrieval, script, text, validation
from lessons.stages import speech as speech_stage
from lessons.stages import video as video_stage
from lessons.work import Work
from library.models import Source
from organizations.jobs import JobKind
from organizations.slices import Slice
from organizations.staged import run_stages
from project.providers.calls import for_purpose

STAGES = {
    "validation": validation.run,
    "retrieval": retrieval.run,
    "script": script.run,
    "images": images.run,
    "text": text.run,
    "speech": speech_stage.run,
    "video": video_stage.run,
    "publish": publish.run,
}
KIND = "make_lesson"


def run(slice_: Slice) -> bool:
    """Work on a request until its lesson is published (True) or the slice is over (False)."""
    request = (
        LessonRequest.objects.select_related("lesson").filter(pk=slice_.job.subject_id).first()
    )
    if request is None or request.finished_at:
        return True
    source = Source.objects.filter(pk=request.source_id).first()
    request.take(slice_.fence)
    work = Work(request, source, slice_)
    if request.state == LessonRequest.State.QUEUED:
        _show_making(work)
    asked = {"person_id": request.requested_by_id, "request_id": request.pk}
    with for_purpose("lesson", **asked), keeping_trouble(work):
        return run_stages(work, with_purposes(STAGES))


def _show_making(work: Work) -> None:
    with work.row.holding(work.slice.fence):
        work.row.state = LessonRequest.State.MAKING
        work.row.save(update_fields=["state"])


def fail(request_id: UUID, fence: int, sentence: str) -> None:
    """The job gave up: say so on the request and on its lesson."""
    request = LessonRequest.objects.select_related("lesson").filter(pk=request_id).first()
    if request is None:
        return
    request.take(fence)
    lesson = Lesson.objects.get(requests=request)
    lesson.media_bytes = media_bytes(lesson)
    with request.holding(fence):
        request.state, request.problem = LessonRequest.State.FAILED, sentence
        request.finished_at = timezone.now()
        request.save(update_fields=["state", "problem", "finished_at"])
        # What was finished before stays: a lesson without its video is still a lesson.
        lesson.state = Lesson.State.PARTIAL if lesson.files else Lesson.State.FAILED
        lesson.save(update_fields=["state", "media_bytes", "updated_at"])
        settle_failed(request, lesson)


def asked_by(request_id: UUID) -> UUID | None:
    asking = LessonRequest.objects.filter(pk=request_id)
    return asking.values_list("requested_by_id", flat=True).first()


JOB = JobKind(name=KIND, cluster="rendering", run=run, fail=fail, asked_by=asked_by)
