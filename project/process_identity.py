"""Which process, on which machine: written down, so that others can tell when it is gone.

A process id alone says little: it is given out again, and each container counts its own. Linux
only; elsewhere nothing is ever known to be gone.
"""

import os
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
ENDED = {"Z", "X"}  # proc_pid_stat(5): ended, and nobody has asked how


@dataclass(frozen=True, slots=True)
class ProcessIdentity:
    """host: see `this_host`; started: clock ticks after boot."""

    host: str
    pid: int
    started: int

    @classmethod
    def of(cls, pid: int) -> "ProcessIdentity | None":
        """None where the system does not tell, or there is no such process."""
        host = this_host()
        stat = _stat(pid) if host else None
        return cls(host, pid, stat[1]) if stat else None

    @classmethod
    def parse(cls, text: str) -> "ProcessIdentity":
        """What str() of one gives. Raises ValueError."""
        host, pid, started = text.rsplit(":", 2)
        return cls(host, int(pid), int(started))

    def __str__(self) -> str:
        return f"{self.host}:{self.pid}:{self.started}"

    def is_gone(self) -> bool:
        """Only where that is certain: it ran on this host, and has ended. Frozen is not gone."""
        if self.host != this_host():
            return False
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return True
        except PermissionError:  # somebody else's, who may have the number after it
            pass
        stat = _stat(self.pid)
        return stat is not None and (stat[0] in ENDED or stat[1] != self.started)


def this_host() -> str:
    """The same for processes that see each other: machine, boot and namespace of process ids.

    Empty where the system does not tell, or shows the processes of another namespace.
    """
    try:
        if (_PROC / "self").readlink().name != str(os.getpid()):
            return ""
        boot = (_PROC / "sys/kernel/random/boot_id").read_text().strip()
        namespace = (_PROC / "self/ns/pid").stat().st_ino
    except OSError:
        return ""
    return f"{os.uname().nodename}/{boot}/{namespace}"


def _stat(pid: int) -> tuple[str, int] | None:
    """State and start of a process; None where they cannot be read."""
    try:
        # The name stands in brackets and may hold anything.
        fields = (_PROC / str(pid) / "stat").read_text(errors="replace").rsplit(")", 1)[1].split()
    except OSError:
        return None
    return fields[0], int(fields[19])
