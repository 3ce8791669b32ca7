"""Put a clip between the turns of a lesson that is made, or take it out; the lesson is joined anew.

What is written and spoken of it stays: only the clip is made, and the whole put together.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from lessons import pipeline
from lessons.files import drop_files
from lessons.inserts.choosing import Insert
from lessons.inserts.positions import PLACES
from lessons.models import Lesson, LessonRequest, LessonSegment
from lessons.selectors import latest_request
from lessons.services.deleting import release_segments
from lessons.services.lessons import begin_again
from library.quota import require_room_to_make
from organizations import jobs
from project import storage
from project.errors import Conflict, Invalid

MOST = 20  # of a lesson
_BEYOND = 1_000_000  # all positions
WRITTEN = ("validation", "retrieval", "script")


def insert_clip(lesson: Lesson, insert: Insert, *, before: int | None) -> None:
    """before: the position of a turn or clip; None is the end.

    Raises Conflict while the lesson is made, Invalid where there is no such place or no room,
    LimitReached where storage is full.
    """
    require_room_to_make(lesson.organization_id)
    with _changing(lesson) as rows:
        if rows.filter(clip__isnull=False).count() >= MOST:
            raise Invalid(_("A lesson has at most %(most)s clips.") % {"most": MOST})
        if before is not None and not rows.filter(position=before).exists():
            raise Invalid(_("The lesson has changed. Choose the place again."))
        position = _end_of(rows) if before is None else before
        _move(rows.filter(position__gte=position), PLACES)
        LessonSegment.objects.create(
            organization_id=lesson.organization_id,
            lesson=lesson,
            position=position,
            heading=insert.heading,
            reference=insert.reference,
            sentences=insert.sentences,
            clip=insert.clip,
        )


def take_out(segment: LessonSegment) -> None:
    """Raises Conflict while the lesson is made."""
    with _changing(segment.lesson):
        _remove([segment])


def lose(lesson: Lesson, segments: Iterable[LessonSegment]) -> None:
    """Nobody may see them any more: they go at once, with all files that they are in, and the
    lesson is made without them."""
    request = latest_request(lesson)
    if request and request.state not in LessonRequest.FINAL:
        jobs.cancel(kind=pipeline.KIND, subject_id=request.pk)
    with transaction.atomic():
        _remove(segments)
        gone, lesson.files = lesson.files, {}
        lesson.save(update_fields=["files", "updated_at"])
        if request:
            begin_again(request, done=WRITTEN)
    drop_files(lesson, gone)


@contextmanager
def _changing(lesson: Lesson) -> Iterator[QuerySet[LessonSegment]]:
    with transaction.atomic():
        row = Lesson.objects.select_for_update(no_key=True).get(pk=lesson.pk)
        request = latest_request(row)
        if row.state == Lesson.State.MAKING or request is None:
            raise Conflict(_("This lesson is still being made. Wait until that has ended."))
        yield LessonSegment.objects.filter(lesson=row)
        begin_again(request, done=WRITTEN)


def _end_of(rows: QuerySet[LessonSegment]) -> int:
    last = rows.order_by("-position").first()
    if last is None:
        raise Conflict(_("This lesson has no text yet. Make it first."))
    return last.position + (PLACES if last.clip else 1)


def _remove(segments: Iterable[LessonSegment]) -> None:
    """The last first, so that the positions of the others hold."""
    for segment in sorted(segments, key=lambda each: -each.position):
        behind = LessonSegment.objects.filter(
            lesson_id=segment.lesson_id, position__gt=segment.position
        )
        segment.delete()
        _move(behind, -PLACES)
        transaction.on_commit(partial(_drop, segment))


def _drop(segment: LessonSegment) -> None:
    release_segments({segment.cache_key} - {""})
    key = (segment.clip or {}).get("key")
    same = LessonSegment._base_manager.filter(lesson_id=segment.lesson_id, clip__key=key)
    if key and not same.exists():
        storage.delete(key)


def _move(rows: QuerySet[LessonSegment], by: int) -> None:
    """In two steps: no two may have one position in between."""
    ids = list(rows.values_list("pk", flat=True))
    moved = LessonSegment.objects.filter(pk__in=ids)
    moved.update(position=F("position") + _BEYOND)
    moved.update(position=F("position") - _BEYOND + by)
