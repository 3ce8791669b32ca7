"""Lessons and what was used: /api/v1/lessons, /api/v1/usage."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from lessons.access import access_lesson, lesson_sight
from lessons.assigning.counting import counts_for
from lessons.defaults import first_seen_by
from lessons.files import file_links
from lessons.models import Lesson
from lessons.requesting.similar import similar_lessons
from lessons.safety.requests import require_passes
from lessons.schemas import (
    LessonAsked,
    LessonDetail,
    LessonFilePage,
    LessonPage,
    LessonRequested,
    LessonsOffered,
    LessonStatus,
    UsageOut,
)
from lessons.selectors import latest_request, list_lessons
from lessons.services.lessons import Part, part_of, request_lesson
from lessons.usage import plan_use_of, usage_of, usage_of_organization
from library.access import access_source, source_sight
from library.models import Source
from library.selectors import visible_source_ids
from organizations.access import require
from organizations.callers import enter, enter_as_person
from organizations.lesson_making import require_make_lessons, require_ways
from organizations.models import Membership, OrganizationKey
from organizations.roles import may
from organizations.staged import in_order
from project.paging import Window

router = Router(tags=["lessons"])
READ = OrganizationKey.Scope.LESSONS_READ


@router.get("/lessons", response=LessonPage)
def lesson_list(request: HttpRequest, window: Query[Window]):
    """Newest first."""
    membership = enter(request, scope=READ)
    require(membership, "lessons.view")
    sources = visible_source_ids(source_sight(membership))
    return window.cut(list_lessons(lesson_sight(membership), source_ids=sources))


@router.post("/lessons", response={200: LessonsOffered, 202: LessonRequested})
def lesson_request(request: HttpRequest, sent: LessonAsked):
    """It is made in the background. The same asked for again while it is made is the one lesson.
    Where there is a lesson like it, that is offered in its place."""
    membership = enter_as_person(request)
    require_make_lessons(membership)
    require_ways(membership, sent.modalities)
    source = access_source(membership, sent.source_id)
    part = part_of(source, node_id=sent.node_id, pages=sent.pages)
    require_passes(sent.topic, membership)
    if similar := _similar(membership, source, part, sent):
        return Status(200, {"state": "offered", "similar": similar})
    made = request_lesson(
        user=request.auth.user,
        source=source,
        part=part,
        counts=counts_for(membership, source, part),
        modalities=sent.modalities,
        language=sent.language,
        strategy=sent.strategy,
        level=sent.level,
        topic=sent.topic,
        seen_by=first_seen_by(membership),
    )
    return Status(202, {"lesson_id": made.lesson_id, "request_id": made.pk, "state": made.state})


def _similar(membership: Membership, source: Source, part: Part, sent: LessonAsked) -> list[Lesson]:
    """None for who wants a new one all the same."""
    if sent.anyway:
        return []
    return similar_lessons(
        membership,
        source=source,
        part=part,
        topic=sent.topic,
        language=sent.language or source.language,
        level=sent.level,
    )


@router.get("/lessons/{uuid:pk}", response=LessonDetail)
def lesson_detail(request: HttpRequest, pk: UUID):
    """With what is said in it."""
    return access_lesson(enter(request, scope=READ), pk)


@router.get("/lessons/{uuid:pk}/status", response=LessonStatus)
def lesson_status(request: HttpRequest, pk: UUID):
    lesson = access_lesson(enter(request, scope=READ), pk)
    asked = latest_request(lesson)
    stages = dict(in_order(asked.stages)) if asked else {}
    return {
        "lesson_id": lesson.pk,
        "state": lesson.state,
        "problem": asked.problem if asked else "",
        "stage": asked.stage if asked else "",
        "seconds": {name: stage["seconds"] for name, stage in stages.items()},
    }


@router.get("/lessons/{uuid:pk}/files", response=LessonFilePage)
def lesson_files(request: HttpRequest, pk: UUID, window: Query[Window]):
    """What is made so far, by their kinds, with links that run out."""
    links = file_links(access_lesson(enter(request, scope=READ), pk))
    return window.cut_by(links, lambda link: [link["kind"]])


@router.get("/usage", response=UsageOut, tags=["usage"])
def usage(request: HttpRequest):
    membership = enter_as_person(request)
    sees_all = may(membership, "organization.dashboard") and not membership.school_ids
    return {
        "me": usage_of(membership),
        "plan": plan_use_of(membership),
        "organization": usage_of_organization(membership.organization) if sees_all else None,
    }
