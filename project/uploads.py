"""Takes uploads off the wire under ASGI, before Django would gather the body by itself.

A body goes from the socket to the folder of the store in pieces of a megabyte, holds no
database connection and no place among the requests at work, however slow the line is.
"""

import asyncio
import contextlib
import json
import logging

from django.utils import translation
from django.utils.translation import gettext as _

from project.errors import LecternError
from project.files import folder
from project.languages import language_of_request
from project.problems import problem_json
from project.storage import FileRefused
from project.storage.base import CHUNK_BYTES
from project.storage.receiving import Receiving
from project.storage.signing import read_upload

log = logging.getLogger(__name__)

PREFIX = "/files/upload/"
# A line that brings nothing for this long is dead.
IDLE_S = 120
# Of a refused body we read this much more, so that the browser gets to hear why.
DRAIN_BYTES = 16 * CHUNK_BYTES


class Disconnected(Exception):
    """The browser went away."""


class DirectUploads:
    """An ASGI application around another one."""

    def __init__(self, application):
        self.application = application

    async def __call__(self, scope, receive, send):
        path = scope.get("path", "").removeprefix(scope.get("root_path", ""))
        if scope["type"] != "http" or scope["method"] != "PUT" or not path.startswith(PREFIX):
            return await self.application(scope, receive, send)
        body = _Body(receive)
        try:
            with translation.override(language_of_request(scope)):
                status, answer = await _take(scope, path.removeprefix(PREFIX), body)
        except Disconnected:
            return None
        return await _answer(send, status, answer)


class _Body:
    """The pieces of a request's body. Raises Disconnected, and FileRefused for a dead line."""

    def __init__(self, receive):
        self._receive = receive
        self.is_over = False

    async def piece(self) -> bytes:
        try:
            message = await asyncio.wait_for(self._receive(), IDLE_S)
        except TimeoutError as error:
            raise FileRefused(
                _("The file stopped arriving. Check the connection and add it again."),
                code="too_slow",
            ) from error
        if message["type"] == "http.disconnect":
            raise Disconnected
        self.is_over = not message.get("more_body", False)
        return message.get("body", b"")

    async def drain(self) -> None:
        left = DRAIN_BYTES
        with contextlib.suppress(FileRefused):
            while not self.is_over and left > 0:
                left -= len(await self.piece())


async def _take(scope, token: str, body: _Body) -> tuple[int, dict]:
    try:
        permit = read_upload(token)
        with folder().receiving(permit) as incoming:
            incoming.expect(dict(scope["headers"]).get(b"content-length", b"").decode("latin-1"))
            await _write_all(body, incoming)
            await asyncio.to_thread(incoming.finish)
        return 201, {"size_bytes": incoming.received_bytes}
    except LecternError as error:
        if error.code != "too_slow":
            await body.drain()
        return error.status, problem_json(error)
    except OSError:
        log.exception("an upload could not be kept")
        return 500, problem_json(LecternError(_("The file could not be kept. Try again.")))


async def _write_all(body: _Body, incoming: Receiving) -> None:
    waiting = bytearray()
    while not body.is_over:
        waiting += await body.piece()
        if len(waiting) >= CHUNK_BYTES or body.is_over:
            await asyncio.to_thread(incoming.write, bytes(waiting))
            waiting.clear()


async def _answer(send, status: int, answer: dict) -> None:
    content = json.dumps(answer).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(content)).encode()),
        (b"x-content-type-options", b"nosniff"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})
