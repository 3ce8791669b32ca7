"""What becomes of a lesson with a clip of a recording that is deleted."""

from collections.abc import Callable

from django.db.models import QuerySet

from lessons.inserts.placing import lose
from lessons.models import Lesson, LessonSegment
from library import registries
from library.models import Source
from library.registries import Follower, Panel


def register() -> None:
    registries.followers.append(Follower(panel=panel, settle=settle, finish=finish))


def panel(source: Source) -> Panel | None:
    count = _lessons(_clips_of(source)).count()
    return Panel("lessons/_inserts_lose.html", {"count": count}) if count else None


def settle(source: Source, keeps: bool) -> None:
    """What others may keep has the clip in its own storage; else it is taken out."""
    if keeps:
        return
    clips = _clips_of(source)
    for lesson in _lessons(clips).exclude(retention=Lesson.Retention.GOING):
        lose(lesson, clips.filter(lesson=lesson))


def finish(source: Source, is_over: Callable[[], bool]) -> bool:
    return True


def _clips_of(source: Source) -> QuerySet[LessonSegment]:
    having = {"clip__source_ids__contains": [str(source.pk)]}
    return LessonSegment.objects.filter(clip__isnull=False, **having)


def _lessons(clips: QuerySet[LessonSegment]) -> QuerySet[Lesson]:
    return Lesson.objects.filter(pk__in=clips.values("lesson_id"))
