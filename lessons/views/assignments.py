"""Assignments: assigning, what is due, what a class has, the gradebook."""

from tempfile import TemporaryFile
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lessons import selectors
from lessons.assigning import assigning, attempts
from lessons.assigning.access import access_assignment, assignments_seen_by
from lessons.assigning.due import MOST, list_assigned
from lessons.assigning.forms import AssignForm, TermsForm
from lessons.assigning.gradebook import (
    csv_lines,
    gradebook_of,
    list_assignments,
    read_gradebook,
    students_of,
    students_of_class,
)
from lessons.assigning.standing import standing
from lessons.models import Assignment, Attempt
from lessons.services.lessons import part_of
from organizations.access import require
from organizations.authority import access_class, classes_seen_by
from organizations.links import url_here, url_in
from organizations.models import Class, ClassMember, Membership
from organizations.roles import may
from organizations.selectors.classes import CLASS_ROWS, list_classes, list_members
from organizations.views.paging import page_of
from project.blocks import BLOCK_BYTES, body_for
from project.errors import Conflict, Forbidden, Invalid, NotFound
from project.storage.media_types import disposition

NAV = {"nav": "lessons"}
MOST_PEOPLE = 1000  # to choose from, without a class


@require_safe
def assignment_list(request: HttpRequest) -> HttpResponse:
    """A student's own; for others the classes that they run."""
    require(request.membership, "assignments.view")
    if may(request.membership, "assignments.do"):
        context = NAV | {"assigned": list_assigned(request.membership)}
    else:
        alone = assignments_seen_by(request.membership).filter(school_class=None)
        context = NAV | {
            "classes": list_classes(request.membership),
            "alone": alone.order_by("-opens_at", "pk")[:MOST],
        }
    return render(request, "lessons/assignment_list.html", context)


@require_http_methods(["GET", "POST"])
def assignment_create(request: HttpRequest) -> HttpResponse:
    """Of the `kind` and `subject` in the address; `class` chooses one, and lists its students;
    `to=people` lists those that one reaches without a class."""
    require(request.membership, "assignments.make")
    kind, pk = request.GET.get("kind", ""), _id(request.GET.get("subject", ""))
    if pk is None:
        raise NotFound(_("A lesson, a reading or a quiz can be assigned."))
    subject = assigning.subject_of(request.membership, kind, pk)
    _require_own(request)
    form = _assign_form(request, subject)
    if request.method == "POST" and form.is_valid():
        try:
            made = _assign(request, subject, form)
        except (Conflict, Forbidden, Invalid, NotFound) as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Assigned."))
            return HttpResponseRedirect(_home_of(request, made[0]))
    context = NAV | {
        "subject": subject,
        "form": form,
        "classes": _classes(request),
        "to_people": _is_to_people(request),
    }
    status = 422 if form.is_bound else 200
    return render(request, "lessons/assignment_create.html", context, status=status)


def _home_of(request: HttpRequest, assignment: Assignment) -> str:
    """Among the others of its class, or of none."""
    if assignment.school_class_id is None:
        return url_here(request, "lessons:assignment_list")
    return url_here(request, "lessons:class_assignments", assignment.school_class_id)


def _assign_form(request: HttpRequest, subject: assigning.Subject) -> AssignForm:
    classes = [] if _is_to_people(request) else _classes(request)
    named = _id(request.GET.get("class", ""))
    one = next((each for each in classes if each.pk == named), None)
    is_reading = subject.kind == Assignment.Kind.READING
    return AssignForm(
        request.POST or None,
        is_quiz=subject.kind == Assignment.Kind.QUIZ,
        classes=[one] if one else classes,
        students=_students(request, one),
        source=subject.source if is_reading else None,
        nodes=selectors.node_choices(subject.source) if is_reading else [],
        initial={"classes": [str(one.pk)] if one else [], "part": request.GET.get("node", "whole")},
    )


def _is_to_people(request: HttpRequest) -> bool:
    return request.GET.get("to") == "people"


def _students(request: HttpRequest, one: Class | None) -> list[Membership]:
    if _is_to_people(request):
        rows = assigning.students_reached_by(request.membership).order_by("user__name", "pk")
        return list(rows[:MOST_PEOPLE])
    members = list_members(one, ClassMember.Part.STUDENT) if one else []
    return [member.membership for member in members]


def _require_own(request: HttpRequest) -> None:
    """Raises NotFound for a class that the person does not run, whatever else was sent."""
    sent = {_id(key) for key in request.POST.getlist("classes")}
    if sent - {each.pk for each in _classes(request)}:
        raise NotFound(_("There is no such class."))


def _classes(request: HttpRequest) -> list[Class]:
    rows = classes_seen_by(request.membership).filter(archived_at=None)
    return list(rows.order_by("name"))


def _assign(request: HttpRequest, subject: assigning.Subject, form: AssignForm) -> list[Assignment]:
    if subject.kind == Assignment.Kind.READING:
        part = part_of(subject.source, **form.part_asked())
        label = str(part.node) if part.node else ""
        subject.facts.update(assigning.part_facts(subject.source, part, label))
    return assigning.assign(
        by=request.membership,
        subject=subject,
        classes=form.chosen_classes(),
        people=form.chosen_people(),
        terms=form.terms(),
    )


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@require_safe
def class_assignments(request: HttpRequest, pk: UUID) -> HttpResponse:
    require(request.membership, "assignments.make")
    school_class = access_class(request.membership, pk)
    assigned = list_assignments(school_class)[::-1]
    context = NAV | {"school_class": school_class, "assigned": assigned, "now": timezone.now()}
    return render(request, "lessons/class_assignments.html", context)


@require_safe
def gradebook(request: HttpRequest, pk: UUID) -> HttpResponse:
    require(request.membership, "assignments.make")
    school_class = access_class(request.membership, pk)
    page = page_of(request, students_of_class(school_class), size=CLASS_ROWS)
    book = read_gradebook(page.rows, list_assignments(school_class))
    context = NAV | {"school_class": school_class, "book": book, "page": page}
    return render(request, "lessons/gradebook.html", context)


@require_safe
def gradebook_csv(request: HttpRequest, pk: UUID) -> StreamingHttpResponse:
    require(request.membership, "assignments.make")
    school_class = access_class(request.membership, pk)
    file = TemporaryFile()  # noqa: SIM115  it is closed with the last reference to it
    for line in csv_lines(gradebook_of(school_class)):
        file.write(line.encode())
    file.seek(0)
    blocks = iter(lambda: file.read(BLOCK_BYTES), b"")
    response = StreamingHttpResponse(
        body_for(request, blocks), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = disposition("gradebook.csv", inline=False)
    return response


@require_safe
def assignment_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """For its teachers who has done it; for a student what it is, and the way in."""
    assignment = access_assignment(request.membership, pk)
    context = NAV | {"assignment": assignment, "open_url": _open_url(request, assignment)}
    if may(request.membership, "assignments.make"):
        page = page_of(request, students_of(assignment), size=CLASS_ROWS)
        context |= {"book": read_gradebook(page.rows, [assignment]), "page": page}
        return render(request, "lessons/assignment_class.html", context)
    mine = assignment.attempts.filter(student=request.membership)
    attempts.close_run_out(mine)
    made, now = list(mine.order_by("number")), timezone.now()
    context |= {
        "made": made,
        "standing": standing(assignment, made, now),
        "begins": attempts.may_begin(assignment, len(made), now),
        "open_attempt": next((each for each in made if each.is_open), None),
    }
    return render(request, "lessons/assignment_detail.html", context)


def _open_url(request: HttpRequest, assignment: Assignment) -> str:
    """Of a lesson or a reading: where it is read. "" where it is gone."""
    slug = request.organization.slug
    if assignment.kind == Assignment.Kind.LESSON:
        return url_in(slug, "lessons:lesson_detail", assignment.subject_id)
    if assignment.kind == Assignment.Kind.READING and assignment.source_id:
        return url_in(slug, "library:page_detail", assignment.source_id, _first_page(assignment))
    return ""


def _first_page(assignment: Assignment) -> int:
    if assignment.first_page is not None or assignment.node_id is None:
        return assignment.first_page or 0
    source = selectors.source_of(assignment.source_id)
    return selectors.node_of(source, assignment.node_id).start_page if source else 0


@require_http_methods(["GET", "POST"])
def assignment_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Its dates, attempts and time, after it was given too."""
    assignment = access_assignment(request.membership, pk, "assignments.make")
    names = ("opens_at", "due_at", "closes_at", *TermsForm.QUIZ_ONLY)
    form = TermsForm(
        request.POST or None,
        is_quiz=assignment.is_quiz,
        initial={name: getattr(assignment, name) for name in names},
    )
    if request.method == "POST" and form.is_valid():
        try:
            assigning.change(assignment, form.terms(), by=request.membership)
        except Invalid as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(url_here(request, "lessons:assignment_detail", pk))
    begun = assignment.attempts.filter(state=Attempt.State.OPEN).count()
    context = NAV | {"assignment": assignment, "form": form, "begun": begun}
    status = 422 if form.is_bound else 200
    return render(request, "lessons/assignment_edit.html", context, status=status)


@require_http_methods(["GET", "POST"])
def assignment_delete(request: HttpRequest, pk: UUID) -> HttpResponse:
    assignment = access_assignment(request.membership, pk, "assignments.make")
    if request.method == "POST":
        home = _home_of(request, assignment)
        assigning.delete(assignment, by=request.membership)
        messages.success(request, _("Deleted."))
        return HttpResponseRedirect(home)
    context = NAV | {"assignment": assignment, "count": assignment.attempts.count()}
    return render(request, "lessons/assignment_delete.html", context)


@require_POST
def assignment_begin(request: HttpRequest, pk: UUID) -> HttpResponse:
    assignment = access_assignment(request.membership, pk, "assignments.do")
    if not assignment.is_quiz:
        raise Conflict(_("This is no quiz: open it, and say when you are done."))
    attempt = attempts.begin(assignment, request.membership)
    return HttpResponseRedirect(url_here(request, "lessons:attempt_detail", attempt.pk))


@require_POST
def assignment_done(request: HttpRequest, pk: UUID) -> HttpResponse:
    assignment = access_assignment(request.membership, pk, "assignments.do")
    if assignment.is_quiz:
        raise Conflict(_("A quiz is done by handing it in."))
    attempts.finish_without_quiz(assignment, request.membership)
    messages.success(request, _("Done."))
    return HttpResponseRedirect(url_here(request, "lessons:assignment_detail", assignment.pk))
