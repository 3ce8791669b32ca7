"""What a web process loads before its first visitor comes, so that nobody waits for it."""

import gc
from collections.abc import Callable

from django.urls import get_resolver

# Called once, before anything is served; without the database and the network.
loads: list[Callable[[], object]] = []


def warm_up() -> None:
    """Views, forms and models; then what is there stays out of garbage collection.

    A full collection walks all of it, a fifth of a second in which nobody is answered. What
    requests leave behind is freed by its counts, but for a few cycles.
    """
    _ = get_resolver().url_patterns
    for load in loads:
        load()
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)
