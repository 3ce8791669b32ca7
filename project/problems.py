"""How an error of ours looks to a person, or to a program that asked."""

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views import defaults

from project.errors import Busy, LecternError, NotFound

RETRY_AFTER_S = "10"  # as the page for a busy moment says
View = TypeVar("View", bound=Callable)


def answers_json(view: View) -> View:
    """Errors of this view are JSON, also those that keep a request from reaching it."""
    view.answers_json = True
    return view


def wants_json(view: Callable) -> bool:
    return getattr(view, "answers_json", False)


def problem_json(error: LecternError) -> dict:
    """The one shape in which a program is told what went wrong."""
    return {"error": error.code, "detail": error.message}


def problem_response(request: HttpRequest, error: LecternError) -> HttpResponse:
    """A page, the part of a page that htmx asked for, or JSON from a view that answers so."""
    if request.resolver_match and wants_json(request.resolver_match.func):
        response = JsonResponse(problem_json(error), status=error.status)
    else:
        context = {"error": error}
        response = render(request, _template(request, error), context, status=error.status)
    if error.status == Busy.status:
        response["Retry-After"] = RETRY_AFTER_S
    return response


def _template(request: HttpRequest, error: LecternError) -> str:
    if request.htmx:
        return "errors/_problem.html"
    return "errors/503.html" if error.status == Busy.status else "errors/problem.html"


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return defaults.permission_denied(request, exception, template_name="errors/403.html")


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if request.path.startswith("/api/"):
        problem = NotFound(_("There is no such address in the API."))
        return JsonResponse(problem_json(problem), status=problem.status)
    return defaults.page_not_found(request, exception, template_name="errors/404.html")


def server_error(request: HttpRequest) -> HttpResponse:
    return defaults.server_error(request, template_name="errors/500.html")
