"""Processes that start others, stop in order, and leave none behind.

asked to stop   Ctrl-C and SIGTERM become a flag that loops ask: nothing is torn midway
parent killed   the kernel tells the children, which stop in order by themselves
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time

from project import env

PR_SET_PDEATHSIG = 1  # linux/prctl.h
POLL_S = 0.1
PARENT = "LECTERN_DIE_WITH_PARENT"


def die_with_parent(signum: int = signal.SIGKILL, *, parent: int = 0) -> None:
    """Ask the kernel to send this process `signum` when its parent ends, however it ends.

    parent: process id, where the parent may have ended before the kernel was asked.
    The request outlives exec but not a change of user: call it after both in a child. On
    systems without prctl nothing happens; there an orphan has to be ended by hand.
    """
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signum)
        if parent and os.getppid() != parent:
            os.kill(os.getpid(), signum)


def follow_parent() -> None:
    """Stop when the process stops that asked for it: make, or one that called `start_child`.

    Not passed on: what this process starts decides for itself.
    """
    parent = env.integer("LECTERN_DIE_WITH_PARENT", 0)
    os.environ.pop(PARENT, None)
    if parent:
        die_with_parent(signal.SIGTERM, parent=parent)


def start_child(*command: str, **environment: str) -> subprocess.Popen:
    """Run a manage.py command in a session of its own, where Ctrl-C does not reach it."""
    return subprocess.Popen(
        [sys.executable, "manage.py", *command],
        cwd=env.ROOT,
        env=os.environ | environment | {PARENT: str(os.getpid())},
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )


def end_children(children: list[subprocess.Popen], *, within_s: float) -> None:
    """Ask all to stop, and kill what has not after `within_s`."""
    for child in children:
        child.terminate()
    deadline = time.monotonic() + within_s
    for child in children:
        try:
            child.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def ending(child: subprocess.Popen) -> str:
    """How a child ended, for people."""
    code = child.returncode
    return f"by signal {-code}" if code < 0 else f"with status {code}"


class StopRequest:
    """True once Ctrl-C or SIGTERM came. Asked a second time, the process ends at once."""

    def __init__(self):
        self._signal = 0
        for signum in (signal.SIGINT, signal.SIGTERM):
            signal.signal(signum, self._note)

    def __bool__(self) -> bool:
        return bool(self._signal)

    def wait(self, seconds: float) -> bool:
        """Sleep, at most until somebody asks to stop; say whether somebody did."""
        deadline = time.monotonic() + seconds
        while not self and (left := deadline - time.monotonic()) > 0:
            time.sleep(min(left, POLL_S))
        return bool(self)

    def _note(self, signum, frame):
        self._signal = signum
        signal.signal(signum, signal.SIG_DFL)
