"""An attempt at a quiz: doing it, handing it in, its result, and marking it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lessons.assigning import attempts
from lessons.assigning.access import access_attempt
from lessons.assigning.forms import MarkForm
from lessons.assigning.reading import read_answers
from lessons.assigning.showing import questions_of, shows_feedback
from lessons.models import Attempt
from organizations.links import url_here
from organizations.roles import may
from project.errors import Conflict, Invalid

LATER = 2  # seconds after the end at which the page hands in by itself


@require_safe
def attempt_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The quiz while it is open; then what came of it. For a teacher, to mark."""
    attempt = access_attempt(request.membership, pk)
    attempts.close_run_out(Attempt.objects.filter(pk=attempt.pk))
    attempt = access_attempt(request.membership, pk)
    if may(request.membership, "assignments.make"):
        return _marking(request, attempt, MarkForm(attempt=attempt))
    if attempt.is_open:
        return _quiz(request, attempt)
    context = _context(request, attempt)
    context["shows_feedback"] = shows_feedback(attempt.assignment, timezone.now())
    return render(request, "lessons/attempt_result.html", context)


def _context(request: HttpRequest, attempt: Attempt) -> dict:
    return {
        "nav": "lessons",
        "attempt": attempt,
        "assignment": attempt.assignment,
        "questions": questions_of(attempt, request.organization.slug),
    }


def _quiz(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    left = attempt.ends_at - timezone.now() if attempt.ends_at else None
    context = _context(request, attempt) | {
        "seconds_left": max(0, int(left.total_seconds())) + LATER if left else None,
    }
    return render(request, "lessons/attempt_quiz.html", context)


def _marking(request: HttpRequest, attempt: Attempt, form: MarkForm) -> HttpResponse:
    context = _context(request, attempt)
    fields = {field.name: field for field in form}
    context["marked"] = [
        (each, fields.get(f"p-{each.item['id']}")) for each in context["questions"]
    ]
    context["form"] = form
    status = 422 if form.is_bound else 200
    return render(request, "lessons/attempt_mark.html", context, status=status)


@require_POST
def attempt_answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keep what was sent of one or several answers: the page does so as one goes along."""
    attempt = access_attempt(request.membership, pk, "assignments.do")
    attempts.save_answers(attempt, read_answers(attempt.assignment.items, request.POST))
    if request.htmx:
        return HttpResponse(_("Saved"))
    messages.success(request, _("Saved. You can go on later."))
    return _back(request, attempt)


@require_POST
def attempt_submit(request: HttpRequest, pk: UUID) -> HttpResponse:
    attempt = access_attempt(request.membership, pk, "assignments.do")
    attempts.hand_in(attempt, read_answers(attempt.assignment.items, request.POST))
    if request.htmx:
        response = HttpResponse()
        response["HX-Redirect"] = url_here(request, "lessons:attempt_detail", attempt.pk)
        return response
    return _back(request, attempt)


@require_POST
def attempt_mark(request: HttpRequest, pk: UUID) -> HttpResponse:
    attempt = access_attempt(request.membership, pk, "assignments.make")
    form = MarkForm(request.POST, attempt=attempt)
    if not form.is_valid():
        return _marking(request, attempt, form)
    try:
        attempts.mark_by_teacher(attempt, form.points())
    except (Conflict, Invalid) as error:
        form.add_error(None, error.message)
        return _marking(request, attempt, form)
    messages.success(request, _("Marked."))
    return _back(request, attempt)


def _back(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    return HttpResponseRedirect(url_here(request, "lessons:attempt_detail", attempt.pk))
