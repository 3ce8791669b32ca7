"""Children that wait to draw, since starting one takes longer than a picture may.

A child draws from one file in its life (see `library.ingestion.sandbox` for the reason); a few
are kept for the files that were last drawn from, and one that knows no file yet is always ready.
"""

import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Any

from django.conf import settings

from library.ingestion.sandbox.child import pipes
from library.ingestion.sandboxed import frames

MOST = 4  # children of one process: some 60 MB each
DRAW_WITHIN_S = 30.0
WAIT_S = 20.0  # for a child, when all of them draw
MAX_PICTURE_BYTES = 64 * 1024**2

OpenFile = Callable[[], AbstractContextManager[Path]]


class CannotDraw(Exception):
    """There is nothing to be drawn at that place of that file."""


class DrawerLost(Exception):
    """The child died, or was ended because it took too long; is_late says which."""

    def __init__(self, *, is_late: bool):
        super().__init__("late" if is_late else "died")
        self.is_late = is_late


class Drawer:
    """One child. Not safe for threads."""

    def __init__(self):
        self.name = ""  # of its file
        self.path: Path | None = None
        self._file = ExitStack()
        self._process: subprocess.Popen[bytes] = subprocess.Popen(
            [sys.executable, "-m", "library.ingestion.drawing", str(os.getpid())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=settings.BASE_DIR,
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
        )
        self._requests, self._answers = pipes(self._process)

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def open(self, file: AbstractContextManager[Path]) -> None:
        """For good: the file stays open to it until its end. Raises FileNotFoundError."""
        self.path = self._file.enter_context(file)

    def draw(self, place: dict[str, Any]) -> bytes:
        """Raises CannotDraw or DrawerLost."""
        deadline = time.monotonic() + DRAW_WITHIN_S
        try:
            self._requests.write(frames.dump({"path": str(self.path), **place}))
            self._requests.flush()
        except OSError as error:
            raise DrawerLost(is_late=False) from error
        length = int.from_bytes(self._read(4, deadline))
        if length > MAX_PICTURE_BYTES:
            raise DrawerLost(is_late=False)
        picture = self._read(length, deadline)
        if not picture:
            raise CannotDraw
        return picture

    def _read(self, count: int, deadline: float) -> bytes:
        answers = self._answers.fileno()
        got = bytearray()
        while len(got) < count:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([answers], [], [], left)[0]:
                raise DrawerLost(is_late=True)
            piece = os.read(answers, count - len(got))
            if not piece:
                raise DrawerLost(is_late=False)
            got += piece
        return bytes(got)

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        self._requests.close()
        self._answers.close()
        self._file.close()


class Drawers:
    """The children of this process. Safe for threads.

    They are started by one thread that stays: the kernel ends a child with the thread that
    started it.
    """

    def __init__(self, most: int = MOST):
        self.owner = os.getpid()
        self.is_closed = False
        self._most = most
        self._starter = ThreadPoolExecutor(1, thread_name_prefix="drawers")
        self._changed = threading.Condition()
        self._idle: list[Drawer] = []  # the one that drew last at the end
        self._count = 0

    def draw(self, name: str, open_file: OpenFile, **place: Any) -> bytes:
        """A picture. name: of the file and its version; place: see `library.ingestion.drawing`.

        Raises CannotDraw, DrawerLost, or what `open_file` raises.
        """
        drawer = self._take(name)
        try:
            if drawer.path is None:
                drawer.open(open_file())
            picture = drawer.draw(place)
        except CannotDraw:
            self._give_back(drawer)
            raise
        except BaseException:
            self._drop(drawer)
            raise
        self._give_back(drawer)
        return picture

    def warm(self) -> None:
        """See to it, in the background, that a child is ready for a file that comes."""
        self._starter.submit(self._add_spare)

    def _take(self, name: str) -> Drawer:
        drawer = self._find(name) or self._start()
        if drawer.path is None:
            drawer.name = name
            self.warm()
        return drawer

    def _find(self, name: str) -> Drawer | None:
        """A child for that file, or None where one may be started. Raises DrawerLost."""
        deadline = time.monotonic() + WAIT_S
        with self._changed:
            while True:
                for known in (name, ""):
                    for drawer in self._living():
                        if drawer.name == known:
                            self._idle.remove(drawer)
                            return drawer
                if self._make_room():
                    self._count += 1
                    return None
                if not self._changed.wait(deadline - time.monotonic()):
                    raise DrawerLost(is_late=True)

    def _living(self) -> list[Drawer]:
        for drawer in [drawer for drawer in self._idle if not drawer.is_alive]:
            self._end(drawer)
        return self._idle

    def _make_room(self) -> bool:
        """Whether one more may be: the one that has not drawn for longest goes."""
        if self._count >= self._most and self._idle:
            self._end(self._idle[0])
        return self._count < self._most

    def _end(self, drawer: Drawer) -> None:
        self._idle.remove(drawer)
        self._count -= 1
        drawer.end()

    def _start(self) -> Drawer:
        try:
            return self._starter.submit(Drawer).result()
        except BaseException:
            self._forget_one()
            raise

    def _add_spare(self) -> None:
        with self._changed:
            if any(not drawer.name for drawer in self._living()) or not self._make_room():
                return
            self._count += 1
        try:
            drawer = Drawer()
        except BaseException:
            self._forget_one()
            raise
        self._give_back(drawer)

    def _give_back(self, drawer: Drawer) -> None:
        with self._changed:
            self._idle.append(drawer)
            self._changed.notify_all()

    def _drop(self, drawer: Drawer) -> None:
        drawer.end()
        self._forget_one()

    def _forget_one(self) -> None:
        with self._changed:
            self._count -= 1
            self._changed.notify_all()

    def close(self) -> None:
        self.is_closed = True
        self._starter.shutdown()
        with self._changed:
            for drawer in list(self._idle):
                self._end(drawer)


_here: Drawers | None = None
_making = threading.Lock()


def drawers() -> Drawers:
    """This process's; a forked one has its own, and closed ones are followed by others."""
    global _here
    with _making:
        if _here is None or _here.is_closed or _here.owner != os.getpid():
            _here = Drawers()
        return _here
