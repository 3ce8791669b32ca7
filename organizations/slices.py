"""A worker's hold on a job: a few seconds of work, a lease, and a fence."""

import time
from datetime import timedelta

from django.utils import timezone

from organizations import stopping
from organizations.models.job import Job
from organizations.scoping import unscoped


class LeaseLost(Exception):
    """Another worker has the job, or it was cancelled: stop, and write nothing more."""


# How long a worker goes on with what was taken from it, between two pieces of work.
LOOK_S = 1.0


class Slice:
    """fence: the number every write of this worker carries."""

    def __init__(self, job: Job, *, seconds: float, lease_s: float):
        self.job = job
        self.fence = job.fence
        self._lease_s = lease_s
        self._over_at = time.monotonic() + seconds
        self._renew_at = time.monotonic() + lease_s / 3
        self._look_at = time.monotonic() + LOOK_S

    def is_over(self) -> bool:
        """Ask between two pieces of work. Renews the lease; raises LeaseLost."""
        now = time.monotonic()
        if now >= self._renew_at:
            self._update(lease_until=timezone.now() + timedelta(seconds=self._lease_s))
            self._renew_at = now + self._lease_s / 3
        elif now >= self._look_at and not self.holds():
            raise LeaseLost(str(self.job))
        if now >= self._look_at:
            self._look_at = now + LOOK_S
        return now >= self._over_at or stopping.is_asked()

    def holds(self) -> bool:
        return self._mine().exists()

    def pause(self) -> None:
        """The slice ended well: the attempts before it no longer count."""
        self._let_go(state=Job.State.QUEUED, attempts=0, error="", run_after=timezone.now())

    def back_off(self, wait: timedelta, error: str) -> None:
        self._let_go(state=Job.State.QUEUED, error=error, run_after=timezone.now() + wait)

    def finish(self, state: Job.State, *, error: str = "") -> None:
        self._let_go(state=state, error=error, finished_at=timezone.now())

    def _let_go(self, **values) -> None:
        self._update(lease_until=None, holder="", **values)

    def _mine(self):
        with unscoped("by its own key"):
            return Job.objects.filter(pk=self.job.pk, fence=self.fence, state=Job.State.RUNNING)

    def _update(self, **values) -> None:
        if not self._mine().update(**values):
            raise LeaseLost(str(self.job))
