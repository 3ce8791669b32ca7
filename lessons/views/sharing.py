"""Who sees a lesson."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from lessons.access import access_lesson
from lessons.models import Lesson
from lessons.services.sharing import seen_by_for, set_seen_by
from organizations.links import url_here
from organizations.models import Grant
from organizations.views import sharing

DOORS = {
    "sharing": "lessons:lesson_sharing",
    "audience": "lessons:lesson_audience",
    "change": "lessons:lesson_grant_change",
    "revoke": "lessons:lesson_grant_revoke",
}


def shared_lesson(request: HttpRequest, lesson: Lesson) -> sharing.Shared:
    by = request.membership
    return sharing.Shared(
        subject=Grant.Subject.LESSON,
        subject_id=lesson.pk,
        title=lesson.title,
        audience=lesson.seen_by,
        audiences=seen_by_for(lesson, by),
        chosen=Lesson.SeenBy.CHOSEN,
        alone=Lesson.SeenBy.MAKER,
        set_audience=lambda key: set_seen_by(lesson=lesson, seen_by=Lesson.SeenBy(key), by=by),
        url=lambda door, *more: url_here(request, DOORS[door], lesson.pk, *more),
        back=url_here(request, "lessons:lesson_detail", lesson.pk),
    )


def _administered(request: HttpRequest, pk: UUID) -> sharing.Shared:
    return shared_lesson(request, access_lesson(request.membership, pk, "lessons.administer"))


@require_http_methods(["GET", "POST"])
def lesson_sharing(request: HttpRequest, pk: UUID) -> HttpResponse:
    return sharing.share(request, _administered(request, pk))


@require_POST
def lesson_audience(request: HttpRequest, pk: UUID) -> HttpResponse:
    return sharing.change_audience(request, _administered(request, pk))


@require_POST
def lesson_grant_change(request: HttpRequest, pk: UUID, grant_pk: UUID) -> HttpResponse:
    return sharing.change(request, _administered(request, pk), grant_pk)


@require_POST
def lesson_grant_revoke(request: HttpRequest, pk: UUID, grant_pk: UUID) -> HttpResponse:
    return sharing.revoke(request, _administered(request, pk), grant_pk)
