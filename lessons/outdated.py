"""Turns of a lesson that were made from sections which have been corrected since.

Nothing of the lesson changes by itself: it says so, and whoever may makes it again.
"""

from collections.abc import Iterable
from uuid import UUID

from lessons.models import Lesson, LessonSegment
from library.models import Correction


def outdated_turns(lesson: Lesson, segments: Iterable[LessonSegment]) -> set[int]:
    """Their positions. A correction that was undone counts no more."""
    since = Correction.objects.filter(source_id=lesson.source_id, created_at__gt=lesson.created_at)
    corrected = {str(pk) for ids in since.values_list("section_ids", flat=True) for pk in ids}
    if not corrected:
        return set()
    return {each.position for each in segments if not corrected.isdisjoint(_sections_of(each))}


def _sections_of(segment: LessonSegment) -> Iterable[str]:
    entries = [*segment.sentences, segment.figure or {}]
    return [str(UUID(each["section_id"])) for each in entries if "section_id" in each]
