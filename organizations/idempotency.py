"""A POST to the API with an Idempotency-Key is done once; again, it answers the same again.

The key is the caller's own, and kept for a day. Sent with another body it is refused; while the
first is at work, the second is told to wait. What failed on our side is forgotten, and so may be
tried again.
"""

import hashlib
from datetime import timedelta

from django.core.cache import cache
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from organizations.callers import HEADER, identify, session_caller
from project import sealing
from project.errors import Conflict, Invalid, LecternError, SignedOut
from project.problems import problem_json

NAME = "Idempotency-Key"
MOST_CHARACTERS = 255
KEEP = timedelta(days=1)
AT_WORK = timedelta(minutes=2)  # then whoever did it has died
NOT_KEPT = {401, 429}  # they say nothing of what was asked


class IdempotencyMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST" or not request.path.startswith("/api/"):
            return self.get_response(request)
        name, who = request.headers.get(NAME, ""), _caller(request)
        if not name or who is None:
            return self.get_response(request)
        try:
            return self._once(request, name, who)
        except RequestDataTooBig:  # the operation says so
            return self.get_response(request)
        except LecternError as error:
            return JsonResponse(problem_json(error), status=error.status)

    def _once(self, request: HttpRequest, name: str, who: str) -> HttpResponse:
        if len(name) > MOST_CHARACTERS:
            raise Invalid(_("An Idempotency-Key has at most 255 characters."))
        key, asked = f"idempotent:{_sha256(who, name)}", _digest(request)
        if not cache.add(key, {"asked": asked}, AT_WORK.total_seconds()):
            return _again(cache.get(key) or {"asked": asked}, asked)
        response = self.get_response(request)
        if response.streaming or response.status_code >= 500 or response.status_code in NOT_KEPT:
            cache.delete(key)
            return response
        kept = {
            "asked": asked,
            "status": response.status_code,
            "content": sealing.seal(response.content.decode()),  # it may tell a secret once
            "type": response.get("Content-Type", "application/json"),
        }
        cache.set(key, kept, KEEP.total_seconds())
        return response


def _again(kept: dict, asked: str) -> HttpResponse:
    if kept["asked"] != asked:
        raise Invalid(_("This Idempotency-Key was used for something else. Make a new one."))
    if "status" not in kept:
        raise Conflict(_("The first request with this Idempotency-Key is still at work."))
    response = HttpResponse(
        sealing.unseal(kept["content"]), status=kept["status"], content_type=kept["type"]
    )
    response["Idempotent-Replayed"] = "true"
    return response


def _caller(request: HttpRequest) -> str | None:
    """Who asks. None for nobody: what they are told, they are told by the operation."""
    if NAME not in request.headers:
        return None
    if caller := session_caller(request):
        return caller.ident
    scheme, _space, bearer = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return None
    try:
        return identify(bearer.strip()).ident
    except SignedOut:
        return None


def _digest(request: HttpRequest) -> str:
    return _sha256(request.get_full_path(), request.headers.get(HEADER, ""), request.body)


def _sha256(*parts: str | bytes) -> str:
    found = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        found.update(len(data).to_bytes(8, "big") + data)
    return found.hexdigest()
