"""The parent's end of a reading child: start it, ask it, hear it, end it."""

import contextlib
import fcntl
import os
import selectors
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _

from library.ingestion.sandboxed import frames
from library.ingestion.sandboxed.limits import Limits

ROOT = Path(__file__).resolve().parents[3]
PIPE_BYTES = 1 << 20  # some fifty pages: it reads on while their rows are written


class ChildLost(Exception):
    """The child died, hung, or spoke nonsense; the text says which, for people."""


class Child:
    """One process, for one file at a time. Not safe for threads."""

    def __init__(
        self,
        limits: Limits,
        module: str = "library.ingestion.sandboxed",
        *,
        shared: Sequence[int] = (),
    ):
        """shared: open files that it may use too, by the same numbers."""
        self.limits = limits
        self.owner = os.getpid()
        self._buffer = bytearray()
        # a file, because a pipe that nobody empties would stop the child
        self._stderr = tempfile.TemporaryFile()  # noqa: SIM115
        arguments = (os.getpid(), limits.memory_bytes, limits.file_bytes)
        self.process = subprocess.Popen(
            [sys.executable, "-m", module, *map(str, arguments)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._stderr,
            cwd=ROOT,
            pass_fds=shared,
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
        )
        self._requests, self._answers = pipes(self.process)
        _widen(self._answers)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._answers, selectors.EVENT_READ)

    @property
    def is_usable(self) -> bool:
        """False in a forked process, whose twin would speak into the same pipes."""
        return self.owner == os.getpid() and self.process.poll() is None

    def ask(self, request: dict[str, Any]) -> None:
        """Raises ChildLost."""
        try:
            self._requests.write(frames.dump(request))
            self._requests.flush()
        except OSError as error:
            raise ChildLost(_("the reading process ended")) from error

    def speaks_within(self, timeout_s: float) -> bool:
        """Whether there is something to hear, be it that it has ended."""
        return bool(self._buffer) or bool(self._selector.select(timeout_s))

    def hear(self, timeout_s: float) -> dict[str, Any]:
        """The next frame. Raises ChildLost."""
        deadline = time.monotonic() + timeout_s
        searched = 0
        while True:
            end = self._buffer.find(b"\n", searched)
            if end >= 0:
                break
            searched = len(self._buffer)
            if searched > frames.MAX_FRAME:
                raise ChildLost(_("it holds far more text than a page can"))
            left = deadline - time.monotonic()
            if left <= 0 or not self._selector.select(left):
                raise ChildLost(
                    _("it took longer than %(seconds)s seconds") % {"seconds": f"{timeout_s:.0f}"}
                )
            piece = os.read(self._answers.fileno(), 1 << 20)
            if not piece:
                raise ChildLost(self._last_words())
            self._buffer += piece
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        try:
            frame = frames.load(line)
        except ValueError as error:
            raise ChildLost(_("the reading process sent what cannot be understood")) from error
        if not isinstance(frame, dict):
            raise ChildLost(_("the reading process sent what cannot be understood"))
        return frame

    def _last_words(self) -> str:
        self.process.wait()
        self._stderr.seek(0, os.SEEK_END)
        self._stderr.seek(max(0, self._stderr.tell() - 2000))
        words = self._stderr.read().decode(errors="replace")
        if "MemoryError" in words or "alloc" in words:
            return _("it needs more memory than a page may take")
        return _("the reading process broke down on it")

    def end(self) -> None:
        if self.owner != os.getpid():
            return
        self.process.kill()
        self.process.wait()
        self._selector.close()
        with contextlib.suppress(OSError):  # what it did not hear any more
            self._requests.close()
        self._answers.close()
        self._stderr.close()


def _widen(pipe: IO[bytes]) -> None:
    """Where the system can, and this user has not used up what all pipes may hold."""
    with contextlib.suppress(OSError, AttributeError):
        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, PIPE_BYTES)


def pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    """To the process and from it; it has to have been started with both."""
    assert process.stdin is not None
    assert process.stdout is not None
    return process.stdin, process.stdout
