"""A forward proxy: the only way out of one child process, by the rules of `project.outgoing`.

It knows HTTP with whole addresses and CONNECT, for who brings its token. It resolves each name
itself, once, checks every address found and connects to one of these; what a child believes
about names makes no difference, and a redirect is one more request. One request a connection.
"""

import base64
import contextlib
import hmac
import secrets
import selectors
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from project import outgoing
from project.outgoing import MEGABYTE, OutgoingError, Reason

MOST_HEAD_BYTES = 64 * 1024
PIECE_BYTES = 256 * 1024
# Of one connection alone, or between child and proxy: a server is to see none of them.
_OWN_HEADERS = {"connection", "keep-alive", "proxy-connection", "te", "trailer", "upgrade"}
_STATUSES = {
    Reason.REFUSED: "403 Refused",
    Reason.UNREACHABLE: "502 Unreachable",
    Reason.SLOW: "504 Too slow",
    Reason.CUT: "502 Cut off",
    Reason.LARGE: "403 Too large",
}


@dataclass(frozen=True, slots=True)
class Bounds:
    """Of all connections together, but connect_s and idle_s, which are of one."""

    connect_s: float = 10.0
    idle_s: float = 30.0
    total_s: float = 3600.0
    size_bytes: int = 100 * MEGABYTE
    at_once: int = 16
    connections: int = 2_000


@dataclass(frozen=True, slots=True)
class _Head:
    """first: the first line, in its three parts. headers: as they came, in order."""

    first: tuple[str, str, str]
    headers: list[tuple[str, str]]

    def value(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name), "")

    def passed_on(self, *first: str) -> bytes:
        """With another first line, for one exchange alone."""
        named = {part.strip().lower() for part in self.value("connection").split(",")}
        lines = [
            f"{name}: {value}"
            for name, value in self.headers
            if name.lower() not in _OWN_HEADERS | named and not name.lower().startswith("proxy-")
        ]
        said = "\r\n".join([" ".join(first), *lines, "Connection: close"])
        return f"{said}\r\n\r\n".encode("latin-1")


class ForwardProxy:
    """Serves inside `with`, and ends every connection behind it.

    listening: whoever reaches it is served; it is closed at the end. admit: called with each host
    before it is asked, on threads of the proxy's own; raises OutgoingError where it may not be.
    """

    def __init__(
        self,
        listening: socket.socket,
        *,
        bounds: Bounds | None = None,
        admit: Callable[[str], object] = lambda host: None,
    ):
        outgoing.refuse_transaction("a proxy to other servers")
        self.token = secrets.token_urlsafe(24)
        self.failures: list[Reason] = []  # of connections, in order
        self._listening = listening
        self._bounds = bounds or Bounds()
        self._admit = admit
        self._until = time.monotonic() + self._bounds.total_s
        self._left_bytes = self._bounds.size_bytes
        self._left_connections = self._bounds.connections
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._threads: set[threading.Thread] = set()
        self._is_over = False
        self._acceptor = threading.Thread(target=self._accept, daemon=True)

    @property
    def address(self) -> str:
        """For who is to use it: with the token."""
        port = self._listening.getsockname()[1]
        return f"http://lectern:{self.token}@127.0.0.1:{port}"

    def __enter__(self) -> "ForwardProxy":
        self._listening.settimeout(None)
        self._acceptor.start()
        return self

    def __exit__(self, *raised: object) -> None:
        with self._lock:
            self._is_over = True
            for each in self._open:
                _shut(each)
        _shut(self._listening)  # wakes who waits in accept()
        self._acceptor.join()
        self._listening.close()
        for thread in list(self._threads):
            thread.join()

    def _accept(self) -> None:
        while not self._is_over:
            try:
                inner, _address = self._listening.accept()
            except OSError:
                return
            with self._lock:
                self._left_connections -= 1
                is_served = (
                    self._left_connections >= 0 and len(self._threads) < self._bounds.at_once
                )
                if not is_served:
                    inner.close()
                    continue
                thread = threading.Thread(target=self._serve, args=(inner,), daemon=True)
                self._threads.add(thread)
            thread.start()

    def _serve(self, inner: socket.socket) -> None:
        try:
            with inner:
                self._hold(inner)
                self._answer(inner)
        except (OSError, ValueError, OutgoingError):
            pass  # it went away, or asked for nothing that can be understood
        finally:
            with self._lock:
                self._open.discard(inner)
                self._threads.discard(threading.current_thread())

    def _hold(self, each: socket.socket) -> None:
        """Ended with the proxy. Raises OSError where that is over."""
        with self._lock:
            if self._is_over:
                raise OSError("the proxy is over")
            self._open.add(each)

    def _answer(self, inner: socket.socket) -> None:
        head, rest = _read_head(inner, self._patience_s)
        if not self._knows(head.value("proxy-authorization")):
            _say(inner, "407 Proxy Authentication Required", "Proxy-Authenticate: Basic")
            return
        has_begun = False
        try:
            with self._reach(head) as outer:
                self._hold(outer)
                try:
                    has_begun = True
                    if head.first[0] == "CONNECT":
                        inner.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                        outer.sendall(rest)
                        self._relay(inner, outer, is_tunnel=True)
                    else:
                        self._exchange(inner, outer, head, rest)
                finally:
                    with self._lock:
                        self._open.discard(outer)
        except OutgoingError as error:
            self.failures.append(error.reason)
            if not has_begun:
                _say(inner, _STATUSES[error.reason])

    def _knows(self, said: str) -> bool:
        wanted = base64.b64encode(f"lectern:{self.token}".encode()).decode()
        return hmac.compare_digest(said.encode(), f"Basic {wanted}".encode())

    def _reach(self, head: _Head) -> socket.socket:
        """Raises OutgoingError."""
        method, target, _version = head.first
        url = f"https://{target}" if method == "CONNECT" else target
        outgoing.check_url(url)
        parts = urlsplit(url)
        assert parts.hostname is not None  # by the check
        self._admit(parts.hostname)
        self._spend(0)
        port = parts.port or {"http": 80, "https": 443}[parts.scheme]
        if method != "CONNECT" and parts.scheme == "https":
            raise OutgoingError(Reason.REFUSED, "https goes by CONNECT")
        outer = outgoing.connect_public(parts.hostname, port, timeout_s=self._bounds.connect_s)
        outer.settimeout(self._bounds.idle_s)
        return outer

    def _exchange(
        self, inner: socket.socket, outer: socket.socket, head: _Head, rest: bytes
    ) -> None:
        """One request and its answer: what else comes on this connection is not passed on, because
        it may be for another server."""
        method, target, version = head.first
        if head.value("transfer-encoding"):
            _say(inner, "411 Length Required")
            return
        parts = urlsplit(target)
        path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        outer.sendall(head.passed_on(method, path, version))
        left = int(head.value("content-length") or 0)
        outer.sendall(rest[:left])
        left -= len(rest[:left])
        while left > 0 and (piece := inner.recv(min(left, PIECE_BYTES))):
            self._spend(len(piece))
            outer.sendall(piece)
            left -= len(piece)
        try:
            answer, begun = _read_head(outer, self._patience_s)
        except TimeoutError as error:
            raise OutgoingError(Reason.SLOW, "no answer") from error
        except (OSError, ValueError) as error:
            raise OutgoingError(Reason.CUT, "no answer of HTTP") from error
        inner.sendall(answer.passed_on(*answer.first) + begun)
        self._relay(inner, outer, is_tunnel=False)

    def _relay(self, inner: socket.socket, outer: socket.socket, *, is_tunnel: bool) -> None:
        """Until one of them ends; or, but in a tunnel, the inner one says anything more. Raises
        OutgoingError."""
        with selectors.DefaultSelector() as waiting:
            waiting.register(inner, selectors.EVENT_READ)
            waiting.register(outer, selectors.EVENT_READ)
            while ready := waiting.select(self._patience_s()):
                for key, _events in ready:
                    source, to = (inner, outer) if key.fileobj is inner else (outer, inner)
                    piece = source.recv(PIECE_BYTES)
                    if not piece or (source is inner and not is_tunnel):
                        return
                    self._spend(len(piece))
                    to.sendall(piece)
        raise OutgoingError(Reason.SLOW, "nobody says anything")

    def _patience_s(self) -> float:
        left = self._until - time.monotonic()
        if left <= 0:
            raise OutgoingError(Reason.SLOW, "the whole took too long")
        return min(left, self._bounds.idle_s)

    def _spend(self, size_bytes: int) -> None:
        with self._lock:
            self._left_bytes -= size_bytes
            if self._left_bytes < 0:
                raise OutgoingError(Reason.LARGE, f"over {self._bounds.size_bytes} bytes")


def _read_head(source: socket.socket, patience_s: Callable[[], float]) -> tuple[_Head, bytes]:
    """And what came behind it. Raises OSError, ValueError for what is no HTTP, OutgoingError."""
    read = bytearray()
    while (end := read.find(b"\r\n\r\n")) < 0:
        source.settimeout(patience_s())
        piece = source.recv(MOST_HEAD_BYTES)
        read += piece
        if not piece or len(read) > 2 * MOST_HEAD_BYTES:
            raise ValueError("no head of HTTP")
    first, *lines = bytes(read[:end]).decode("latin-1").split("\r\n")
    begun = first.split(" ", 2)
    method, target, last = (*begun, "") if len(begun) == 2 else begun
    headers = [line.partition(":") for line in lines]
    if any(not colon or not name or name != name.strip() for name, colon, _value in headers):
        raise ValueError("no headers of HTTP")
    named = [(name, value.strip()) for name, _colon, value in headers]
    return _Head((method, target, last), named), bytes(read[end + 4 :])


def _say(to: socket.socket, status: str, *headers: str) -> None:
    head = [f"HTTP/1.1 {status}", *headers, "Content-Length: 0", "Connection: close"]
    to.sendall("\r\n".join([*head, "", ""]).encode())


def _shut(each: socket.socket) -> None:
    """Wakes every thread that waits for it."""
    with contextlib.suppress(OSError):  # it has ended already
        each.shutdown(socket.SHUT_RDWR)
