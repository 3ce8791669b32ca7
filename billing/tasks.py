"""What the queue calls: no logic."""

from billing import calls, continuing, daily, reconciling, recording
from billing.ledger import settling
from organizations.scoping import unscoped


def tidy() -> None:
    recording.delete_old()
    calls.delete_old()
    continuing.delete_old()
    daily.enqueue()


def reconcile() -> None:
    reconciling.reconcile()


def expire_forgotten() -> None:
    with unscoped("reservations of all organizations run out"):
        while settling.expire_forgotten():
            pass
