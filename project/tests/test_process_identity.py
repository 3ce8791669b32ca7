"""When a process is gone: only when that is certain."""

import os
import signal
import subprocess
import sys
from dataclasses import replace

import pytest

from project.process_identity import ProcessIdentity

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells")


@pytest.fixture
def child():
    """A process that waits for its input to end."""
    process = subprocess.Popen(
        [sys.executable, "-c", "input()"], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    yield process
    process.kill()
    process.communicate()


@pytest.fixture
def identity(child) -> ProcessIdentity:
    return ProcessIdentity.of(child.pid)


def test_it_works(identity, child):
    assert not identity.is_gone()
    child.kill()
    child.wait()
    assert identity.is_gone()


def test_written_down_and_read_it_is_the_same(identity):
    assert ProcessIdentity.parse(str(identity)) == identity


def test_killed_it_is_gone_before_its_parent_has_asked(identity, child):
    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    assert identity.is_gone()


def test_frozen_it_is_not_gone(identity, child):
    child.send_signal(signal.SIGSTOP)
    os.waitid(os.P_PID, child.pid, os.WSTOPPED | os.WNOWAIT)
    assert not identity.is_gone()


def test_its_number_given_to_another_it_is_gone(identity):
    assert replace(identity, started=identity.started - 1).is_gone()


def test_of_another_machine_nothing_is_known(identity, child):
    child.kill()
    child.wait()
    assert not replace(identity, host="elsewhere").is_gone()


def test_of_no_process_there_is_none(identity, child):
    child.kill()
    child.wait()
    assert ProcessIdentity.of(child.pid) is None
