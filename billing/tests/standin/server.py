"""The stand-in over HTTP: authorization, the version, keys of idempotency, and faults on demand."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from billing.gateway import API_VERSION
from billing.tests.standin import hosted
from billing.tests.standin.api import answer
from billing.tests.standin.params import decoded
from billing.tests.standin.shapes import problems
from billing.tests.standin.store import Refused, Store

KEY = "sk_test_stand_in"
LOST = "lost"  # it is done, and the answer does not arrive


@dataclass
class Asked:
    method: str
    path: str
    params: dict
    key: str


@dataclass
class StandIn:
    """asked: every request to the API, in order. faults: LOST or a status, by path, for the next
    requests there.

    wrong: what was not as the typed classes say.
    """

    store: Store
    url: str = ""
    asked: list[Asked] = field(default_factory=list)
    faults: dict[str, list[str | int]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def made(self, path: str) -> list[Asked]:
        return [one for one in self.asked if (one.method, one.path) == ("POST", path)]

    def respond(self, method: str, path: str, params: dict, headers) -> tuple[int, dict]:
        key = headers.get("idempotency-key", "")
        self.asked.append(Asked(method, path, params, key))
        try:
            self._check(headers)
            reply = self._once(key, (method, path, params)) if key else None
            return 200, reply or answer(self.store, method, path, params)
        except Refused as error:
            return error.status, error.body

    def _check(self, headers) -> None:
        if headers.get("authorization") != f"Bearer {KEY}":
            raise Refused(401, "Invalid API Key provided.")
        if headers.get("stripe-version") != API_VERSION:
            raise Refused(400, f"Not the pinned version: {headers.get('stripe-version')}")

    def _once(self, key: str, request: tuple[str, str, dict]) -> dict:
        with self.store.lock:
            if known := self.store.replies.get(key):
                if known[0] != request:
                    message = "Keys for idempotent requests can only be used with the same ones."
                    raise Refused(400, message, kind="idempotency_error")
                return known[1]
            reply = answer(self.store, *request)
            self.store.replies[key] = (request, reply)
            return reply

    def look_at(self, body: dict) -> None:
        """Every object that is answered is held against its class; an error has none."""
        rows = body["data"] if body.get("object") == "list" else [body]
        for row in rows:
            if "object" in row and not row.get("deleted"):
                self.wrong += problems(row)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    stand_in: StandIn

    def _serve(self) -> None:
        parts = urlsplit(self.path)
        length = int(self.headers.get("content-length") or 0)
        text = self.rfile.read(length).decode() if length else parts.query
        if not parts.path.startswith("/v1/"):
            self._send(*hosted.page(self.stand_in.store, self.command, parts.path, decoded(text)))
            return
        faults = self.stand_in.faults.get(parts.path)
        fault = faults.pop(0) if faults else None
        if isinstance(fault, int):
            body: Any = {"error": {"message": "Something went wrong.", "type": "api_error"}}
            self._send(fault, json.dumps(body), {"content-type": "application/json"})
            return
        params = decoded(text)
        status, body = self.stand_in.respond(self.command, parts.path, params, self.headers)
        if fault == LOST:
            self.close_connection = True
            return
        self.stand_in.look_at(body)
        self._send(status, json.dumps(body), {"content-type": "application/json"})

    do_GET = do_POST = do_DELETE = _serve

    def _send(self, status: int, text: str, headers: dict[str, str]) -> None:
        content = text.encode()
        self.send_response(status)
        for name, value in (headers | {"content-length": str(len(content))}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def handle(self) -> None:
        with suppress(ConnectionResetError):
            super().handle()

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def stand_in(port: int = 0) -> Iterator[StandIn]:
    """port: 0 takes a free one."""
    made = StandIn(Store())
    handler = type("Handler", (_Handler,), {"stand_in": made})
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    server.daemon_threads = True
    made.url = made.store.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
