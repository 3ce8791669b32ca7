"""Assignments and attempts: /api/v1/assignments, /api/v1/attempts, a class's gradebook."""

from dataclasses import asdict
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Status

from lessons.assigning import assigning, attempts
from lessons.assigning.access import access_assignment, access_attempt, assignments_seen_by
from lessons.assigning.gradebook import csv_lines, gradebook_of
from lessons.assigning.reading import as_form, read_answers
from lessons.assigning.schemas import (
    AnswersIn,
    AssignmentIn,
    AssignmentOut,
    AssignmentPage,
    AssignmentPatch,
    AttemptDetail,
    AttemptOut,
    AttemptPage,
    MarksIn,
)
from lessons.models import Assignment, Attempt
from lessons.services.lessons import part_of
from organizations.access import require
from organizations.authority import access_class
from organizations.callers import enter_as_person
from organizations.models import Membership
from organizations.roles import may
from organizations.spreadsheets import csv_response
from project.errors import Conflict, Invalid
from project.paging import Window

router = Router(tags=["assignments"])
CSV = {
    "responses": {
        200: {
            "description": "A line a student, with two columns for each assignment.",
            "content": {"text/csv": {"schema": {"type": "string"}}},
        }
    }
}


def _person(request: HttpRequest) -> Membership:
    membership = enter_as_person(request)
    require(membership, "assignments.view")
    return membership


@router.get("/assignments", response=AssignmentPage)
def assignment_list(request: HttpRequest, window: Query[Window]):
    """Of the classes that one runs; a student's own that have opened. Newest first."""
    rows = assignments_seen_by(_person(request))
    return window.cut(rows.order_by("-created_at", "pk"))


@router.post("/assignments", response={201: list[AssignmentOut]})
def assignment_create(request: HttpRequest, sent: AssignmentIn):
    """One for each class; one for people without a class."""
    membership = _person(request)
    require(membership, "assignments.make")
    subject = assigning.subject_of(membership, sent.kind, sent.subject_id)
    if sent.kind == Assignment.Kind.READING:
        part = part_of(subject.source, node_id=sent.node_id, pages=sent.pages)
        label = str(part.node) if part.node else ""
        subject.facts.update(assigning.part_facts(subject.source, part, label))
    made = assigning.assign(
        by=membership,
        subject=subject,
        classes=[access_class(membership, pk) for pk in dict.fromkeys(sent.class_ids)],
        people=assigning.people_of(membership, sent.people),
        terms=_terms(sent),
    )
    return Status(201, made)


def _terms(sent: AssignmentIn) -> assigning.Terms:
    return assigning.Terms(
        opens_at=sent.opens_at or timezone.now(),
        due_at=sent.due_at,
        closes_at=sent.closes_at,
        attempts_allowed=sent.attempts_allowed,
        time_limit_min=sent.time_limit_min,
        feedback=sent.feedback,
    )


@router.get("/assignments/{uuid:pk}", response=AssignmentOut)
def assignment_detail(request: HttpRequest, pk: UUID):
    return access_assignment(_person(request), pk)


@router.patch("/assignments/{uuid:pk}", response=AssignmentOut)
def assignment_change(request: HttpRequest, pk: UUID, sent: AssignmentPatch):
    """Its dates, attempts, time and feedback. What is handed in stays; attempts that are open get
    more minutes, and never fewer; when it closes, they are handed in."""
    membership = _person(request)
    assignment = access_assignment(membership, pk, "assignments.make")
    terms = assigning.Terms(**asdict(assigning.terms_of(assignment)) | sent.changes())
    return assigning.change(assignment, terms, by=membership)


@router.delete("/assignments/{uuid:pk}", response={204: None})
def assignment_delete(request: HttpRequest, pk: UUID):
    """With all that was handed in."""
    membership = _person(request)
    assigning.delete(access_assignment(membership, pk, "assignments.make"), by=membership)
    return Status(204, None)


@router.get("/assignments/{uuid:pk}/attempts", response=AttemptPage)
def attempt_list(request: HttpRequest, pk: UUID, window: Query[Window]):
    """The last begun first; a student's are their own."""
    membership = _person(request)
    rows = access_assignment(membership, pk).attempts.all()
    if not may(membership, "assignments.make"):
        rows = rows.filter(student=membership)
    attempts.close_run_out(rows)
    return window.cut(rows.order_by("-began_at", "pk"), by="began_at")


@router.post("/assignments/{uuid:pk}/attempts", response={201: AttemptDetail})
def attempt_begin(request: HttpRequest, pk: UUID):
    """A new one, or the one that is open. Of a lesson or a reading: that it is done."""
    membership = _person(request)
    assignment = access_assignment(membership, pk, "assignments.do")
    if not assignment.is_quiz:
        attempts.finish_without_quiz(assignment, membership)
        return Status(201, assignment.attempts.filter(student=membership).latest("number"))
    return Status(201, attempts.begin(assignment, membership))


@router.get("/attempts/{uuid:pk}", response=AttemptDetail)
def attempt_detail(request: HttpRequest, pk: UUID):
    """With its questions, what was answered, and the marks once it is handed in."""
    membership = _person(request)
    attempt = access_attempt(membership, pk)
    attempts.close_run_out(Attempt.objects.filter(pk=attempt.pk))
    return access_attempt(membership, pk)


@router.patch("/attempts/{uuid:pk}", response=AttemptDetail)
def attempt_answer(request: HttpRequest, pk: UUID, sent: AnswersIn):
    """Keep these answers; the others stay."""
    attempt = access_attempt(_person(request), pk, "assignments.do")
    return attempts.save_answers(attempt, _answers(attempt, sent))


@router.post("/attempts/{uuid:pk}/submit", response=AttemptDetail)
def attempt_submit(request: HttpRequest, pk: UUID, sent: AnswersIn):
    """Hand it in with these last answers; again, it stays as it is."""
    attempt = access_attempt(_person(request), pk, "assignments.do")
    return attempts.hand_in(attempt, _answers(attempt, sent))


def _answers(attempt: Attempt, sent: AnswersIn) -> dict:
    items = attempt.assignment.items
    return read_answers(items, as_form(items, sent.answers))


@router.post("/attempts/{uuid:pk}/marks", response=AttemptOut)
def attempt_mark(request: HttpRequest, pk: UUID, sent: MarksIn):
    attempt = access_attempt(_person(request), pk, "assignments.make")
    if attempt.is_open:
        raise Conflict(_("It is not handed in yet."))
    if set(sent.points) - set(attempt.marks):
        raise Invalid(_("There is no such question in it."))
    return attempts.mark_by_teacher(attempt, sent.points)


@router.get("/classes/{uuid:pk}/gradebook.csv", openapi_extra=CSV)
def class_gradebook(request: HttpRequest, pk: UUID):
    membership = _person(request)
    require(membership, "assignments.make")
    school_class = access_class(membership, pk)
    return csv_response(request, csv_lines(gradebook_of(school_class)), "gradebook.csv")
