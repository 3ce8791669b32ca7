"""Recognises pages that are pictures of text, several at once, each in a child of its own.

The children are under the limits of `library.ingestion.sandboxed`, larger ones: a model and a
picture take more than text. A page that its child does not survive is FAILED with a note, and a
new child goes on. They are kept for the next pages of the same file and never given another.
"""

import threading
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from library.ingestion.parsers.base import Box, PageOutcome, ParsedPage
from library.ingestion.sandbox.child import Child, ChildLost
from library.ingestion.sandboxed import frames
from library.ingestion.sandboxed.limits import Limits
from project.text.storable import storable

__all__ = ["LIMITS", "Asked", "close", "recognise_pages"]

MODULE = "library.ingestion.recognisers"
# Computing time: a dense page takes five seconds, a model one to load.
LIMITS = Limits(memory_bytes=3 * 1024**3, open_s=20.0, page_s=60.0)
PATIENCE = 2.5  # times as long by the clock: a processor has other work; less than a task may take
BEAT_S = 5.0  # between two signs of life while a page is waited for

_NONSENSE = (ValueError, TypeError, KeyError, IndexError, AttributeError)
# Per thread: the kernel ends a child with the thread that started it.
_kept = threading.local()


@dataclass(frozen=True, slots=True)
class Asked:
    """A page to recognise. pictures: boxes in points of the page as it is seen."""

    index: int
    pictures: tuple[Box, ...] = ()


def recognise_pages(
    path: Path,
    asked: Iterator[Asked],
    *,
    engine: str,
    language: str,
    size: Callable[[], float],
    processes: int,
    beat: Callable[[], object] = lambda: None,
    limits: Limits = LIMITS,
) -> Generator[ParsedPage]:
    """The pages in the order in which they are asked for; so many at a time.

    asked: taken from as a child becomes free; where it ends, what is begun is still heard out.
    size: of the print of the pages before, in points, asked for each page; 0 where unknown.
    beat: called now and then while a page is waited for; what it raises ends the work.
    """
    children = _children(path, processes, limits)
    waiting: list[tuple[Child, int]] = []
    fixed = {"engine": engine, "language": language, "path": str(path.absolute())}
    try:
        for child, page in zip(children, islice(asked, len(children)), strict=False):
            waiting.append(_ask(child, page, fixed, size(), limits))
        while waiting:
            child, index = waiting.pop(0)
            found = _hear(child, index, limits, beat)
            if not child.is_usable:
                children[children.index(child)] = child = Child(limits, MODULE)
            yield found
            if (following := next(asked, None)) is not None:
                waiting.append(_ask(child, following, fixed, size(), limits))
    finally:
        if waiting:  # left half way: an answer that nobody heard must not be taken for another
            close()


def close() -> None:
    """End this thread's children, if some are kept."""
    for child in getattr(_kept, "children", []):
        child.end()
    _kept.children, _kept.key = [], None


def _children(path: Path, processes: int, limits: Limits) -> list[Child]:
    stat = path.stat()
    key = (str(path.absolute()), stat.st_ino, stat.st_size, stat.st_mtime_ns, processes, limits)
    kept = getattr(_kept, "children", [])
    if getattr(_kept, "key", None) != key or not all(child.is_usable for child in kept):
        close()
        _kept.children = [Child(limits, MODULE) for _number in range(processes)]
        _kept.key = key
    return _kept.children


def _ask(
    child: Child, page: Asked, fixed: dict[str, Any], size: float, limits: Limits
) -> tuple[Child, int]:
    request = {"page": page.index, "pictures": page.pictures, "size": size}
    speaks = {"speaks": get_language() or "", "page_s": limits.page_s}
    try:
        child.ask(fixed | request | speaks)
    except ChildLost:
        child.end()  # heard as lost, with the page
    return child, page.index


def _hear(child: Child, index: int, limits: Limits, beat: Callable[[], object]) -> ParsedPage:
    until = time.monotonic() + PATIENCE * limits.page_s
    while not child.speaks_within(BEAT_S) and time.monotonic() < until:
        beat()
    try:
        frame = child.hear(limits.open_s)
        if "error" in frame:
            return _failed(index, storable(str(frame["error"])))
        page = frames.unpack_page(frame["page"])
    except (ChildLost, OSError, *_NONSENSE) as error:
        child.end()
        reason = str(error) if isinstance(error, ChildLost) else _("its reader broke down")
        if time.monotonic() >= until:
            reason = _("it took too long")
        return _failed(
            index,
            _("The text of this picture could not be recognised: %(reason)s.") % {"reason": reason},
        )
    if page.index != index:
        child.end()
        return _failed(index, _("The text of this picture could not be recognised."))
    return page


def _failed(index: int, note: str) -> ParsedPage:
    return ParsedPage(index, "", 0.0, 0.0, PageOutcome.FAILED, note=note)
