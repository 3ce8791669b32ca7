"""How far students are, for them and their teachers; what players and the reader report."""

import json
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lessons.access import access_lesson
from lessons.progress import reporting, selectors
from lessons.progress.mastery import FEW, MASTERED
from library.access import access_source
from organizations.access import require
from organizations.authority import access_class
from organizations.scoping import changes_no_sight
from organizations.selectors.classes import CLASS_ROWS
from organizations.views.paging import page_of
from project.errors import Conflict, Invalid

NAV = {"nav": "lessons", "few": FEW, "mastered_at": MASTERED}


@require_safe
def progress_detail(request: HttpRequest) -> HttpResponse:
    """A student's own."""
    require(request.membership, "assignments.do")
    context = NAV | {"progress": selectors.progress_of_student(request.membership)}
    return render(request, "lessons/progress_detail.html", context)


@require_safe
def class_progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    require(request.membership, "assignments.make")
    school_class = access_class(request.membership, pk)
    found = selectors.progress_of_class(school_class)
    page = page_of(request, found.students, size=CLASS_ROWS)
    context = NAV | {"school_class": school_class, "found": found, "page": page}
    return render(request, "lessons/class_progress.html", context)


@require_safe
def class_student(request: HttpRequest, pk: UUID, person_pk: int) -> HttpResponse:
    require(request.membership, "assignments.make")
    school_class = access_class(request.membership, pk)
    found = selectors.progress_in_class(school_class, person_pk)
    context = NAV | {"school_class": school_class, "progress": found}
    return render(request, "lessons/class_student.html", context)


@require_POST
@changes_no_sight
def lesson_watched(request: HttpRequest, pk: UUID) -> HttpResponse:
    lesson = access_lesson(request.membership, pk)
    require(request.membership, "assignments.do")
    return _report(request, reporting.subject_of_lesson(lesson))


@require_POST
@changes_no_sight
def pages_read(request: HttpRequest, pk: UUID) -> HttpResponse:
    source = access_source(request.membership, pk, "library.view")
    require(request.membership, "assignments.do")
    return _report(request, reporting.subject_of_source(source))


def _report(request: HttpRequest, subject: reporting.Subject) -> HttpResponse:
    """204 where it was taken. `ranges`: JSON, [[first, after the last], …]; `stamp`: the page's."""
    ranges = _ranges(request.POST.get("ranges", ""))
    taken = reporting.report(request.membership, subject, ranges, request.POST.get("stamp", ""))
    if not taken:
        raise Conflict(_("That is more than the time allows since the page was opened."))
    return HttpResponse(status=204)


def _ranges(text: str) -> list[tuple[int, int]]:
    """Raises Invalid."""
    try:
        return [(int(first), int(after)) for first, after in json.loads(text)]
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise Invalid(_("This report cannot be read.")) from error
