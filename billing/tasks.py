"""What the queue calls: no logic."""

from billing import calls, reconciling, recording


def tidy() -> None:
    recording.delete_old()
    calls.delete_old()


def reconcile() -> None:
    reconciling.reconcile()
