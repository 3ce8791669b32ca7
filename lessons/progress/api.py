"""How far students are, to read: /api/v1/progress, a class's, a child's."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Path, Query, Router

from lessons.progress import selectors
from lessons.progress.schemas import ClassProgressPage, ObjectiveOfClassPage, StudentProgressOut
from organizations.access import require
from organizations.authority import access_class
from organizations.callers import enter_as_person
from organizations.models import Class
from project.paging import Window

router = Router(tags=["progress"])
MOST_ID = 2**63 - 1
Person = Path(..., ge=1, le=MOST_ID)


@router.get("/progress", response=StudentProgressOut)
def progress_detail(request: HttpRequest):
    """A student's own, on all that was assigned to them."""
    membership = enter_as_person(request)
    require(membership, "assignments.do")
    return selectors.progress_of_student(membership)


@router.get("/children/{pk}/progress", response=StudentProgressOut)
def child_progress(request: HttpRequest, pk: int = Person):
    """For a guardian. pk: the child's membership."""
    return selectors.progress_of_child(enter_as_person(request), pk)


@router.get("/classes/{uuid:pk}/progress", response=ClassProgressPage)
def class_progress(request: HttpRequest, pk: UUID, window: Query[Window]):
    """Of each student, by name, on what is assigned to the class; for who teaches it."""
    found = selectors.progress_of_class(_class(request, pk))
    return window.cut_by(found.students, lambda row: [str(row.student.user), row.student.pk])


@router.get("/classes/{uuid:pk}/progress/objectives", response=ObjectiveOfClassPage)
def class_objectives(request: HttpRequest, pk: UUID, window: Query[Window]):
    """Of each objective, over all students of the class; for who teaches it."""
    summaries = selectors.progress_of_class(_class(request, pk)).summaries
    return window.cut_by(summaries, lambda row: [row.objective.title, str(row.objective.id)])


@router.get("/classes/{uuid:pk}/progress/{person_pk}", response=StudentProgressOut)
def class_student(request: HttpRequest, pk: UUID, person_pk: int = Person):
    """Of one student, by their membership."""
    return selectors.progress_in_class(_class(request, pk), person_pk)


def _class(request: HttpRequest, pk: UUID) -> Class:
    membership = enter_as_person(request)
    require(membership, "assignments.make")
    return access_class(membership, pk)
