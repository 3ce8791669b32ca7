"""A review: the questions from a student's quizzes that are due, one after the other."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from lessons.assigning.reading import read_answers
from lessons.assigning.showing import question_of
from lessons.progress import reviewing
from organizations.access import require

NAV = {"nav": "lessons"}


@require_safe
def review_next(request: HttpRequest) -> HttpResponse:
    """What is due first."""
    require(request.membership, "assignments.do")
    found = reviewing.next_due(request.membership)
    context = NAV | {"left": _left(request)}
    if found is not None:
        recall, item = found
        context |= {
            "recall": recall,
            "question": question_of(item, 1, request.organization.slug),
        }
    return render(request, "lessons/review_next.html", context)


@require_POST
def review_answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was right, and the page that says so."""
    recall, item = reviewing.access_recall(request.membership, pk)
    given = read_answers([item], request.POST).get(item["id"])
    share = reviewing.answer(recall, item, given)
    recall.refresh_from_db()
    mark = {"points": share * item["points"]}
    slug = request.organization.slug
    context = NAV | {
        "recall": recall,
        "question": question_of(item, 1, slug, answer=given, mark=mark),
        "left": _left(request),
    }
    return render(request, "lessons/review_answer.html", context)


def _left(request: HttpRequest) -> int:
    student = request.membership
    return reviewing.count_due([student]).get(student.pk, 0)
