"""What the queue calls: no logic."""

from billing import recording


def tidy() -> None:
    recording.delete_old()
