"""What becomes of lessons and questions when their source is deleted."""

from collections.abc import Callable, Iterable

from django.db.models import Q

from lessons import pipeline
from lessons.models import CachedSegment, Lesson, LessonRequest, LessonSegment
from lessons.references import fail_without_source, forget_sources
from library import registries
from library.models import Source
from library.registries import Follower, Panel
from organizations import jobs
from project import storage

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
    retention = Lesson.Retention.GOING
    if keeps:
        retention = "" if source.owner_id else Lesson.Retention.KEPT
    Lesson.objects.filter(source_id=source.pk).update(retention=retention)
    unfinished = LessonRequest.objects.filter(
        ~Q(state__in=LessonRequest.FINAL), source_id=source.pk
    )
    for request in unfinished:
        jobs.cancel(kind=pipeline.KIND, subject_id=request.pk)
    fail_without_source(unfinished)


def finish(source: Source, is_over: Callable[[], bool]) -> bool:
    """Delete the lessons that go, one by one with their files; chats forget what they quoted."""
    for lesson in Lesson.objects.filter(source_id=source.pk, retention=Lesson.Retention.GOING):
        _delete(lesson)
        if is_over():
            return False
    forget_sources({source.pk})
    return True


def _delete(lesson: Lesson) -> None:
    """Files first: a lesson that is still there is found again after a crash."""
    segments = _used_by(lesson) - _used_by_others(lesson)
    for key in segments:
        storage.delete_prefix(f"segments/{key}/")
    CachedSegment.objects.filter(pk__in=segments).delete()
    for key in set(lesson.files.values()) - _files_of_others(lesson):
        storage.delete(key)
    storage.delete_prefix(lesson.storage_prefix)
    lesson.delete()


def _used_by(lesson: Lesson) -> set[str]:
    return _keys(lesson.segments.exclude(cache_key=""))


def _used_by_others(lesson: Lesson) -> set[str]:
    """Of its segments those that other lessons have as well, whosever they are."""
    others = LessonSegment._base_manager.exclude(lesson=lesson)
    return _keys(others.filter(cache_key__in=_used_by(lesson)))


def _keys(segments: Iterable[LessonSegment]) -> set[str]:
    return set(segments.values_list("cache_key", flat=True))


def _files_of_others(lesson: Lesson) -> set[str]:
    """Lessons with the same words share their files."""
    others = Lesson._base_manager.exclude(pk=lesson.pk)
    same = Q(files__contains={"html": lesson.files.get("html")}) | Q(
        content_key=lesson.content_key, content_key__gt=""
    )
    return {
        key
        for files in others.filter(same).values_list("files", flat=True)
        for key in files.values()
    }
