"""The one API, at /api/v1/. Errors have one shape: {"error": code, "detail": sentence}.

/api/v1/openapi.json describes it to programs, /api/docs the same to people (`project.api_docs`:
a page of our own, since a ready one's script would not pass our Content-Security-Policy).
"""

import logging

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from accounts.api import router as auth
from lessons.annotations.api import router as annotations
from lessons.api import router as lessons
from lessons.api_chat import router as chats
from lessons.assigning.api import router as assignments
from lessons.compilations.api import router as compilations
from lessons.progress.api import router as progress
from library.api import router as library
from library.api_knowledge import router as knowledge
from library.api_links import router as links
from library.api_projects import router as projects
from library.api_videos import router as videos
from organizations.api import router as organizations
from organizations.callers import Bearer, Session
from organizations.throttling import EVERYONE
from organizations.webhooks.api import router as webhooks
from project.api_description import DescribedAPI
from project.errors import Busy, Invalid, LecternError, NotFound, SignedOut
from project.problems import problem_json, say_when

log = logging.getLogger(__name__)


class TooMany(LecternError):
    code = "too_many_requests"
    status = 429


class TooLarge(LecternError):
    code = "too_large"
    status = 413


THROTTLES = EVERYONE
api = DescribedAPI(
    title="Lectern",
    version="1",
    urls_namespace="api",
    docs_url=None,
    openapi_url="/openapi.json",
    auth=[Bearer(), Session()],
    throttle=THROTTLES,
)
api.add_router("/auth", auth)
api.add_router("", organizations)
for router in (
    library,
    projects,
    links,
    knowledge,
    videos,
    lessons,
    chats,
    assignments,
    compilations,
    progress,
    webhooks,
):
    api.add_router("", router)
api.add_router("/annotations", annotations)


def _say(request: HttpRequest, error: LecternError) -> HttpResponse:
    response = api.create_response(request, problem_json(error), status=error.status)
    if error.status == Busy.status:
        say_when(request, response)
    return response


@api.exception_handler(LecternError)
def ours(request: HttpRequest, error: LecternError) -> HttpResponse:
    return _say(request, error)


@api.exception_handler(AuthenticationError)
def signed_out(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    response = _say(request, SignedOut(_("Send a token (Authorization: Bearer …), or sign in.")))
    response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Names what is wrong, never what was sent: it may be a password."""
    said = [f"{_place(problem['loc'])}: {problem['msg']}." for problem in error.errors]
    return _say(request, Invalid(" ".join(said)))


def _place(loc: tuple) -> str:
    return ".".join(str(step) for step in loc[2:] or loc[-1:])


@api.exception_handler(Throttled)
def throttled(request: HttpRequest, error: Throttled) -> HttpResponse:
    response = _say(request, TooMany(_("Too many requests. Wait a little, then try again.")))
    if error.wait is not None:
        response["Retry-After"] = str(int(error.wait) + 1)
    return response


@api.exception_handler(Http404)
def not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return _say(request, NotFound(_("There is no such address, or it is not yours to see.")))


@api.exception_handler(HttpError)
def refused(request: HttpRequest, error: HttpError) -> HttpResponse:
    """django-ninja's own: a body that is not JSON."""
    problem = Invalid(_("The body cannot be read. Send JSON."))
    return _say(request, problem)


@api.exception_handler(RequestDataTooBig)
def too_large(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return _say(request, TooLarge(_("That is too much for one request. Send less at once.")))


@api.exception_handler(SuspiciousOperation)
def suspicious(request: HttpRequest, error: SuspiciousOperation) -> HttpResponse:
    return _say(request, Invalid(_("The body is too large, or is not what it says it is.")))


@api.exception_handler(Exception)
def failed(request: HttpRequest, error: Exception) -> HttpResponse:
    log.exception("an operation of the API failed", exc_info=error)
    return _say(request, LecternError(_("Something went wrong here. It is noted; try again.")))
