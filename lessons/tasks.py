"""What the schedule calls."""

from lessons import segment_cache
from lessons.services import annotations


def purge_deleted_annotations() -> None:
    annotations.purge_deleted()


def forget_unused_segments() -> None:
    segment_cache.forget_unused()
