"""What the queue calls: no logic."""

from library import uploads


def purge_stale_uploads() -> None:
    uploads.purge_stale_uploads()
