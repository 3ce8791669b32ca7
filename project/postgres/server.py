"""The client's side of the embedded server."""

import fcntl
import os
import subprocess
import sys
import time
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from project.postgres.paths import ServerPaths

START_TIMEOUT_S = 120  # recovery after a power cut replays the log first
_PROJECT = Path(__file__).resolve().parents[2]

LOOKED_FOR_S = 1.0  # a server that was up is taken to be so for as long

_holds: dict[Path, int] = {}  # home -> descriptor whose shared lock keeps the server up
_seen_up: dict[Path, tuple[float, Path]] = {}  # home -> when by time.monotonic(), and its sockets


def ensure_running(home: Path, *, durable: bool = True) -> Path:
    """Hold the server for the life of this process; return the folder of its socket.

    Asked at each connection, also at one that a pool has ready: it looks at the server once a
    second, and at the clock otherwise.

    durable: False gives up safety against power cuts for speed: for tests only.
    Raises ImproperlyConfigured, with the end of the server's log, if it does not start.
    """
    seen, sockets = _seen_up.get(home, (-LOOKED_FOR_S, home))
    if time.monotonic() - seen < LOOKED_FOR_S:
        return sockets
    paths = ServerPaths(home)
    if home not in _holds:
        home.mkdir(parents=True, exist_ok=True)
        _holds[home] = _lock(paths.holders, fcntl.LOCK_SH)
    if not _is_up(paths):
        _start(paths, durable=durable)
    _seen_up[home] = time.monotonic(), paths.sockets
    return paths.sockets


def _is_up(paths: ServerPaths) -> bool:
    """Ready, and owned by a living supervisor: a killed one leaves its `ready` file behind."""
    return paths.ready.exists() and _is_locked(paths.supervisor)


def _is_locked(path: Path) -> bool:
    try:
        os.close(_lock(path, fcntl.LOCK_SH | fcntl.LOCK_NB))
    except BlockingIOError:
        return True
    return False


def _lock(path: Path, operation: int) -> int:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, operation)
    except BlockingIOError:
        os.close(descriptor)
        raise
    return descriptor


def _start(paths: ServerPaths, *, durable: bool) -> None:
    """Start the supervisor unless another client just did, and wait for the server."""
    starting = _lock(paths.starting, fcntl.LOCK_EX)
    try:
        if not _is_up(paths):
            paths.ready.unlink(missing_ok=True)
            _wait_until_ready(paths, _spawn_supervisor(paths, durable=durable))
    finally:
        os.close(starting)


def _spawn_supervisor(paths: ServerPaths, *, durable: bool) -> subprocess.Popen:
    command = [sys.executable, "-m", "project.postgres.supervisor", str(paths.home)]
    with paths.log.open("ab") as log:
        return subprocess.Popen(
            command if durable else [*command, "--not-durable"],
            cwd=_PROJECT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl-C in a terminal must not reach it
        )


def _wait_until_ready(paths: ServerPaths, supervisor: subprocess.Popen) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while not paths.ready.exists():
        if supervisor.poll() is not None or time.monotonic() > deadline:
            raise ImproperlyConfigured(
                "The embedded PostgreSQL did not start. The end of its log, "
                f"{paths.log}:\n{_tail(paths.log)}"
            )
        time.sleep(0.02)


def _tail(log: Path, lines: int = 15) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
