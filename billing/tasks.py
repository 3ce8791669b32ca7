"""What the queue calls: no logic."""

from django.utils import timezone

from billing import calls, continuing, reconciling, recording, storing
from billing.ledger import settling
from organizations.scoping import unscoped


def tidy() -> None:
    recording.delete_old()
    calls.delete_old()
    continuing.delete_old()
    storing.record_storage(timezone.now())


def reconcile() -> None:
    reconciling.reconcile()


def expire_forgotten() -> None:
    with unscoped("reservations of all organizations run out"):
        while settling.expire_forgotten():
            pass
