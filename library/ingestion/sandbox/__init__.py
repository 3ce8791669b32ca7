"""Reads strangers' files in a child process that may hang, swell or crash without harm.

The child is a subprocess with limits of memory, computing time and files, without the parent's
environment, and it dies with its parent. Time by the clock is the parent's to watch. It sends a
page at a time, so that the parent holds one page. The child that read a file is kept for the
next call on the same file (importing PyMuPDF takes a tenth of a second, and half a
second where its bytecode is not cached), and is never given another:
what a hostile file may do to its reader ends with that file.
"""

import contextlib
import logging
import os
import threading
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from library.ingestion.parsers.base import (
    Addresses,
    Inspection,
    OutlineEntry,
    PageOutcome,
    ParsedPage,
)
from library.ingestion.parsers.registry import KINDS
from library.ingestion.sandbox.child import Child, ChildLost
from library.ingestion.sandboxed import frames
from library.ingestion.sandboxed.limits import Limits
from project.errors import UnreadableSource
from project.text.storable import storable

__all__ = [
    "Limits",
    "close",
    "inspect",
    "is_lost",
    "read_addresses",
    "read_outline",
    "read_pages",
    "unlock",
    "unpack",
    "unread",
]

BLOCK_PAGES = 25  # that one child reads while the other is heard: what is ready waits in its pipe
ASKED_AHEAD = 4  # blocks of both
FROM_PAGES = 4 * BLOCK_PAGES  # where a second child is worth its start
UNPACKING = Limits(open_s=60.0)  # less than a job's lease

log = logging.getLogger(__name__)
_NONSENSE = (ValueError, TypeError, KeyError, IndexError, AttributeError)
# Per thread: the kernel ends a child with the thread that started it.
_kept = threading.local()


def inspect(kind: str, path: Path, *, limits: Limits | None = None) -> Inspection:
    """What the file says of itself. Raises UnreadableSource."""
    frame = _ask_once(kind, path, {"do": "inspect"}, limits or Limits())
    return _unpack(frames.unpack_inspection, frame.get("inspection"))


def read_outline(kind: str, path: Path, *, limits: Limits | None = None) -> list[OutlineEntry]:
    """The file's own table of contents, empty where it has none. Raises UnreadableSource."""
    frame = _ask_once(kind, path, {"do": "outline"}, limits or Limits())
    return _unpack(frames.unpack_outline, frame.get("outline"))


def read_addresses(kind: str, path: Path, *, limits: Limits | None = None) -> Addresses:
    """Of a list of addresses. Raises UnreadableSource."""
    frame = _ask_once(kind, path, {"do": "addresses"}, limits or Limits())
    return _unpack(frames.unpack_addresses, frame.get("addresses"))


def unlock(
    path: Path, password: str, to: Path, *, kind: str = "pdf", limits: Limits | None = None
) -> None:
    """Write a copy of a locked file without its lock.

    The password goes through a pipe: arguments and environments can be seen by others.
    Raises UnreadableSource, with code wrong_password where it does not open the file.
    """
    request = {"do": "unlock", "password": password, "to": str(to)}
    _ask_once(kind, path, request, limits or Limits())


def unpack(kind: str, path: Path, to: Path, *, limits: Limits | None = None) -> None:
    """Unpack an archive into the new folder `to`, whole or not at all. Raises UnreadableSource."""
    _ask_once(kind, path, {"do": "unpack", "to": str(to.absolute())}, limits or UNPACKING)


def read_pages(
    kind: str,
    path: Path,
    start: int,
    stop: int,
    *,
    losses: int = 0,
    limits: Limits | None = None,
) -> Generator[ParsedPage]:
    """Pages start..stop-1 in order; one that the file promised and does not hold is FAILED.

    A page that its reader does not survive is FAILED with a note, and a new child goes on after
    it, at most limits.restarts times; then the rest up to `stop` is FAILED.
    losses: how many pages of the file were lost like that before (`is_lost`).
    Raises UnreadableSource if the file cannot be opened at all.
    """
    limits = limits or Limits()
    is_long = KINDS[kind].opens_quickly and stop - start >= FROM_PAGES
    if is_long and not losses and (os.cpu_count() or 1) > 1:
        try:
            for page in _by_two(kind, path, start, stop, limits):
                start = page.index + 1
                yield page
        except ChildLost:  # on this page or on one further on: alone it is seen on which
            log.info("%s: from page %s on one child reads alone", path.name, start)
    yield from _alone(kind, path, start, stop, losses=losses, limits=limits)


def _by_two(kind: str, path: Path, start: int, stop: int, limits: Limits) -> Iterator[ParsedPage]:
    """A block of pages each in turn: one reads on while the other is heard. Raises ChildLost."""
    blocks = [(at, min(at + BLOCK_PAGES, stop)) for at in range(start, stop, BLOCK_PAGES)]
    requests = [_pages_request(kind, path, *block, limits) for block in blocks]
    with contextlib.ExitStack() as ended, _child(path, limits) as first:
        second = Child(limits)
        ended.callback(second.end)
        readers = [(first, second)[turn % 2] for turn in range(len(blocks))]
        for reader, request in list(zip(readers, requests, strict=True))[:ASKED_AHEAD]:
            reader.ask(request)
        try:
            for turn, block in enumerate(blocks):
                yield from _hear_pages(readers[turn], *block, limits)
                if turn + ASKED_AHEAD < len(blocks):
                    readers[turn].ask(requests[turn + ASKED_AHEAD])
        except UnreadableSource:
            first.end()  # it has more to say, and must not be asked anything else
            raise


def _alone(
    kind: str, path: Path, start: int, stop: int, *, losses: int, limits: Limits
) -> Generator[ParsedPage]:
    while start < stop:
        if losses > limits.restarts:
            note = ngettext(
                "Not read: reading broke off once on pages before it. Upload a better copy of the "
                "file if you need it.",
                "Not read: reading broke off %(count)s times on pages before it. Upload a better "
                "copy of the file if you need it.",
                losses,
            )
            yield from unread(start, stop, note % {"count": losses})
            return
        with _child(path, limits) as child:
            try:
                child.ask(_pages_request(kind, path, start, stop, limits))
                for page in _hear_pages(child, start, stop, limits):
                    start = page.index + 1
                    yield page
                return
            except ChildLost as lost:
                child.end()
                losses += 1
                note = _(
                    "This page could not be read: %(reason)s. Upload a better copy of the file if "
                    "you need it."
                ) % {"reason": lost}
        yield from unread(start, start + 1, note, page=LostPage)
        start += 1


class LostPage(ParsedPage):
    """One that took its reader with it."""


def unread(
    start: int, stop: int, note: str, *, page: type[ParsedPage] = ParsedPage
) -> Generator[ParsedPage]:
    """Pages start..stop-1 as FAILED. note: for people, why."""
    for index in range(start, stop):
        yield page(index, str(index + 1), 0.0, 0.0, PageOutcome.FAILED, note=note)


def is_lost(page: ParsedPage) -> bool:
    """Whether the page took its reader with it."""
    return isinstance(page, LostPage)


def close() -> None:
    """End this thread's child, if one is kept."""
    child = getattr(_kept, "child", None)
    if child is not None:
        _kept.child = _kept.key = None
        child.end()


def _pages_request(kind: str, path: Path, start: int, stop: int, limits: Limits) -> dict[str, Any]:
    return _full(kind, path, {"do": "pages", "start": start, "stop": stop}, limits)


def _hear_pages(child: Child, start: int, stop: int, limits: Limits) -> Iterator[ParsedPage]:
    """What was asked of it. Raises ChildLost."""
    timeout_s = limits.open_s + limits.page_s
    expected = start
    while True:
        frame = child.hear(timeout_s)
        if frame.get("done"):
            missing = _(
                "This page is missing: the file promises it and ends before. Upload a better "
                "copy of the file if you need it."
            )
            yield from unread(expected, stop, missing)
            return
        _raise_error(frame)
        try:
            page = frames.unpack_page(frame["page"])
        except _NONSENSE as error:
            raise ChildLost(_("the reading process sent what is not a page")) from error
        if page.index != expected:
            raise ChildLost(_("the reading process lost count of the pages"))
        expected += 1
        timeout_s = limits.page_s
        yield page


def _ask_once(kind: str, path: Path, request: dict[str, Any], limits: Limits) -> dict[str, Any]:
    """The first frame of the answer; an empty one if there is only its end."""
    with _child(path, limits) as child:
        try:
            child.ask(_full(kind, path, request, limits))
            answer: dict[str, Any] = {}
            while not (frame := child.hear(limits.open_s)).get("done"):
                _raise_error(frame)
                answer = answer or frame
            return answer
        except ChildLost as lost:
            child.end()
            raise UnreadableSource(
                _(
                    "This file could not be read: %(reason)s. Save it again from the program that "
                    "made it, or get a new copy."
                )
                % {"reason": lost},
                code="damaged",
            ) from lost


def _full(kind: str, path: Path, request: dict[str, Any], limits: Limits) -> dict[str, Any]:
    times = {"open_s": limits.open_s, "page_s": limits.page_s}
    place = {"parser": KINDS[kind].parser, "path": str(path.absolute())}
    return {**request, **times, **place, "language": get_language() or ""}


def _raise_error(frame: dict[str, Any]) -> None:
    if "error" in frame:
        code = str(frame.get("code", "unreadable"))[:40]
        raise UnreadableSource(storable(str(frame["error"]))[:1000], code=code)


def _unpack(unpack, value):
    try:
        return unpack(value)
    except _NONSENSE as error:
        raise UnreadableSource(
            _(
                "This file could not be read: its reader gave no sensible answer. Save it again "
                "from the program that made it, or get a new copy."
            ),
            code="damaged",
        ) from error


@contextlib.contextmanager
def _child(path: Path, limits: Limits) -> Iterator[Child]:
    """This thread's child for the file; kept afterwards only if its answer was heard out."""
    key = (_identity(path), limits)
    child = getattr(_kept, "child", None)
    if child is None or _kept.key != key or not child.is_usable:
        close()
        child = Child(limits)
    _kept.child = _kept.key = None  # a generator left half way must not be asked again
    heard_out = False
    try:
        yield child
        heard_out = True
    except UnreadableSource:
        heard_out = True
        raise
    finally:
        if heard_out and child.is_usable:
            close()
            _kept.child, _kept.key = child, key
        else:
            child.end()


def _identity(path: Path) -> tuple:
    """Changes when the file does. Raises UnreadableSource if it is gone."""
    try:
        stat = path.stat()
    except OSError as error:
        raise UnreadableSource(
            _("The file is no longer there. Upload it again."), code="missing_file"
        ) from error
    return str(path.absolute()), stat.st_ino, stat.st_size, stat.st_mtime_ns
