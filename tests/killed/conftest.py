import subprocess
import sys

import pytest

from organizations.scoping import unscoped
from tests.processes import ROOT, sharing

LEASE_S = 60


@pytest.fixture
def worker(media):
    """Starts real workers on this test's databases and files."""
    environment = sharing(media, lease_s=LEASE_S)

    def start(cluster: str, at: str = "", signum: int = 0) -> subprocess.Popen:
        command = [sys.executable, "-m", "tests.worker_process", cluster]
        if at:
            command += ["--at", at, "--signal", str(int(signum))]
        return subprocess.Popen(command, cwd=ROOT, env=environment)

    return start


@pytest.fixture
def across():
    with unscoped("the tests look at every row"):
        yield
