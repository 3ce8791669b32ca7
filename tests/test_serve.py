"""`manage.py serve`: from wherever it is called, ended in any way, it says nothing odd."""

import signal
import socket
import subprocess

import pytest

from project.sites import HOST, answers
from tests.processes import PYTHON, ROOT, Installation, Running, until

STOP_WITHIN_S = 10

pytestmark = pytest.mark.slow


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


@pytest.fixture
def installation(tmp_path):
    installation = Installation(tmp_path / "data")
    yield installation
    installation.end()


@pytest.fixture
def start(installation, port):
    return lambda: installation.manage("serve", "--port", str(port))


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM])
def test_ended_while_it_serves(start, port, signum):
    running: Running = start()
    assert until(lambda: answers(HOST, port)), running.said
    running.process.send_signal(signum)
    assert running.end(STOP_WITHIN_S) == 0
    assert running.said == ""


@pytest.mark.parametrize("moment_s", [0.2, 0.8, 1.2, 1.5, 1.8, 2.2])
def test_interrupted_while_it_starts(start, moment_s):
    running: Running = start()
    try:
        running.process.wait(moment_s)
    except subprocess.TimeoutExpired:
        running.interrupt()
    assert running.end(STOP_WITHIN_S) in (0, 130, -signal.SIGINT)
    assert running.said == ""


def test_called_from_another_folder(installation, port, tmp_path):
    command = (PYTHON, str(ROOT / "manage.py"), "serve", "--port", str(port))
    running = Running(command, installation.environment, tmp_path, cwd=tmp_path)
    assert until(lambda: answers(HOST, port)), running.said
    running.process.terminate()
    assert running.end(STOP_WITHIN_S) == 0
