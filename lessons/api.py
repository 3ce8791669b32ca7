"""Lessons: /api/v1/lessons."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router

from lessons.access import access_lesson, lesson_sight
from lessons.schemas import LessonDetail, LessonPage
from lessons.selectors import list_lessons
from library.access import source_sight
from library.selectors import visible_source_ids
from organizations.access import require
from organizations.callers import enter
from organizations.models import OrganizationKey
from project.paging import Window

router = Router(tags=["lessons"])
READ = OrganizationKey.Scope.LESSONS_READ


@router.get("", response=LessonPage)
def lesson_list(request: HttpRequest, window: Query[Window]):
    """Newest first."""
    membership = enter(request, scope=READ)
    require(membership, "lessons.view")
    sources = visible_source_ids(source_sight(membership))
    return window.cut(list_lessons(lesson_sight(membership), source_ids=sources))


@router.get("/{uuid:pk}", response=LessonDetail)
def lesson_detail(request: HttpRequest, pk: UUID):
    """With what is said in it."""
    return access_lesson(enter(request, scope=READ), pk)
