"""The worker's end: a child that asks, and the proxy that is its way out while it does."""

import contextlib
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from library.ingestion.remote_video import troubles
from library.ingestion.remote_video.troubles import Trouble
from library.ingestion.sandbox.child import Child, ChildLost
from library.ingestion.sandboxed.limits import Limits
from project.forwarding import Bounds, ForwardProxy
from project.outgoing import MEGABYTE, OutgoingError, Reason
from project.text.storable import storable

MODULE = "library.ingestion.remote_video"
MEMORY_BYTES = 1024**3
SECONDS = 600.0  # of computing: to take 500 MB of TLS apart is a tenth of it
START_S = 30.0
SILENT_S = 90.0  # longer than a server may be silent
LOOK_S = 1.0
PAGES_BYTES = 64 * MEGABYTE  # beside the file: what it is found by
MOST_TEXT = 300
_NONSENSE = (ValueError, TypeError, KeyError, IndexError, AttributeError)
_BY_PROXY = {
    Reason.REFUSED: troubles.NOT_PUBLIC,
    Reason.LARGE: troubles.LARGE,
    Reason.SLOW: troubles.SLOW,
    Reason.UNREACHABLE: troubles.UNREACHABLE,
    Reason.CUT: troubles.UNREACHABLE,
}
# What the child says where a server did not answer, or the proxy did not let it ask.
_OF_NETWORK = {troubles.UNREACHABLE, troubles.BLOCKED, troubles.NO_VIDEO, troubles.NOT_UNDERSTOOD}


@dataclass(frozen=True, slots=True)
class Found:
    """What is at the address. size_bytes: 0 where nobody says it before it is here."""

    title: str
    uploader: str
    licence: str
    page: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Progress:
    """In bytes; total: 0 where nobody says it. goes_on: what is here need not be sent again."""

    done: int
    total: int
    goes_on: bool


def is_allowed_host(host: str) -> bool:
    """Whether the operator lets a host be asked: with none named, every public one."""
    named = settings.REMOTE_VIDEO_HOSTS
    host = host.lower().removesuffix(".")
    return not named or any(host == each or host.endswith(f".{each}") for each in named)


def fetch_video(
    address: str,
    folder: Path,
    *,
    most_bytes: int,
    found: Callable[[Found], object],
    is_over: Callable[[Progress | None], bool],
) -> Path | None:
    """The file, in the folder; None where is_over() said so first, and then a later call with the
    same folder goes on with it.

    found: told what it is before it is fetched, the first time. is_over: asked about each second,
    with None before anything has come. What the two raise ends the work. Raises Trouble.
    """
    folder.mkdir(parents=True, exist_ok=True)
    bounds = Bounds(size_bytes=most_bytes + PAGES_BYTES)
    with contextlib.ExitStack() as ended:
        ours, theirs = socket.socketpair()
        ended.callback(ours.close)
        with theirs:
            limits = Limits(memory_bytes=MEMORY_BYTES, file_bytes=most_bytes + MEGABYTE)
            child = Child(limits, MODULE, shared=[theirs.fileno()])
            ended.callback(child.end)
            call = _Call(child, found, is_over)
            with _lost():
                child.ask({"door": theirs.fileno(), "seconds": SECONDS})
                child.hear(START_S)
        refused: list[str] = []
        proxy = ForwardProxy(_door(ours), bounds=bounds, admit=lambda host: _admit(host, refused))
        with proxy:
            try:
                name = call.run(
                    address=address,
                    folder=str(folder.absolute()),
                    proxy=proxy.address,
                    most_bytes=most_bytes,
                    name=settings.WEB_USER_AGENT,
                )
            except Trouble as trouble:
                raise Trouble(_why(trouble.code, proxy.failures, refused)) from trouble
            finally:
                child.end()
        return folder / name if name else None


def _door(end: socket.socket) -> socket.socket:
    """Where the proxy listens: the child opened it, in a network of its own where it has one."""
    end.settimeout(START_S)
    try:
        _said, [number], _flags, _address = socket.recv_fds(end, 1, 1)
    except (OSError, ValueError) as error:
        raise Trouble(troubles.NOT_UNDERSTOOD) from error
    return socket.socket(fileno=number)


def _admit(host: str, refused: list[str]) -> None:
    """Raises OutgoingError."""
    if not is_allowed_host(host):
        refused.append(host)
        raise OutgoingError(Reason.REFUSED, f"{host} is not allowed here")


def _why(code: str, failures: list[Reason], refused: list[str]) -> str:
    """What the child met, by what the proxy knows of it."""
    if code not in _OF_NETWORK or not failures:
        return code
    if refused:
        return troubles.HOST
    for reason in (Reason.REFUSED, Reason.LARGE):
        if reason in failures:
            return _BY_PROXY[reason]
    return _BY_PROXY[failures[-1]] if code == troubles.UNREACHABLE else code


@contextlib.contextmanager
def _lost() -> Iterator[None]:
    """A child that broke down or talks nonsense, as a Trouble."""
    try:
        yield
    except (ChildLost, OSError, *_NONSENSE) as error:
        raise Trouble(troubles.NOT_UNDERSTOOD) from error


class _Call:
    def __init__(
        self,
        child: Child,
        found: Callable[[Found], object],
        is_over: Callable[[Progress | None], bool],
    ):
        self._child = child
        self._found = found
        self._is_over = is_over

    def run(self, **asked: Any) -> str:
        """The name of the file; empty where it was over first. Raises Trouble."""
        self._ask(asked)
        progress: Progress | None = None
        heard_at = looked_at = time.monotonic()
        while True:
            if (said := self._next()) is not None:
                heard_at = time.monotonic()
            if isinstance(said, str):
                return said
            if isinstance(said, Found):
                self._found(said)
                self._ask({})
            elif said is not None:
                progress = said
            if time.monotonic() - heard_at > SILENT_S:
                raise Trouble(troubles.SLOW)
            if time.monotonic() - looked_at >= LOOK_S:
                looked_at = time.monotonic()
                if self._is_over(progress):
                    return ""

    def _ask(self, request: dict[str, Any]) -> None:
        with _lost():
            self._child.ask(request)

    def _next(self) -> Found | Progress | str | None:
        """What it says, or the name of the file; None where it says nothing. Raises Trouble."""
        with _lost():
            if not self._child.speaks_within(LOOK_S):
                return None
            frame = self._child.hear(START_S)
            if "found" in frame:
                return _unpack_found(frame["found"])
            if "got" in frame:
                got = frame["got"]
                return Progress(int(got["done"]), int(got["total"]), bool(got["goes_on"]))
            if "trouble" in frame:
                raise Trouble(_known(frame["trouble"]))
            return Path(str(frame["file"])).name


def _known(code: Any) -> str:
    return code if code in troubles.ALL else troubles.NOT_UNDERSTOOD


def _unpack_found(value: dict[str, Any]) -> Found:
    """Raises ValueError, TypeError, KeyError or AttributeError."""
    return Found(
        title=_text(value["title"]),
        uploader=_text(value["uploader"] or value["channel"]),
        licence=_text(value["license"])[:200],
        page=str(value["webpage_url"])[:2000],
        size_bytes=max(0, int(value["size_bytes"])),
    )


def _text(value: Any) -> str:
    return " ".join(storable(str(value))[: 2 * MOST_TEXT].split())[:MOST_TEXT]
