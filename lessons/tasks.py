"""What the schedule calls."""

from lessons.services import annotations


def purge_deleted_annotations() -> None:
    annotations.purge_deleted()
