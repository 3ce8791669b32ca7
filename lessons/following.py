"""What becomes of lessons and questions when their source is deleted."""

from collections.abc import Callable

from django.db.models import Q, QuerySet

from lessons import pipeline
from lessons.models import Lesson, LessonRequest
from lessons.references import fail_without_source, forget_sources
from lessons.services.deleting import delete_lesson
from library import registries
from library.models import Source
from library.registries import Follower, Panel
from organizations import jobs
from organizations.models import Grant, Membership
from organizations.services.grants import copy_grants, grant_maker

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
    if adder := _adder(source):
        grant_maker(kinds.LESSON, ids, adder)
    Lesson.objects.filter(pk__in=ids).update(seen_by=Lesson.SeenBy.CHOSEN)


def _adder(source: Source) -> Membership | None:
    if source.organization_id is None or source.added_by_id is None:
        return None
    return Membership.objects.filter(
        organization_id=source.organization_id, user_id=source.added_by_id
    ).first()


def finish(source: Source, is_over: Callable[[], bool]) -> bool:
    """Delete the lessons that go, one by one with their files; chats forget what they quoted."""
    for lesson in Lesson.objects.filter(source_id=source.pk, retention=Lesson.Retention.GOING):
        delete_lesson(lesson)
        if is_over():
            return False
    forget_sources({source.pk})
    return True
