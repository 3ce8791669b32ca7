"""What the queue calls: no logic."""

from library import uploads, waste


def purge_stale_uploads() -> None:
    uploads.purge_stale_uploads()


def clean_storage() -> None:
    waste.clean_all_soon()
