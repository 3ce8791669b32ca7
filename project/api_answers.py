"""What every answer of the API carries: what is left of the caller's limit, and an ETag."""

import hashlib

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers


class ApiAnswerMiddleware:
    """A GET that the caller has already (If-None-Match) is a 304 with no body."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not request.path.startswith("/api/v1/"):
            return response
        if rate := getattr(request, "api_rate", None):
            response["RateLimit-Limit"] = str(rate.limit)
            response["RateLimit-Remaining"] = str(rate.remaining)
            response["RateLimit-Reset"] = str(rate.reset_s)
        patch_vary_headers(response, ["Authorization", "X-Organization", "Accept-Language"])
        is_whole = response.status_code == 200 and not response.streaming
        return _known(request, response) if request.method == "GET" and is_whole else response


def _known(request: HttpRequest, response) -> HttpResponseBase:
    etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response["ETag"] = etag
    patch_cache_control(response, private=True, no_cache=True)
    return get_conditional_response(request, etag=etag, response=response) or response
