"""Real processes of ours, for tests that start them, kill them, and look at what is left."""

import ast
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from django.db import connections

ROOT = Path(__file__).resolve().parents[1]
PYTHON = sys.executable


def sharing(media: Path, *, lease_s: int = 60, **settings) -> dict[str, str]:
    """The environment of a process on the databases and files of the running test.

    settings: more of Django's, that differ from those of the tests.
    """
    names = {alias: connections[alias].settings_dict["NAME"] for alias in ("default", "content")}
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.worker_settings",
        "LECTERN_TEST_WORKER": json.dumps(
            {
                "data_dir": str(media.parent),
                "media": str(media),
                "databases": names,
                "lease_s": lease_s,
                "settings": settings,
            }
        ),
    }


def until(condition: Callable[[], object], *, within_s: float = 120) -> bool:
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return bool(condition())


class Running:
    """A command in a process group of its own, as a terminal makes one."""

    def __init__(
        self,
        command: tuple[str, ...],
        environment: dict[str, str],
        folder: Path,
        cwd: Path = ROOT,
    ):
        with tempfile.NamedTemporaryFile("wb", dir=folder, suffix=".log", delete=False) as log:
            self.log = Path(log.name)
            self.process = subprocess.Popen(
                command,
                cwd=cwd,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def interrupt(self) -> None:
        """Ctrl-C: the whole group of the terminal gets it."""
        os.killpg(self.process.pid, signal.SIGINT)

    def end(self, within_s: float) -> int:
        """Its status. Raises TimeoutExpired, with what it said, where it does not end."""
        try:
            return self.process.wait(within_s)
        except subprocess.TimeoutExpired as error:
            error.add_note(self.said)
            raise


class Asking:
    """Another command that holds the database and answers questions about its rows."""

    SCRIPT = """
import sys
from accounts.models import User
from lessons.models import CachedSegment, Lesson, LessonRequest, LessonSegment
from library.models import ContentAtom, Embedding, Ingestion, Page, Section, Source
from organizations.models import Job, Membership, Organization
from organizations.scoping import unscoped
with unscoped("a test looks at every row"):
    print(User.objects.count() >= 0, flush=True)
    for line in sys.stdin:
        print(repr(eval(line)), flush=True)
"""

    def __init__(self, environment: dict[str, str]):
        self.process = subprocess.Popen(
            [PYTHON, "manage.py", "shell", "-v", "0", "-c", self.SCRIPT],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert self.process.stdout.readline() == "True\n"

    def __call__(self, expression: str):
        self.process.stdin.write(expression + "\n")
        self.process.stdin.flush()
        return ast.literal_eval(self.process.stdout.readline())

    def __enter__(self) -> "Asking":
        return self

    def __exit__(self, *_) -> None:
        self.process.stdin.close()
        self.process.wait(30)


class Installation:
    """A data folder of its own, and every process that works on it."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("LECTERN_") and name != "DJANGO_SETTINGS_MODULE"
        } | {
            "LECTERN_DATA_DIR": str(folder),
            "LECTERN_JOB_LEASE_S": "6",
            "COLUMNS": "100",
            "MAKEFLAGS": "",
        }

    def start(self, *command: str) -> "Running":
        return Running(command, self.environment, self.folder.parent)

    def manage(self, *command: str) -> "Running":
        return self.start(PYTHON, "manage.py", *command)

    def ask(self) -> "Asking":
        return Asking(self.environment)

    def processes(self) -> dict[int, str]:
        """Everything of this installation that runs, by process id.

        PostgreSQL and our own children carry the folder in their environment; a reading child
        gets none, and is known by its parent.
        """
        found, parents = {}, {}
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                command = (entry / "cmdline").read_bytes().decode(errors="replace")
                parents[int(entry.name)] = int(
                    (entry / "stat").read_text().rsplit(")", 1)[1].split()[1]
                )
                environment = (entry / "environ").read_bytes().split(b"\0")
            except OSError:
                continue
            name = command.replace("\0", " ").strip()
            own = f"LECTERN_DATA_DIR={self.folder}".encode() in environment
            if name and (own or "library.ingestion.sandboxed" in name):
                found[int(entry.name)] = name
        return {
            pid: name
            for pid, name in found.items()
            if "library.ingestion.sandboxed" not in name or parents[pid] in found
        }

    def named(self, part: str) -> list[int]:
        return [pid for pid, name in self.processes().items() if part in name]

    def is_still(self, within_s: float = 30) -> bool:
        return until(lambda: not self.processes(), within_s=within_s)

    def end(self) -> None:
        for pid in self.processes():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
