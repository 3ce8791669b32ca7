"""What a program of others started is gone with it, and with us."""

import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from library.ingestion import cut_off

ROOT = Path(__file__).resolve().parents[3]
BOUNDS = cut_off.Bounds(memory_bytes=2**32, file_bytes=2**20, seconds=60)
# Runs the program given to it, as a worker does.
STARTER = """
import sys
from pathlib import Path
from library.ingestion import cut_off
bounds = cut_off.Bounds(memory_bytes=2**32, file_bytes=2**20, seconds=600)
cut_off.run(sys.argv[1:], home=Path("/"), bounds=bounds)
"""
WITHIN_S = 60


@pytest.fixture
def line(tmp_path):
    """A pipe with a name: at its end once nobody holds it to write."""
    os.mkfifo(path := tmp_path / "line")
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    yield path, reader
    os.close(reader)


def leaves_a_child(path: Path, then: str) -> tuple[str, ...]:
    return ("/bin/sh", "-c", f'exec 9>"{path}"; sleep 600 & echo here >&9; {then}')


def is_at_its_end(reader: int) -> bool:
    readable, _, _ = select.select([reader], [], [], WITHIN_S)
    return bool(readable) and os.read(reader, 100) == b""


@pytest.mark.parametrize("is_in_namespaces", [True, False])
def test_nothing_that_it_started_outlives_it(line, tmp_path, monkeypatch, is_in_namespaces):
    if not is_in_namespaces:
        monkeypatch.setattr(cut_off, "namespaces", lambda: ())
    path, reader = line
    cut_off.run(leaves_a_child(path, "exit 1"), home=tmp_path, bounds=BOUNDS)
    assert os.read(reader, 100) == b"here\n"
    assert is_at_its_end(reader)


@pytest.mark.skipif(not cut_off.namespaces(), reason="needs namespaces")
def test_it_dies_with_a_worker_that_is_killed(line):
    path, reader = line
    worker = subprocess.Popen(
        [sys.executable, "-c", STARTER, *leaves_a_child(path, "wait")], cwd=ROOT
    )
    select.select([reader], [], [], WITHIN_S)
    assert os.read(reader, 100) == b"here\n"
    worker.send_signal(signal.SIGKILL)
    worker.wait(WITHIN_S)
    assert is_at_its_end(reader)
