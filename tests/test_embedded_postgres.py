"""The embedded server is there while somebody holds it, and gone when nobody does."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

ROOT = Path(__file__).resolve().parents[1]
HOLD = """
import sys
from pathlib import Path
from project.postgres.server import ensure_running
print(ensure_running(Path(sys.argv[1]), durable=False), flush=True)
sys.stdin.read()
"""

pytestmark = pytest.mark.slow


class Holder:
    """Another process that holds the server."""

    def __init__(self, home: Path):
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOLD, str(home)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.sockets = self.process.stdout.readline().strip()

    def select(self, sql: str):
        with psycopg.connect(host=self.sockets, user="postgres", dbname="lectern") as connection:
            return connection.execute(sql).fetchone()[0]

    def end(self, signum: int | None = None) -> None:
        if signum:
            self.process.send_signal(signum)
        else:
            self.process.stdin.close()
        self.process.wait(60)


@pytest.fixture
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("postgres")


def server_pid(home: Path) -> int | None:
    try:
        return int((home / "data" / "postmaster.pid").read_text().split()[0])
    except FileNotFoundError:
        return None


def is_running(pid: int | None) -> bool:
    return pid is not None and Path(f"/proc/{pid}").exists()


def supervisors(home: Path) -> list[int]:
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().decode().split("\0")
        except OSError:
            continue
        if "project.postgres.supervisor" in command and str(home) in command:
            found.append(int(process.name))
    return found


def until(condition, within_s: float = 20) -> bool:
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


def test_it_works(home):
    holder = Holder(home)
    assert holder.select("SELECT 42") == 42
    pid = server_pid(home)
    holder.end()
    assert until(lambda: not is_running(pid))
    assert until(lambda: not supervisors(home))


def test_both_databases_are_in_it_with_pgvector(home):
    holder = Holder(home)
    names = holder.select("SELECT array_agg(datname ORDER BY datname) FROM pg_database")
    assert {"lectern", "lectern_content"} <= set(names)
    assert holder.select("SELECT count(*) FROM pg_available_extensions WHERE name = 'vector'") == 1
    holder.end()


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGKILL, signal.SIGINT])
def test_a_holder_that_is_killed_leaves_nothing(home, signum):
    holder = Holder(home)
    pid = server_pid(home)
    holder.end(signum)
    assert until(lambda: not is_running(pid) and not supervisors(home))


def test_it_stays_for_the_other_holder(home):
    first, second = Holder(home), Holder(home)
    pid = server_pid(home)
    first.end(signal.SIGKILL)
    assert not until(lambda: not is_running(pid), within_s=4)
    assert second.select("SELECT 1") == 1
    second.end()
    assert until(lambda: not is_running(pid))


def test_what_was_committed_outlives_a_killed_supervisor(home):
    holder = Holder(home)
    with psycopg.connect(host=holder.sockets, user="postgres", dbname="lectern") as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    pid = server_pid(home)
    for supervisor in supervisors(home):
        os.kill(supervisor, signal.SIGKILL)
    assert until(lambda: not is_running(pid))  # the kernel tells the server
    again = Holder(home)
    assert again.select("SELECT number FROM kept") == 7
    again.end()
    holder.end()


def test_ten_who_come_at_once_share_one_server(home):
    holders = [Holder(home) for _ in range(10)]
    pids = {holder.select("SELECT pg_postmaster_start_time()") for holder in holders}
    assert len(pids) == 1
    for holder in holders:
        holder.end()


def test_a_server_that_cannot_start_says_why(home):
    (home / "data").mkdir(parents=True)
    (home / "data" / "PG_VERSION").write_text("9.1")
    result = subprocess.run(
        [sys.executable, "-c", HOLD, str(home)], cwd=ROOT, capture_output=True, text=True, input=""
    )
    assert result.returncode != 0
    assert "did not start" in result.stderr
    assert "9.1" in result.stderr or "postgresql.conf" in result.stderr
