"""The one API, at /api/v1/. Errors have one shape: {"error": code, "detail": sentence}.

There is no page of documentation (its script would not pass our Content-Security-Policy);
/api/v1/openapi.json says the same to programs, docs/api.md to people.
"""

import logging
from copy import copy

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError
from ninja.throttling import SimpleRateThrottle

from accounts.api import router as tokens
from lessons.annotations.api import router as annotations
from lessons.api import router as lessons
from library.api import router as library
from organizations.api import router as organizations
from organizations.callers import Bearer, Caller
from project.errors import Invalid, LecternError, NotFound, SignedOut
from project.problems import problem_json

log = logging.getLogger(__name__)


class TooMany(LecternError):
    code = "too_many_requests"
    status = 429


class TooLarge(LecternError):
    code = "too_large"
    status = 413


class Throttle(SimpleRateThrottle):
    """django-ninja keeps a request's count in the one object that all threads share."""

    def allow_request(self, request: HttpRequest) -> bool:
        return super(Throttle, copy(self)).allow_request(request)

    def wait(self) -> float:
        return self.duration


class ByCaller(Throttle):
    """Each person and each key on its own, wherever they call from."""

    def get_cache_key(self, request: HttpRequest) -> str | None:
        caller = getattr(request, "auth", None)
        return f"api-{caller.ident}" if isinstance(caller, Caller) else None


class ByAddress(Throttle):
    """Who has not said who they are."""

    def get_cache_key(self, request: HttpRequest) -> str | None:
        if isinstance(getattr(request, "auth", None), Caller):
            return None
        return f"api-{self.get_ident(request)}"


THROTTLES = [ByCaller(settings.API_RATE), ByAddress(settings.API_ANONYMOUS_RATE)]
api = NinjaAPI(
    title="Lectern",
    version="1",
    urls_namespace="api",
    docs_url=None,
    openapi_url="/openapi.json",
    auth=Bearer(),
    throttle=THROTTLES,
)
api.add_router("/tokens", tokens)
api.add_router("", organizations)
api.add_router("", library)
api.add_router("/lessons", lessons)
api.add_router("/annotations", annotations)


def _say(request: HttpRequest, error: LecternError) -> HttpResponse:
    return api.create_response(request, problem_json(error), status=error.status)


@api.exception_handler(LecternError)
def ours(request: HttpRequest, error: LecternError) -> HttpResponse:
    return _say(request, error)


@api.exception_handler(AuthenticationError)
def signed_out(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    response = _say(request, SignedOut(_("Send a token: Authorization: Bearer …")))
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


@api.exception_handler(Exception)
def failed(request: HttpRequest, error: Exception) -> HttpResponse:
    log.exception("an operation of the API failed", exc_info=error)
    return _say(request, LecternError(_("Something went wrong here. It is noted; try again.")))
