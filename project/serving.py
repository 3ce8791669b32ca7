"""The site of one machine as a process: `python -m project.serving HOST PORT`.

Not a manage.py command: those read the settings before `project.asgi` may say how many
connections a web process keeps. Ctrl-C and SIGTERM end it in order, with status 0.

Python computes one thing at a time, so there is a web process for each core. They share the
socket that this process opens; it serves nothing itself, and starts anew what ends.
"""

import os
import signal
import socket
import subprocess
import sys
import time

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C while modules load: end, say nothing

from project import env
from project.processes import PARENT, StopRequest, end_children, ending, follow_parent

STOP_WITHIN_S = 5  # then streams that are still open are cut
MOST_BY_DEFAULT = 4  # with 2 x 14 connections each, beside workers, within PostgreSQL's 200
SETTLED_S = 10  # a web process that ends before has not begun well: so would the next
LOOK_S = 0.5


def replace_this_process(host: str, port: int) -> None:
    """Becomes the site; whoever waits for this process waits for the site."""
    os.chdir(env.ROOT)
    os.execv(sys.executable, [sys.executable, "-m", "project.serving", host, str(port)])


def main(host: str, port: str) -> None:
    most = min(os.cpu_count() or 1, MOST_BY_DEFAULT)
    count = env.integer("LECTERN_WEB_PROCESSES", most, least=1)
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind((host, int(port)))
        if count == 1:
            serve(door)
        else:
            Crew(door, count).work()


def serve(door: socket.socket) -> None:
    import uvicorn

    config = uvicorn.Config(
        "project.asgi:application",
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=STOP_WITHIN_S,
    )
    config.load()
    # uvicorn puts its own handlers before these while it serves, and passes on to them afterwards
    # what it was asked to stop by.
    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, lambda *_: sys.exit())
    uvicorn.Server(config).run(sockets=[door])


class Crew:
    """The web processes, in sessions of their own, where Ctrl-C does not reach them."""

    def __init__(self, door: socket.socket, count: int):
        self._door = door
        self._stop = StopRequest()
        self._begun: dict[subprocess.Popen, float] = {}
        self._count = count

    def work(self) -> None:
        """Until somebody asks to stop. Raises SystemExit where one does not begin well."""
        try:
            while not self._stop.wait(LOOK_S if self._begun else 0):
                self._tend()
        finally:
            end_children(list(self._begun), within_s=STOP_WITHIN_S + 2)

    def _tend(self) -> None:
        for process in [each for each in self._begun if each.poll() is not None]:
            if time.monotonic() - self._begun.pop(process) < SETTLED_S:
                raise SystemExit(f"A web process ended {ending(process)}; it may say why above.")
        while len(self._begun) < self._count:
            self._begun[self._start()] = time.monotonic()

    def _start(self) -> subprocess.Popen:
        door = self._door.fileno()
        return subprocess.Popen(
            [sys.executable, "-m", "project.serving", str(door)],
            env=os.environ | {PARENT: str(os.getpid())},
            stdin=subprocess.DEVNULL,
            pass_fds=[door],
            start_new_session=True,
        )


if __name__ == "__main__":
    follow_parent()
    if len(sys.argv) == 2:
        serve(socket.socket(fileno=int(sys.argv[1])))
    else:
        main(*sys.argv[1:])
