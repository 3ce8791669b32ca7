"""A file of an old format becomes one of today's, by LibreOffice in a process with limits.

It gets a profile of its own, in which macros stay off, and dies with the worker.
"""

import ctypes
import os
import resource
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from django.utils.translation import gettext as _

from library.ingestion.parsers.legacy import program
from library.ingestion.sandboxed.limits import PR_SET_PDEATHSIG
from project.errors import UnreadableSource

MEMORY_BYTES, FILE_BYTES = 4 * 1024**3, 1024**3
CONVERT_S = 75  # less than a job's lease


def convert(path: Path, kind: str, to: Path) -> None:
    """Write `path` as a file of this kind, whole or not at all. Raises UnreadableSource."""
    office = program()
    if office is None:
        raise _refused(kind)
    to.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=".converting.", dir=to.parent))
    try:
        source = folder / f"old{path.suffix}"
        shutil.copyfile(path, source)
        _run(office, source, kind, folder)
        made = folder / f"old.{kind}"
        if not made.is_file():
            raise _refused(kind)
        made.rename(to)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(office: str, source: Path, kind: str, folder: Path) -> None:
    command = [
        office, "--headless", "--norestore", "--nolockcheck",
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--convert-to", kind, "--outdir", str(folder), str(source),
    ]  # fmt: skip
    environment = {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(folder)}
    process = subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=_limit,
    )
    try:
        process.wait(CONVERT_S)
    except subprocess.TimeoutExpired as error:
        raise _refused(kind) from error
    finally:  # with what it started itself
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _limit() -> None:
    """In the child, before LibreOffice."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CONVERT_S, CONVERT_S))


def _refused(kind: str) -> UnreadableSource:
    return UnreadableSource(
        _(
            "This file is in an old format, and could not be turned into one of today. Open it in "
            "the program that made it (or in LibreOffice), save it as .%(today)s, and add that."
        )
        % {"today": kind},
        code="damaged",
    )
