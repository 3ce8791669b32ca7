"""What becomes of lessons and questions when their source is deleted."""

from collections.abc import Callable

from django.db.models import Q

from lessons import pipeline
from lessons.models import ChatSession, Lesson, LessonRequest
from lessons.references import fail_without_source
from lessons.services.deleting import delete_lesson
from library import registries
from library.models import Source
from library.registries import Follower, Panel
from organizations import jobs

SHOWN = 10  # lessons that the page names


def register() -> None:
    registries.followers.append(Follower(panel=panel, settle=settle, finish=finish))


def panel(source: Source) -> Panel | None:
    lessons = Lesson.objects.filter(source_id=source.pk).order_by("-created_at", "pk")
    count = lessons.count()
    if not count:
        return None
    shown = list(lessons[:SHOWN])
    return Panel("lessons/_made_panel.html", {"lessons": shown, "more": count - len(shown)})


def settle(source: Source, keeps: bool) -> None:
    """Whoever could see the source keeps its lessons, or nobody sees them from now on.

    Those on a source of one person were that person's alone, and stay so.
    """
    kept = "" if source.owner_id else Lesson.Retention.KEPT
    retention = kept if keeps else Lesson.Retention.GOING
    Lesson.objects.filter(source_id=source.pk).update(retention=retention)
    unfinished = LessonRequest.objects.filter(
        ~Q(state__in=LessonRequest.FINAL), source_id=source.pk
    )
    for request in unfinished:
        jobs.cancel(kind=pipeline.KIND, subject_id=request.pk)
    fail_without_source(unfinished)


def finish(source: Source, is_over: Callable[[], bool]) -> bool:
    """Delete the lessons that go, one by one with their files, and everybody's questions."""
    for lesson in Lesson.objects.filter(source_id=source.pk, retention=Lesson.Retention.GOING):
        delete_lesson(lesson)
        if is_over():
            return False
    ChatSession.objects.filter(source_id=source.pk).delete()
    return True
