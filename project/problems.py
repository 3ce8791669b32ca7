"""How an error of ours looks to a person, or to a program that asked."""

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.log import log_response
from django.utils.translation import gettext
from django.views import defaults

from project.errors import Busy, Forbidden, LecternError, NotFound
from project.requests import Request

RETRY_AFTER_S = "10"  # as the page for a busy moment says
View = TypeVar("View", bound=Callable)


def answers_json(view: View) -> View:
    """Errors of this view are JSON, also those that keep a request from reaching it."""
    view.answers_json = True  # type: ignore[attr-defined]  # a mark of ours
    return view


def wants_json(view: Callable) -> bool:
    return getattr(view, "answers_json", False)


def problem_json(error: LecternError) -> dict:
    """The one shape in which a program is told what went wrong, and more of it where there is."""
    return {"error": error.code, "detail": error.message, **error.facts}


def problem_response(request: Request, error: LecternError) -> HttpResponse:
    """A page, the part of a page that htmx asked for, or JSON from a view that answers so."""
    if request.resolver_match and wants_json(request.resolver_match.func):
        response: HttpResponse = JsonResponse(problem_json(error), status=error.status)
    else:
        context = {"error": error}
        response = render(request, _template(request, error), context, status=error.status)
    if error.status == Busy.status:
        say_when(request, response)
    return response


def say_when(request: HttpRequest, response: HttpResponse) -> None:
    """A 503 that is meant says when to come back, and is no error in the log."""
    response["Retry-After"] = RETRY_AFTER_S
    log_response(
        "busy, refused: %s %s",
        request.method,
        request.path,
        response=response,
        request=request,
        level="info",
    )


def _template(request: Request, error: LecternError) -> str:
    if request.htmx:
        return "errors/_problem.html"
    return "errors/503.html" if error.status == Busy.status else "errors/problem.html"


def stale_page(request: Request, reason: str = "") -> HttpResponse:
    """A form whose token is of another sign-in, or a request from another site.

    What was sent from a page of this site may be repeated by a button, which has a new token and
    says who is signed in now. reason: Django's, for the log, which has it already.
    """
    error = Forbidden(
        gettext(
            "This page was opened before you signed in or out here. Load it again, then repeat "
            "what you did."
        )
    )
    if request.resolver_match and wants_json(request.resolver_match.func):
        return JsonResponse(problem_json(error), status=error.status)
    template = "errors/_stale.html" if request.htmx else "errors/stale.html"
    context: dict[str, object] = {"message": error.message, "back": _page_before(request)}
    if _may_be_repeated(request):
        context |= {"again": request.get_full_path(), "fields": _fields(request)}
    return render(request, template, context, status=error.status)


def _page_before(request: Request) -> str:
    """Where the form stood, if that was here."""
    before = request.headers.get("Referer", "")
    return before if _is_own(request, before) else "/"


def _is_own(request: Request, url: str) -> bool:
    """A whole address; a browser that hides where it comes from says "null"."""
    return "://" in url and url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )


def _may_be_repeated(request: Request) -> bool:
    """Only what a page of this site sent, as the browser says; a page of another cannot make it
    say so. Neither files nor passwords are sent back to be sent again."""
    sent_from = request.headers.get("Origin") or request.headers.get("Referer", "")
    is_secret = any("password" in name for name in request.POST)
    return (
        request.method == "POST"
        and request.user.is_authenticated
        and _is_own(request, sent_from)
        and not request.FILES
        and not is_secret
    )


def _fields(request: Request) -> list[tuple[str, str]]:
    """(name, value) of what was sent, without the old token."""
    sent = [(name, value) for name, values in request.POST.lists() for value in values]
    return [(name, value) for name, value in sent if name != "csrfmiddlewaretoken"]


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return defaults.permission_denied(request, exception, template_name="errors/403.html")


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if request.path.startswith("/api/"):
        problem = NotFound(gettext("There is no such address in the API."))
        return JsonResponse(problem_json(problem), status=problem.status)
    return defaults.page_not_found(request, exception, template_name="errors/404.html")


def server_error(request: HttpRequest) -> HttpResponse:
    return defaults.server_error(request, template_name="errors/500.html")
