"""Wait for background work, and do it here where no worker is at it."""

import time
from collections.abc import Callable

from organizations import jobs

POLL_S = 0.2


def work_until(is_final: Callable[[], bool], *, cluster: str) -> None:
    """Work on the cluster's jobs in this process until is_final() holds."""
    while not is_final():
        if not jobs.work(cluster):
            jobs.release_abandoned()
            time.sleep(POLL_S)  # a worker elsewhere has it, or it backs off
