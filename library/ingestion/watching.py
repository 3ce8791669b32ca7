"""Asks a child about a recording (`library.ingestion.recordings`), and to make things of it.

The child has limits of memory, computing time and files, as one that reads a page has, larger ones.
It is kept for the next question about the same source, and never given another: what a hostile file
may do to its reader ends with that file.
"""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from library.ingestion.recordings.base import Recording, pack, unpack
from library.ingestion.sandbox.child import Child, ChildLost
from library.ingestion.sandboxed.limits import Limits
from project.errors import UnreadableSource
from project.text.storable import storable

__all__ = ["LIMITS", "ask", "close", "inspect", "nothing_decoded"]

MODULE = "library.ingestion.recordings"
# page_s: computing time of one stretch. A copy of six hours is put together as one file.
LIMITS = Limits(memory_bytes=4 * 1024**3, open_s=40.0, page_s=200.0, file_bytes=16 * 1024**3)
CLOCK_S = 180.0  # that a stretch takes: less than a task may
BEAT_S = 5.0  # between two signs of life while it is waited for

_NONSENSE = (ValueError, TypeError, KeyError, IndexError, AttributeError)
# Per thread: the kernel ends a child with the thread that started it.
_kept = threading.local()


def inspect(name: str, path: Path) -> Recording:
    """Raises UnreadableSource."""
    answer = ask(name, "inspect", path, seconds=LIMITS.open_s)
    try:
        return unpack(answer)
    except _NONSENSE as error:
        raise _unreadable(_("its reader gave no sensible answer")) from error


def ask(
    name: str,
    do: str,
    path: Path,
    *,
    recording: Recording | None = None,
    beat: Callable[[], object] = lambda: None,
    seconds: float = LIMITS.page_s,
    **wanted: Any,
) -> Any:
    """name: of the source whose child it is. beat: called now and then while it works; what it
    raises ends the child. Raises UnreadableSource where the child does not survive it.
    """
    child = _child(name)
    heard_out = False
    request = {"do": do, "path": str(path.absolute()), "seconds": seconds, **wanted}
    request |= {"speaks": get_language() or ""}
    request |= {"recording": pack(recording)} if recording else {}
    try:
        child.ask(request)
        until = time.monotonic() + min(seconds, CLOCK_S)
        while not child.speaks_within(BEAT_S) and time.monotonic() < until:
            beat()
        frame = child.hear(max(until - time.monotonic(), BEAT_S))
        heard_out = True
    except ChildLost as lost:
        raise _unreadable(lost) from lost
    finally:
        if not heard_out:
            close()
    if "error" in frame:
        code = str(frame.get("code", "unreadable"))[:40]
        raise UnreadableSource(storable(str(frame["error"]))[:1000], code=code)
    return frame.get("done")


def close() -> None:
    """End this thread's child, if one is kept."""
    child = getattr(_kept, "child", None)
    if child is not None:
        _kept.child = _kept.name = None
        child.end()


def _child(name: str) -> Child:
    child = getattr(_kept, "child", None)
    if child is None or _kept.name != name or not child.is_usable:
        close()
        child = _kept.child = Child(LIMITS, MODULE)
        _kept.name = name
    return child


def _unreadable(reason: object) -> UnreadableSource:
    said = _(
        "This recording could not be read: %(reason)s. Open it in a player to see whether it is "
        "whole, save it again as MP4 (or as MP3), and add that."
    )
    return UnreadableSource(said % {"reason": reason}, code="damaged")


def nothing_decoded() -> str:
    return _(
        "Nothing in this recording can be played: its pictures and its sound are damaged. Save it "
        "again from the program that made it, or get a new copy."
    )
