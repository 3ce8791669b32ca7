"""Nothing new begins in an organization whose subscription does not run."""

import time
from datetime import datetime
from threading import Lock
from uuid import UUID

from django.utils import timezone

from billing import registries
from billing.models import Meter
from billing.refusing import paused
from organizations.models import Organization

FOR_S = 30.0  # what was seen to run may go on so long in a process that does not look again
MOST_KNOWN = 10_000

_runs_until: dict[UUID, float] = {}
_lock = Lock()


def require_running(
    organization: Organization, now: datetime, *, meter: Meter | None = None
) -> None:
    """meter: what was asked for, where it is counted. Raises LimitReached, with why."""
    for pause in registries.pauses:
        if sentence := pause(organization, now):
            raise paused(sentence, meter)


def require_ran_lately(organization: Organization, *, meter: Meter) -> None:
    """As above, for what may cost no statement: seen to run, it is not looked at for a while."""
    if _runs_until.get(organization.pk, 0.0) > time.monotonic():
        return
    require_running(organization, timezone.now(), meter=meter)
    with _lock:
        if len(_runs_until) >= MOST_KNOWN:
            _runs_until.clear()
        _runs_until[organization.pk] = time.monotonic() + FOR_S
