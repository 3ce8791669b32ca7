"""A program of others runs without a network, and nothing of it outlives its starter.

Where the kernel gives us namespaces, it has no interface to any net, and all that it starts dies
with it and with us. Where it does not (a container may forbid it), it is told of a proxy that is
nowhere, and its process group is ended.
"""

import contextlib
import ctypes
import os
import resource
import shutil
import signal
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from library.ingestion.sandboxed.limits import PR_SET_PDEATHSIG

NAMESPACES = ("--user", "--map-current-user", "--net", "--pid", "--fork", "--kill-child")
NOWHERE = dict.fromkeys(
    ("http_proxy", "https_proxy", "ftp_proxy", "all_proxy"), "http://127.0.0.1:9"
)
PROBED_WITHIN_S = 10.0


class Overdue(Exception):
    """It took longer than it may."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """memory_bytes: address space. file_bytes: the largest file. seconds: by the clock, and of
    each process in computing time."""

    memory_bytes: int
    file_bytes: int
    seconds: float


@cache
def namespaces() -> tuple[str, ...]:
    """What stands before a command that gets namespaces; empty where there are none for us."""
    unshare = shutil.which("unshare", path=os.defpath)
    command = (unshare or "", *NAMESPACES)
    if unshare is None or not _succeeds((*command, "true")):
        return ()
    return command


def _succeeds(command: Sequence[str]) -> bool:
    try:
        return (
            subprocess.run(
                command, stdin=subprocess.DEVNULL, capture_output=True, timeout=PROBED_WITHIN_S
            ).returncode
            == 0
        )
    except (OSError, subprocess.TimeoutExpired):
        return False


def run(command: Sequence[str], *, home: Path, bounds: Bounds) -> None:
    """home: its folder, and all that it is told of us. However it ended; raises Overdue."""
    process = subprocess.Popen(
        [*namespaces(), *command],
        env={"PATH": os.environ.get("PATH", os.defpath), "HOME": str(home), **NOWHERE},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=lambda: _limit(bounds),
    )
    try:
        process.wait(bounds.seconds)
    except subprocess.TimeoutExpired as error:
        raise Overdue from error
    finally:  # with what it started itself, also where that outlives it
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _limit(bounds: Bounds) -> None:
    """In the child, before the program."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    seconds = int(bounds.seconds) + 1
    resource.setrlimit(resource.RLIMIT_AS, (bounds.memory_bytes, bounds.memory_bytes))
    resource.setrlimit(resource.RLIMIT_FSIZE, (bounds.file_bytes, bounds.file_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
