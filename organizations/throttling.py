"""How often the API may be asked: so many in a window of the clock, said in headers.

A count is read and written without a lock: of two requests in the same moment both may count as
one, which is cheaper than a lock for each and lets nobody through who asks for long.
"""

import time
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from ninja.throttling import SimpleRateThrottle

from organizations.callers import Caller


@dataclass(frozen=True, slots=True)
class Rate:
    """What is left of the window. reset_s: seconds until the next one begins."""

    limit: int
    remaining: int
    reset_s: int


class Throttle(SimpleRateThrottle):
    """Leaves the tightest limit that a request met in `request.api_rate`."""

    num_requests: int  # in `duration` seconds
    duration: int

    def allow_request(self, request: HttpRequest) -> bool:
        who = self.get_cache_key(request)
        if who is None:
            return True
        key = f"{who}:{self.duration}:{int(time.time() // self.duration)}"
        count = cache.get(key, 0) + 1
        if count <= self.num_requests:
            cache.set(key, count, self.duration)
        self._say(request, count)
        return count <= self.num_requests

    def _say(self, request: HttpRequest, count: int) -> None:
        rate = Rate(self.num_requests, max(self.num_requests - count, 0), self.wait())
        before = getattr(request, "api_rate", None)
        if before is None or rate.remaining < before.remaining:
            request.api_rate = rate  # type: ignore[attr-defined]

    def wait(self) -> int:
        return int(self.duration - time.time() % self.duration) + 1


class ByCaller(Throttle):
    """Each person and each key on its own, wherever they call from."""

    prefix = "api"

    def get_cache_key(self, request: HttpRequest) -> str | None:
        caller = getattr(request, "auth", None)
        return f"{self.prefix}-{caller.ident}" if isinstance(caller, Caller) else None


class Questions(ByCaller):
    """What costs a search and a model."""

    prefix = "api-questions"


class ByAddress(Throttle):
    """Who has not said who they are: a school shares one address."""

    def get_cache_key(self, request: HttpRequest) -> str | None:
        if isinstance(getattr(request, "auth", None), Caller):
            return None
        return f"api-{self.get_ident(request)}"


EVERYONE = [ByCaller(settings.API_RATE), ByAddress(settings.API_ANONYMOUS_RATE)]
ASKING = [*EVERYONE, Questions(settings.API_QUESTION_RATE)]
