"""What becomes of lessons and questions when their source is deleted."""

from collections.abc import Callable, Iterable

from django.db.models import Q, QuerySet

from lessons import pipeline
from lessons.models import CachedSegment, ChatSession, Lesson, LessonRequest, LessonSegment
from lessons.references import fail_without_source
from library import registries
from library.models import Source
from library.registries import Follower, Panel
from organizations import jobs
from organizations.models import Grant, Membership
from organizations.services.grants import copy_grants, end_grants, grant_maker
from project import storage

SHOWN = 10  # lessons that the page names


def register() -> None:
    registries.followers.append(Follower(panel=panel, settle=settle, finish=finish))


def panel(source: Source) -> Panel | None:
    lessons = Lesson.objects.filter(source_id=source.pk).order_by("-created_at", "pk")
    count = lessons.count()
    if not count:
        return None
    # What is shared with chosen people only is counted and not named.
    shown = list(lessons.filter(seen_by=Lesson.SeenBy.SOURCE)[:SHOWN])
    return Panel("lessons/_made_panel.html", {"lessons": shown, "more": count - len(shown)})


def settle(source: Source, keeps: bool) -> None:
    """Whoever could see the source keeps its lessons, or nobody sees them from now on.

    Those on a source of one person were that person's alone, and stay so; those on one that is
    shared with chosen people are shared with these from now on.
    """
    lessons = Lesson.objects.filter(source_id=source.pk)
    if not keeps:
        lessons.update(retention=Lesson.Retention.GOING)
    elif source.is_restricted:
        _hand_on(source, lessons.filter(seen_by=Lesson.SeenBy.SOURCE))
    else:
        lessons.update(retention="" if source.owner_id else Lesson.Retention.KEPT)
    unfinished = LessonRequest.objects.filter(
        ~Q(state__in=LessonRequest.FINAL), source_id=source.pk
    )
    for request in unfinished:
        jobs.cancel(kind=pipeline.KIND, subject_id=request.pk)
    fail_without_source(unfinished)


def _hand_on(source: Source, lessons: QuerySet[Lesson]) -> None:
    """Again, it finds none: they are shared with chosen people then."""
    ids = list(lessons.values_list("pk", flat=True))
    kinds = Grant.Subject
    copy_grants(kinds.SOURCE, source.pk, onto=kinds.LESSON, onto_ids=ids, level=Grant.Level.VIEW)
    adder = Membership.objects.filter(
        organization_id=source.organization_id, user_id=source.added_by_id
    ).first()
    if adder is not None:
        grant_maker(kinds.LESSON, ids, adder)
    Lesson.objects.filter(pk__in=ids).update(seen_by=Lesson.SeenBy.CHOSEN)


def finish(source: Source, is_over: Callable[[], bool]) -> bool:
    """Delete the lessons that go, one by one with their files, and everybody's questions."""
    for lesson in Lesson.objects.filter(source_id=source.pk, retention=Lesson.Retention.GOING):
        _delete(lesson)
        if is_over():
            return False
    ChatSession.objects.filter(source_id=source.pk).delete()
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
    end_grants(Grant.Subject.LESSON, [lesson.pk])
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
