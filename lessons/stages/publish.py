import shutil

from django.utils import timezone
from django.utils.translation import ngettext

from lessons.metering import media_bytes
from lessons.models import Lesson, LessonRequest, LessonSegment
from lessons.paying import settle_made
from lessons.work import Work
from organizations.models import Webhook
from organizations.webhooks.service import announce
from project.wording import grouped


def run(work: Work) -> None:
    segments = work.segments
    failed = [s for s in segments if s.state == LessonSegment.State.FAILED]
    request, lesson = work.row, work.lesson
    kept = media_bytes(lesson)
    with work.writing("publish", done=1, total=1):
        request.state = LessonRequest.State.PARTIAL if failed else LessonRequest.State.DONE
        request.problem = _problem(failed)
        request.finished_at = timezone.now()
        request.stage = ""
        request.save(update_fields=["state", "problem", "finished_at", "stage"])
        lesson.state = Lesson.State.PARTIAL if failed else Lesson.State.READY
        lesson.media_bytes = kept
        lesson.save(update_fields=["state", "media_bytes", "updated_at"])
        settle_made(request, segments)
        _announce(lesson)
    shutil.rmtree(work.folder, ignore_errors=True)


def _announce(lesson: Lesson) -> None:
    """In the transaction that makes it ready: none is ready and untold."""
    data = {"id": str(lesson.pk), "title": lesson.title, "state": lesson.state}
    event = Webhook.Event.LESSON_READY
    announce(event, organization_id=lesson.organization_id, data=data)


def _problem(failed: list[LessonSegment]) -> str:
    if not failed:
        return ""
    said = ngettext(
        "%(count)s part could not be made: %(problem)s",
        "%(count)s parts could not be made: %(problem)s",
        len(failed),
    )
    return said % {"count": grouped(len(failed)), "problem": failed[0].problem}
