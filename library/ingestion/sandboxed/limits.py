"""What a reading child may use."""

import ctypes
import os
import resource
import signal
import sys
from dataclasses import dataclass

PR_SET_PDEATHSIG = 1
BYTECODE_BYTES = 64 * 1024**2  # more than any module's


@dataclass(frozen=True, slots=True)
class Limits:
    """memory_bytes: address space. open_s: for opening, inspecting and the outline.

    page_s: for one page, as well by the clock as in computing time. restarts: new children that
    one call may start after a page was lost. file_bytes: the largest file a child may write.
    """

    memory_bytes: int = 2 * 1024**3
    open_s: float = 30.0
    page_s: float = 20.0
    restarts: int = 5
    file_bytes: int = 2 * 1024**3


def apply(memory_bytes: int, file_bytes: int, parent: int) -> None:
    """Called once, by the child, before it touches a stranger's file.

    What it imports from then on is not kept as bytecode where file_bytes could cut that off.
    """
    sys.dont_write_bytecode = file_bytes < BYTECODE_BYTES
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before it could be bound to
        os._exit(1)
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def allow_seconds(seconds: float) -> None:
    """Computing time from now on; SIGXCPU ends the child after it."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    used = usage.ru_utime + usage.ru_stime
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used + seconds) + 2, hard))
