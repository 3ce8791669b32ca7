"""Delete a lesson."""

from django.db.models import Q, QuerySet

from lessons import pipeline
from lessons.models import Bubble, CachedSegment, Lesson, LessonRequest, LessonSegment
from lessons.paying import release_for
from organizations import jobs
from organizations.models import Grant
from organizations.services.grants import end_grants
from project import storage


def delete_lesson(lesson: Lesson) -> None:
    """With what is being made of it, and the files that no other lesson has.

    Files first: a lesson that is still there is found again after a crash.
    """
    unfinished = list(lesson.requests.exclude(state__in=LessonRequest.FINAL))
    for request in unfinished:
        jobs.cancel(kind=pipeline.KIND, subject_id=request.pk)
    release_for(unfinished)
    drop_segments(_used_by(lesson) - _used_by_others(lesson))
    for key in set(lesson.files.values()) - _files_of_others(lesson):
        storage.delete(key)
    storage.delete_prefix(lesson.storage_prefix)
    end_grants(Grant.Subject.LESSON, [lesson.pk])
    lesson.delete()


def release_segments(keys: set[str]) -> None:
    """What held them is gone: those that nobody else has go as well."""
    if keys:
        drop_segments(keys - _keys(LessonSegment._base_manager.filter(cache_key__in=keys)))


def drop_segments(keys: set[str]) -> None:
    """Those that no bubble has: their files, and then they themselves."""
    keys = keys - set(
        Bubble._base_manager.filter(cache_key__in=keys).values_list("cache_key", flat=True)
    )
    for key in keys:
        storage.delete_prefix(f"segments/{key}/")
    CachedSegment.objects.filter(pk__in=keys).delete()


def _used_by(lesson: Lesson) -> set[str]:
    return _keys(lesson.segments.exclude(cache_key=""))


def _used_by_others(lesson: Lesson) -> set[str]:
    """Of its segments those that other lessons have as well, whosever they are."""
    others = LessonSegment._base_manager.exclude(lesson=lesson)
    return _keys(others.filter(cache_key__in=_used_by(lesson)))


def _keys(segments: QuerySet[LessonSegment]) -> set[str]:
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
