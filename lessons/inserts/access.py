"""Who may put clips into a lesson."""

from django.utils.translation import gettext as _

from lessons.models import Lesson, LessonSegment
from organizations.models import Grant, Membership
from organizations.roles import may
from project.errors import NotFound


def may_insert(membership: Membership, lesson: Lesson) -> bool:
    """lesson: with its `level`."""
    is_made = lesson.state in (Lesson.State.READY, Lesson.State.PARTIAL)
    return is_made and lesson.level >= Grant.Level.EDIT and may(membership, "compilations.make")


def access_clip(lesson: Lesson, position: int) -> LessonSegment:
    """Raises NotFound."""
    clips = lesson.segments.filter(clip__isnull=False, position=position)
    found = clips.select_related("lesson").first()
    if found is None:
        raise NotFound(_("There is no such clip in it any more."))
    return found
