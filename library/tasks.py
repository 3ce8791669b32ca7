"""What the queue calls: no logic."""

from library import stale_uploads, waste


def purge_stale_uploads() -> None:
    stale_uploads.purge()


def clean_storage() -> None:
    waste.clean_all_soon()
