"""So many requests at once and no more: the others wait, and after a while are told to come back.

Each sync view holds a thread and up to two database connections. Without a limit, enough
visitors at once would use up the pool, and everybody's page would fail.
"""

import asyncio
import json
from dataclasses import dataclass

from project.languages import language_of_request

RETRY_AFTER_S = b"10"  # as the page says


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is sent where there is no place: to a browser, and to a program."""

    html: str
    sentence: str

    def body(self, *, for_browser: bool) -> bytes:
        if for_browser:
            return self.html.encode()
        return json.dumps({"error": "busy", "detail": self.sentence}).encode()


@dataclass(frozen=True, slots=True)
class Limits:
    """at_once: requests at work; wait_s: how long others wait; line: how many may wait."""

    at_once: int
    wait_s: float
    line: int


class AdmissionLimit:
    """ASGI middleware around Django.

    A place is taken when the whole request has arrived, so that a slow upload holds none, and
    given back when a stream begins: streaming views return their connections before.

    refusals: by language, made beforehand: a moment without places is none to draw pages in.
    """

    def __init__(self, app, *, limits: Limits, refusals: dict[str, Refusal]):
        self.app = app
        self._line = _Line(limits)
        self._refusals = refusals

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        visit = _Visit(self._line, receive, send, self._answer_to(scope))
        try:
            await self.app(scope, visit.receive, visit.send)
        finally:
            await visit.end()

    def _answer_to(self, scope) -> "_Answer":
        for_browser, language = _is_browser(scope), language_of_request(scope)
        return _Answer(
            self._refusals[language].body(for_browser=for_browser),
            "text/html; charset=utf-8" if for_browser else "application/json",
            language,
        )


@dataclass(frozen=True, slots=True)
class _Answer:
    body: bytes
    content_type: str
    language: str


class _Line:
    """The places, and who waits for one: first come, first served."""

    def __init__(self, limits: Limits):
        self._limits = limits
        self._places = asyncio.Semaphore(limits.at_once)
        self._waiting = 0

    async def enter(self, gone: asyncio.Future) -> bool:
        """Take a place; False where there is none in time, or where `gone` is done before."""
        if self._places.locked() and self._waiting >= self._limits.line:
            return False
        self._waiting += 1
        place = asyncio.ensure_future(self._places.acquire())
        try:
            await asyncio.wait(
                {place, gone}, timeout=self._limits.wait_s, return_when=asyncio.FIRST_COMPLETED
            )
        except asyncio.CancelledError:
            self._give_up(place)
            raise
        finally:
            self._waiting -= 1
        if place.done() and not gone.done():
            return True
        self._give_up(place)
        return False

    def leave(self) -> None:
        self._places.release()

    def _give_up(self, place: asyncio.Future) -> None:
        if place.done() and not place.cancelled():
            self._places.release()
        else:
            place.cancel()


class _Visit:
    """One request on its way through the limit."""

    def __init__(self, line: _Line, receive, send, busy: _Answer):
        self._line = line
        self._receive = receive
        self._send = send
        self._busy = busy
        self._arrived = False
        self._inside = False
        # What comes after the whole request: that the browser went away.
        self._next: asyncio.Future | None = None

    async def receive(self):
        if self._next is not None:
            return await asyncio.shield(self._next)
        message = await self._receive()
        whole = message["type"] == "http.request" and not message.get("more_body")
        if not whole or self._arrived:
            return message
        self._arrived = True
        self._next = asyncio.ensure_future(self._receive())
        self._inside = await self._line.enter(self._next)
        if self._inside:
            return message
        if not self._next.done():
            await self._refuse()
        return {"type": "http.disconnect"}  # Django drops the request

    async def send(self, message):
        await self._send(message)
        if message["type"] == "http.response.body" and message.get("more_body"):
            self._leave()

    async def end(self) -> None:
        self._leave()
        if self._next is not None:
            self._next.cancel()

    def _leave(self) -> None:
        if self._inside:
            self._inside = False
            self._line.leave()

    async def _refuse(self) -> None:
        headers = [
            (b"content-type", self._busy.content_type.encode()),
            (b"content-language", self._busy.language.encode()),
            (b"vary", b"Accept, Accept-Language"),
            (b"retry-after", RETRY_AFTER_S),
            (b"content-length", str(len(self._busy.body)).encode()),
            (b"cache-control", b"no-store"),
            (b"content-security-policy", b"default-src 'self'"),
            (b"x-content-type-options", b"nosniff"),
        ]
        await self._send({"type": "http.response.start", "status": 503, "headers": headers})
        await self._send({"type": "http.response.body", "body": self._busy.body})


def _is_browser(scope) -> bool:
    headers = dict(scope["headers"])
    return b"text/html" in headers.get(b"accept", b"") or b"hx-request" in headers
