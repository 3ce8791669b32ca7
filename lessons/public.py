"""Lessons that everybody may watch, without an account: which ones platform staff say."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from lessons.models import Lesson
from organizations import audit
from organizations.scoping import enter, unscoped
from project.errors import Conflict, NotFound

VIDEO = "mp4"


def make_public(lesson: Lesson) -> None:
    """Raises Conflict for one that is not made, or of a place that is closed."""
    if lesson.state != Lesson.State.READY:
        raise Conflict(_("This lesson is not made yet. Only a whole one can be shown."))
    _set(lesson, timezone.now(), "lessons.made_public")


def end_public(lesson: Lesson) -> None:
    _set(lesson, None, "lessons.public_ended")


def _set(lesson: Lesson, since, action: str) -> None:
    if bool(lesson.public_since) == bool(since):
        return
    lesson.public_since = since
    lesson.save(update_fields=["public_since"])
    audit.record(action, organization=lesson.organization, subject=lesson)


def newest_public() -> Lesson | None:
    """That of the front page: the last one shown that has a video."""
    with unscoped("shown to everybody"):
        return _public().filter(files__has_key=VIDEO).order_by("-public_since").first()


def enter_public(pk: UUID) -> Lesson:
    """Enters the scope of its organization. Raises NotFound for any other lesson."""
    with unscoped("shown to everybody"):
        lesson = _public().filter(pk=pk).first()
    if lesson is None:
        raise NotFound(_("There is no such lesson, or it is not shown to everybody."))
    enter(lesson.organization_id, is_brief=True)
    return lesson


def _public():
    rows = Lesson.objects.exclude(public_since=None).filter(state=Lesson.State.READY)
    rows = rows.exclude(retention=Lesson.Retention.GOING)
    return rows.filter(organization__deleted_at=None, organization__is_preparing=False)
